"""libcst -> nodes: statements, as the exact reading has them; only here and in the expressions are libcst's own classes known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.lower_expressions import annotation, expression, optional, params


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


def _assign(node: cst.Assign) -> n.Stmt:
    return n.Assign(node, [expression(t.target) for t in node.targets], expression(node.value), None, "=")


def _annotated(node: cst.AnnAssign) -> n.Stmt:
    return n.Assign(node, [expression(node.target)], optional(node.value), annotation(node.annotation), "=")


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


def _evaluated(node: cst.Expr) -> n.Stmt:
    """
    An expression that stands alone.

    Of what a generator hands out by ``yield``, as the dependencies of frameworks do, what is made there, and the ``None`` where
    nothing is.
    """
    yielded = node.value
    if not isinstance(yielded, cst.Yield):
        return n.ExprStmt(node, expression(yielded))
    value = yielded.value
    if value is None or (isinstance(value, cst.Name) and value.value == "None"):
        return n.ExprStmt(node, n.Const(yielded, None))
    is_made = isinstance(value, (cst.Call, cst.Await, cst.IfExp, cst.BooleanOperation))
    return n.ExprStmt(node, expression(value if is_made else yielded))


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
    items = [(expression(item.item), optional(item.asname.name if item.asname else None)) for item in node.items]
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
    return n.Case(node, values, wildcard, optional(node.guard), _block(node.body))


def _function(node: cst.FunctionDef) -> n.Stmt:
    decorators = [expression(decorator.decorator) for decorator in node.decorators]
    body, returns, given = _block(node.body), annotation(node.returns), node.params
    rest = given.star_arg.name.value if isinstance(given.star_arg, cst.Param) else ""
    ahead = len(given.posonly_params) + len(given.params)
    return n.Func(node, node.name.value, params(given), decorators, body, returns, rest, ahead)


def _class(node: cst.ClassDef) -> n.Stmt:
    bases = [expression(base.value) for base in node.bases]
    keywords = {k.keyword.value: expression(k.value) for k in node.keywords if k.keyword}
    decorators = [expression(decorator.decorator) for decorator in node.decorators]
    return n.Class(node, node.name.value, bases, keywords, decorators, _block(node.body))


_SMALL: dict[type, Callable[[Any], n.Stmt]] = {
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Expr: _evaluated,
    cst.Return: lambda node: n.Return(node, optional(node.value)),
    cst.Raise: lambda node: n.Raise(node, optional(node.exc)),
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
