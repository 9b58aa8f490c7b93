"""What a block puts in front of the names of the variables read in it: ``with env.prefixed("REDIS_"): env("HOST")``."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n

PREFIXED = "prefixed"


def prefix(read: n.Expr, scope: Scope) -> str:
    """The prefix of the name of a variable that is read, put together from the blocks around; empty if there is none."""
    module = scope.module
    if not scope.project.learn(("prefixes", module.path), lambda: f".{PREFIXED}(" in module.text):
        return ""
    body = scope.function.body if scope.function is not None else scope.unit.body
    around = (node for statement in body for node in statement.walk() if isinstance(node, n.With))
    return "".join(part for block in around if _holds(block, read) for part in _prefixes(block))


def _holds(block: n.With, read: n.Expr) -> bool:
    return any(node is read for statement in block.body for node in statement.walk())


def _prefixes(block: n.With) -> Iterator[str]:
    for value, _ in block.items:
        if isinstance(value, n.Call) and isinstance(value.func, n.Attr) and value.func.name == PREFIXED:
            yield from (arg.value.text for arg in value.args[:1] if isinstance(arg.value, n.Str))
