"""Where facts stand, and the chains that lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.unit import Unit
from p0lint.finding import Link, Place


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain: where it stands, and what happens there."""

    unit: Unit
    node: n.Node
    note: str


def place(node: n.Node, scope: Scope) -> Place:
    """Where a node stands in its file."""
    return scope.unit.place(node)


def links(scope: Scope, steps: Iterable[Step]) -> tuple[Link, ...]:
    """The links of a chain, each place once, in the order of the steps."""
    found: dict[tuple[str, int, int], Link] = {}
    for step in steps:
        try:
            at = step.unit.place(step.node)
        except KeyError:
            continue
        line = step.unit.module.lines[at.line - 1]
        found.setdefault((at.path, at.line, at.column), Link(at.path, at.line, at.column, step.note, line))
    return tuple(found.values())


def first_line(node: n.Node, scope: Scope) -> Place:
    """Where the first line of a statement stands, to its end."""
    at = place(node, scope)
    end = len(scope.module.lines[at.line - 1].rstrip()) + 1
    return replace(at, end_line=at.line, end_column=end)
