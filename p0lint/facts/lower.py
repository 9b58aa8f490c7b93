"""libcst -> nodes: the exact reading; the only place that knows libcst's own classes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from p0lint.facts import nodes as n


def statements(body: Sequence[Any]) -> list[n.Stmt]:
    """The statements of a module or block."""
    found: list[n.Stmt] = []
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                found.extend(_small(small))
        else:
            found.append(_compound(statement))
    return found


def _block(suite: Any) -> list[n.Stmt]:
    if isinstance(suite, cst.SimpleStatementSuite):
        return [lowered for small in suite.body for lowered in _small(small)]
    return statements(suite.body)


def _small(node: Any) -> list[n.Stmt]:
    handler = _SMALL.get(type(node))
    return [handler(node)] if handler else []


def _compound(node: Any) -> n.Stmt:
    return _COMPOUND[type(node)](node)


def expression(node: Any) -> n.Expr:
    """One expression."""
    handler = _EXPR.get(type(node))
    return handler(node) if handler else _other(node)


def _optional(node: Any) -> n.Expr | None:
    return None if node is None else expression(node)


def _annotation(node: cst.Annotation | None) -> n.Expr | None:
    return None if node is None else expression(node.annotation)


def _other(node: Any) -> n.Expr:
    parts: list[n.Node] = []
    for child in node.children:
        if isinstance(child, cst.BaseExpression):
            parts.append(expression(child))
        elif type(child) not in _WHITESPACE:
            parts.extend(_other(child).children())
    return n.Other(node, parts)


def _text(node: cst.SimpleString) -> n.Expr:
    try:
        value = node.evaluated_value
    except (SyntaxError, ValueError):  # an escape that Python itself refuses
        value = node.raw_value
    return n.Str(node, value.decode("latin-1") if isinstance(value, bytes) else value)


def _joined(node: cst.ConcatenatedString) -> n.Expr:
    return n.Joined(node, [*_flat(expression(node.left)), *_flat(expression(node.right))])


def _flat(part: n.Expr) -> list[n.Expr]:
    return part.parts if isinstance(part, n.Joined) else [part]


def _formatted(node: cst.FormattedString) -> n.Expr:
    parts: list[n.Expr] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(n.Str(part, _unescaped(part.value, node)))
        elif isinstance(part, cst.FormattedStringExpression):
            parts.append(expression(part.expression))
    return n.Joined(node, parts)


def _unescaped(text: str, node: cst.FormattedString) -> str:
    """What a part of an f-string says, its escapes and doubled braces taken for what they mean."""
    if "\\" in text and "r" not in node.prefix.lower():
        text = ast.literal_eval(f"{node.quote}{text}{node.quote}")
    return text.replace("{{", "{").replace("}}", "}")


def _binary(node: cst.BinaryOperation) -> n.Expr:
    if isinstance(node.operator, cst.Add):
        return n.Joined(node, [*_flat(expression(node.left)), *_flat(expression(node.right))])
    if isinstance(node.operator, cst.Divide):
        return n.Quotient(node, [expression(node.left), expression(node.right)])
    return _other(node)


def _boolean(node: cst.BooleanOperation) -> n.Expr:
    kind = n.Or if isinstance(node.operator, cst.Or) else n.And
    values: list[n.Expr] = []
    current: Any = node
    chain: list[Any] = []
    while (
        isinstance(current, cst.BooleanOperation)
        and type(current.operator) is type(node.operator)
        and (current is node or not current.lpar)
    ):
        chain.append(current.right)
        current = current.left
    values.append(expression(current))
    values.extend(expression(right) for right in reversed(chain))
    return kind(node, values)


def _comparison(node: cst.Comparison) -> n.Expr:
    compared: list[n.Expr] = []
    left = expression(node.left)
    for target in node.comparisons:
        right = expression(target.comparator)
        compared.append(n.Compare(node, left, _OPERATORS.get(type(target.operator), "?"), right))
        left = right
    return compared[0] if len(compared) == 1 else n.And(node, compared)


def _unary(node: cst.UnaryOperation) -> n.Expr:
    if isinstance(node.operator, cst.Not):
        return n.Not(node, expression(node.expression))
    return _other(node)


def _name(node: cst.Name) -> n.Expr:
    if node.value in _CONSTANTS:
        return n.Const(node, _CONSTANTS[node.value])
    return n.Name(node, node.value)


def _integer(node: cst.Integer) -> n.Expr:
    try:
        return n.Const(node, node.evaluated_value)
    except ValueError:
        return n.Const(node, 0)


def _call(node: cst.Call) -> n.Expr:
    args = [n.Arg(arg, expression(arg.value), arg.keyword.value if arg.keyword else "", arg.star) for arg in node.args]
    return n.Call(node, expression(node.func), args)


def _dict(node: cst.Dict) -> n.Expr:
    items: list[tuple[n.Expr | None, n.Expr]] = []
    for element in node.elements:
        key = expression(element.key) if isinstance(element, cst.DictElement) else None
        items.append((key, expression(element.value)))
    return n.Dict(node, items)


def _sequence(kind: str) -> Callable[[Any], n.Expr]:
    return lambda node: n.Seq(node, [expression(element.value) for element in node.elements], kind)


def _subscript(node: cst.Subscript) -> n.Expr:
    indexes = [expression(e.slice.value) if isinstance(e.slice, cst.Index) else _other(e.slice) for e in node.slice]
    index = indexes[0] if len(indexes) == 1 else n.Seq(node, indexes, "tuple")
    return n.Sub(node, expression(node.value), index)


def _walrus(node: cst.NamedExpr) -> n.Expr:
    name = node.target.value if isinstance(node.target, cst.Name) else ""
    return n.Walrus(node, name, expression(node.value))


def _params(node: cst.Parameters) -> list[n.Param]:
    every = [*node.posonly_params, *node.params, *node.kwonly_params]
    return [n.Param(p, p.name.value, _annotation(p.annotation), _optional(p.default)) for p in every]


def _assign(node: cst.Assign) -> n.Stmt:
    return n.Assign(node, [expression(t.target) for t in node.targets], expression(node.value), None, "=")


def _annotated(node: cst.AnnAssign) -> n.Stmt:
    return n.Assign(node, [expression(node.target)], _optional(node.value), _annotation(node.annotation), "=")


def _augmented(node: cst.AugAssign) -> n.Stmt:
    op = "+=" if isinstance(node.operator, cst.AddAssign) else "?="
    return n.Assign(node, [expression(node.target)], expression(node.value), None, op)


def _import(node: cst.Import) -> n.Stmt:
    names: dict[str, str] = {}
    for alias in node.names:
        full = alias.evaluated_name
        if alias.evaluated_alias:
            names[alias.evaluated_alias] = full
        else:
            names[full.partition(".")[0]] = full.partition(".")[0]
    return n.Import(node, names)


def _import_from(node: cst.ImportFrom) -> n.Stmt:
    base = "." * len(node.relative) + (_dotted(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        return n.Import(node, {})
    names = {}
    for alias in node.names:
        separator = "" if base.endswith(".") else "."
        names[alias.evaluated_alias or alias.evaluated_name] = f"{base}{separator}{alias.evaluated_name}"
    return n.Import(node, names)


def _dotted(node: Any) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return str(node.value)


def _if(node: cst.If) -> n.Stmt:
    if node.orelse is None:
        orelse: list[n.Stmt] = []
    elif isinstance(node.orelse, cst.If):
        orelse = [_if(node.orelse)]
    else:
        orelse = _block(node.orelse.body)
    return n.If(node, expression(node.test), _block(node.body), orelse)


def _try(node: cst.Try | cst.TryStar) -> n.Stmt:
    handlers = [_handler(handler) for handler in node.handlers]
    orelse = _block(node.orelse.body) if node.orelse else []
    final = _block(node.finalbody.body) if node.finalbody else []
    return n.Try(node, _block(node.body), handlers, orelse, final)


def _handler(node: cst.ExceptHandler | cst.ExceptStarHandler) -> n.Handler:
    caught: list[n.Expr] = []
    if node.type is not None:
        lowered = expression(node.type)
        caught = lowered.items if isinstance(lowered, n.Seq) else [lowered]
    name = node.name.name.value if node.name and isinstance(node.name.name, cst.Name) else ""
    return n.Handler(node, caught, name, _block(node.body))


def _with(node: cst.With) -> n.Stmt:
    items = [(expression(item.item), _optional(item.asname.name if item.asname else None)) for item in node.items]
    return n.With(node, items, _block(node.body))


def _for(node: cst.For) -> n.Stmt:
    orelse = _block(node.orelse.body) if node.orelse else []
    return n.Loop(node, expression(node.target), expression(node.iter), _block(node.body), orelse)


def _while(node: cst.While) -> n.Stmt:
    orelse = _block(node.orelse.body) if node.orelse else []
    return n.Loop(node, None, expression(node.test), _block(node.body), orelse)


def _match(node: cst.Match) -> n.Stmt:
    return n.Match(node, expression(node.subject), [_case(case) for case in node.cases])


def _case(node: cst.MatchCase) -> n.Case:
    pattern = node.pattern
    alternatives = [e.pattern for e in pattern.patterns] if isinstance(pattern, cst.MatchOr) else [pattern]
    values = [expression(alternative.value) for alternative in alternatives if isinstance(alternative, cst.MatchValue)]
    wildcard = isinstance(pattern, cst.MatchAs) and pattern.pattern is None
    return n.Case(node, values, wildcard, _optional(node.guard), _block(node.body))


def _function(node: cst.FunctionDef) -> n.Stmt:
    decorators = [expression(decorator.decorator) for decorator in node.decorators]
    return n.Func(node, node.name.value, _params(node.params), decorators, _block(node.body), _annotation(node.returns))


def _class(node: cst.ClassDef) -> n.Stmt:
    bases = [expression(base.value) for base in node.bases]
    keywords = {k.keyword.value: expression(k.value) for k in node.keywords if k.keyword}
    decorators = [expression(decorator.decorator) for decorator in node.decorators]
    return n.Class(node, node.name.value, bases, keywords, decorators, _block(node.body))


_CONSTANTS = {"None": None, "True": True, "False": False}
_WHITESPACE = (
    cst.SimpleWhitespace,
    cst.ParenthesizedWhitespace,
    cst.TrailingWhitespace,
    cst.EmptyLine,
    cst.Comma,
    cst.LeftParen,
    cst.RightParen,
)
_OPERATORS: dict[type, str] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}
_EXPR: dict[type, Callable[[Any], n.Expr]] = {
    cst.Name: _name,
    cst.Attribute: lambda node: n.Attr(node, expression(node.value), node.attr.value),
    cst.Call: _call,
    cst.SimpleString: _text,
    cst.ConcatenatedString: _joined,
    cst.FormattedString: _formatted,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.UnaryOperation: _unary,
    cst.Integer: _integer,
    cst.Float: lambda node: n.Const(node, 0.0),
    cst.Ellipsis: lambda node: n.Const(node, ...),
    cst.Dict: _dict,
    cst.List: _sequence("list"),
    cst.Tuple: _sequence("tuple"),
    cst.Set: _sequence("set"),
    cst.IfExp: lambda node: n.Cond(node, expression(node.test), expression(node.body), expression(node.orelse)),
    cst.Lambda: lambda node: n.Lambda(node, _params(node.params), expression(node.body)),
    cst.Subscript: _subscript,
    cst.NamedExpr: _walrus,
    cst.Await: lambda node: expression(node.expression),
    cst.Yield: lambda node: _other(node),
}
_SMALL: dict[type, Callable[[Any], n.Stmt]] = {
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Expr: lambda node: n.ExprStmt(node, expression(node.value)),
    cst.Return: lambda node: n.Return(node, _optional(node.value)),
    cst.Raise: lambda node: n.Raise(node, _optional(node.exc)),
    cst.Assert: lambda node: n.Assert(node, expression(node.test)),
    cst.Pass: lambda node: n.Flow(node, "pass"),
    cst.Break: lambda node: n.Flow(node, "break"),
    cst.Continue: lambda node: n.Flow(node, "continue"),
    cst.Global: lambda node: n.Scoped(node, [item.name.value for item in node.names]),
    cst.Nonlocal: lambda node: n.Scoped(node, [item.name.value for item in node.names]),
    cst.Import: _import,
    cst.ImportFrom: _import_from,
}
_COMPOUND: dict[type, Callable[[Any], n.Stmt]] = {
    cst.If: _if,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.For: _for,
    cst.While: _while,
    cst.Match: _match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
}
