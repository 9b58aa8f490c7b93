"""Ways through syntax that facts go again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from p0lint.facts.syntax import nodes as n


def own_statements(body: Sequence[n.Node]) -> Iterator[n.Node]:
    """Every node of a function's body, without the functions and classes inside it."""
    return chain.from_iterable(chain((statement,), statement.below()) for statement in body)


def last_name(expr: n.Expr) -> str:
    if isinstance(expr, n.Attr):
        return expr.name
    return expr.id if isinstance(expr, n.Name) else ""


def leaves(expr: n.Expr) -> Iterator[n.Expr]:
    """The values an expression may take: the branches of conditionals and ``or``, the items of a tuple."""
    if isinstance(expr, n.Cond):
        yield from leaves(expr.body)
        yield from leaves(expr.orelse)
    elif isinstance(expr, (n.Or, n.And)):
        for value in expr.values:
            yield from leaves(value)
    elif isinstance(expr, n.Walrus):
        yield from leaves(expr.value)
    elif isinstance(expr, n.Seq) and expr.kind == "tuple":
        for item in expr.items:
            yield from leaves(item)
    else:
        yield expr


def returned(function: n.Func) -> list[n.Expr]:
    """The values that a function may return."""
    nodes = (node for node in own_statements(function.body) if isinstance(node, n.Return))
    return [leaf for node in nodes if node.value is not None for leaf in leaves(node.value)]
