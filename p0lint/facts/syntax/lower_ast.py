"""ast -> nodes: the quick reading, which tells the parts that hold a finding from those that libcst need not parse."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.spellings import filled, table


def statements(body: Sequence[ast.stmt]) -> list[n.Stmt]:
    """The statements of a module or block."""
    found: list[n.Stmt] = []
    for statement in body:
        handler = _STMT.get(type(statement))
        if handler:
            found.append(handler(statement))
    return found


def expression(node: Any) -> n.Expr:
    """One expression."""
    handler = _EXPR.get(type(node))
    return handler(node) if handler else n.Other(node, list(_parts(node)))


def _expressions(nodes: Sequence[ast.expr]) -> list[n.Expr]:
    return [expression(node) for node in nodes]


def _optional(node: ast.expr | None) -> n.Expr | None:
    return None if node is None else expression(node)


def _parts(node: ast.AST) -> Iterator[n.Node]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield expression(child)
        elif not isinstance(child, (ast.operator, ast.unaryop, ast.cmpop, ast.expr_context)):
            yield from _parts(child)


def _constant(node: ast.Constant) -> n.Expr:
    value = node.value
    if isinstance(value, str):
        return n.Str(node, value)
    if isinstance(value, bytes):
        return n.Str(node, value.decode("latin-1"))
    if isinstance(value, complex):
        return n.Other(node, [])
    return n.Const(node, 0.0 if isinstance(value, float) else value)


def _formatted(node: ast.JoinedStr) -> n.Expr:
    values = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    return n.Joined(node, _expressions(values))


def _binary(node: ast.BinOp) -> n.Expr:
    if isinstance(node.op, ast.Add):
        return n.Joined(node, _terms(node))
    left, right = expression(node.left), expression(node.right)
    kind = n.Quotient if isinstance(node.op, ast.Div) else n.Other
    text = filled(node, left, right) if isinstance(node.op, ast.Mod) else None
    return text or kind(node, [left, right])


def _terms(node: ast.BinOp) -> list[n.Expr]:
    """The terms of a sum; a long one nests as deep as it is long."""
    terms: list[n.Expr] = []
    current: ast.expr = node
    while isinstance(current, ast.BinOp) and isinstance(current.op, ast.Add):
        terms[:0] = _flat(expression(current.right))
        current = current.left
    return [*_flat(expression(current)), *terms]


def _flat(part: n.Expr) -> list[n.Expr]:
    return part.parts if isinstance(part, n.Joined) else [part]


def _boolean(node: ast.BoolOp) -> n.Expr:
    kind = n.Or if isinstance(node.op, ast.Or) else n.And
    return kind(node, _expressions(node.values))


def _comparison(node: ast.Compare) -> n.Expr:
    compared: list[n.Expr] = []
    left = expression(node.left)
    for operator, comparator in zip(node.ops, node.comparators, strict=True):
        right = expression(comparator)
        compared.append(n.Compare(node, left, _OPERATORS.get(type(operator), "?"), right))
        left = right
    return compared[0] if len(compared) == 1 else n.And(node, compared)


def _unary(node: ast.UnaryOp) -> n.Expr:
    operand = expression(node.operand)
    return n.Not(node, operand) if isinstance(node.op, ast.Not) else n.Other(node, [operand])


def _call(node: ast.Call) -> n.Expr:
    args = [n.Arg(arg, expression(arg), "", "*" if isinstance(arg, ast.Starred) else "") for arg in node.args]
    for keyword in node.keywords:
        args.append(n.Arg(keyword, expression(keyword.value), keyword.arg or "", "" if keyword.arg else "**"))
    call = n.Call(node, expression(node.func), args)
    return table(call) or call


def _dict(node: ast.Dict) -> n.Expr:
    pairs = zip(node.keys, node.values, strict=True)
    return n.Dict(node, [(_optional(key), expression(value)) for key, value in pairs])


def _sequence(kind: str) -> Callable[[Any], n.Expr]:
    return lambda node: n.Seq(node, _expressions(node.elts), kind)


def _walrus(node: ast.NamedExpr) -> n.Expr:
    return n.Walrus(node, node.target.id, expression(node.value))


def _params(node: ast.arguments) -> list[n.Param]:
    plain = [*node.posonlyargs, *node.args]
    defaults = [*[None] * (len(plain) - len(node.defaults)), *node.defaults, *node.kw_defaults]
    every = zip([*plain, *node.kwonlyargs], defaults, strict=True)
    return [n.Param(arg, arg.arg, _optional(arg.annotation), _optional(default)) for arg, default in every]


def _assign(node: ast.Assign) -> n.Stmt:
    return n.Assign(node, _expressions(node.targets), expression(node.value), None, "=")


def _annotated(node: ast.AnnAssign) -> n.Stmt:
    return n.Assign(node, [expression(node.target)], _optional(node.value), expression(node.annotation), "=")


def _augmented(node: ast.AugAssign) -> n.Stmt:
    op = "+=" if isinstance(node.op, ast.Add) else "?="
    return n.Assign(node, [expression(node.target)], expression(node.value), None, op)


def _import(node: ast.Import) -> n.Stmt:
    names: dict[str, str] = {}
    for alias in node.names:
        first = alias.name.partition(".")[0]
        names[alias.asname or first] = alias.name if alias.asname else first
    return n.Import(node, names)


def _import_from(node: ast.ImportFrom) -> n.Stmt:
    base = "." * node.level + (node.module or "")
    separator = "" if base.endswith(".") else "."
    named = [alias for alias in node.names if alias.name != "*"]
    return n.Import(node, {alias.asname or alias.name: f"{base}{separator}{alias.name}" for alias in named})


def _if(node: ast.If) -> n.Stmt:
    return n.If(node, expression(node.test), statements(node.body), statements(node.orelse))


def _try(node: Any) -> n.Stmt:
    handlers = [_handler(handler) for handler in node.handlers]
    return n.Try(node, statements(node.body), handlers, statements(node.orelse), statements(node.finalbody))


def _handler(node: ast.ExceptHandler) -> n.Handler:
    caught: list[n.Expr] = []
    if node.type is not None:
        lowered = expression(node.type)
        caught = lowered.items if isinstance(lowered, n.Seq) else [lowered]
    return n.Handler(node, caught, node.name or "", statements(node.body))


def _with(node: Any) -> n.Stmt:
    items = [(expression(item.context_expr), _optional(item.optional_vars)) for item in node.items]
    return n.With(node, items, statements(node.body))


def _for(node: Any) -> n.Stmt:
    target, subject = expression(node.target), expression(node.iter)
    return n.Loop(node, target, subject, statements(node.body), statements(node.orelse))


def _while(node: ast.While) -> n.Stmt:
    return n.Loop(node, None, expression(node.test), statements(node.body), statements(node.orelse))


def _match(node: ast.Match) -> n.Stmt:
    return n.Match(node, expression(node.subject), [_case(case) for case in node.cases])


def _case(node: ast.match_case) -> n.Case:
    pattern = node.pattern
    alternatives = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]
    values = [expression(alternative.value) for alternative in alternatives if isinstance(alternative, ast.MatchValue)]
    wildcard = isinstance(pattern, ast.MatchAs) and pattern.pattern is None
    return n.Case(pattern, values, wildcard, _optional(node.guard), statements(node.body))


def _function(node: Any) -> n.Stmt:
    decorators = _expressions(node.decorator_list)
    body, returns, given = statements(node.body), _optional(node.returns), node.args
    rest = given.vararg.arg if given.vararg else ""
    ahead = len(given.posonlyargs) + len(given.args)
    return n.Func(node, node.name, _params(given), decorators, body, returns, rest, ahead)


def _class(node: ast.ClassDef) -> n.Stmt:
    keywords = {keyword.arg: expression(keyword.value) for keyword in node.keywords if keyword.arg}
    decorators = _expressions(node.decorator_list)
    return n.Class(node, node.name, _expressions(node.bases), keywords, decorators, statements(node.body))


def _evaluated(node: ast.Expr) -> n.Stmt:
    """
    An expression that stands alone.

    Of what a generator hands out by ``yield``, as the dependencies of frameworks do, what is made there, and the ``None`` where
    nothing is.
    """
    yielded = node.value
    if not isinstance(yielded, ast.Yield):
        return n.ExprStmt(node, expression(yielded))
    value = yielded.value
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return n.ExprStmt(node, n.Const(yielded, None))
    is_made = isinstance(value, (ast.Call, ast.Await, ast.IfExp, ast.BoolOp))
    return n.ExprStmt(node, expression(value if is_made else yielded))


_OPERATORS: dict[type, str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_EXPR: dict[type, Callable[[Any], n.Expr]] = {
    ast.Name: lambda node: n.Name(node, node.id),
    ast.Attribute: lambda node: n.Attr(node, expression(node.value), node.attr),
    ast.Call: _call,
    ast.Constant: _constant,
    ast.JoinedStr: _formatted,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Compare: _comparison,
    ast.UnaryOp: _unary,
    ast.Dict: _dict,
    ast.List: _sequence("list"),
    ast.Tuple: _sequence("tuple"),
    ast.Set: _sequence("set"),
    ast.IfExp: lambda node: n.Cond(node, expression(node.test), expression(node.body), expression(node.orelse)),
    ast.Lambda: lambda node: n.Lambda(node, _params(node.args), expression(node.body)),
    ast.Subscript: lambda node: n.Sub(node, expression(node.value), expression(node.slice)),
    ast.NamedExpr: _walrus,
    ast.Await: lambda node: expression(node.value),
    ast.Starred: lambda node: expression(node.value),
}
_STMT: dict[type, Callable[[Any], n.Stmt]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _evaluated,
    ast.Return: lambda node: n.Return(node, _optional(node.value)),
    ast.Raise: lambda node: n.Raise(node, _optional(node.exc)),
    ast.Assert: lambda node: n.Assert(node, expression(node.test)),
    ast.Pass: lambda node: n.Flow(node, "pass"),
    ast.Break: lambda node: n.Flow(node, "break"),
    ast.Continue: lambda node: n.Flow(node, "continue"),
    ast.Global: lambda node: n.Scoped(node, list(node.names)),
    ast.Nonlocal: lambda node: n.Scoped(node, list(node.names)),
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.If: _if,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
if hasattr(ast, "TryStar"):  # since Python 3.11
    _STMT[ast.TryStar] = _try
