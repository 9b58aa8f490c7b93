"""What every piece of syntax has: where it comes from, and what is below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, cast


@dataclass(slots=True, eq=False)
class Node:
    """A piece of syntax; ``origin`` is what the parser made of it, which knows its position."""

    origin: Any
    _children: tuple[Node, ...] | None = field(default=None, init=False, repr=False)
    _below: tuple[Node, ...] | None = field(default=None, init=False, repr=False)

    has_scope: ClassVar[bool] = False  # whether the names that are bound below it stay there

    def children(self) -> tuple[Node, ...]:
        """Every node directly below this one, in source order."""
        if self._children is None:
            self._children = tuple(_nodes_of(self))
        return self._children

    def below(self) -> tuple[Node, ...]:
        """
        Every node below this one, in source order, without what functions and classes hold; worked out once.

        The node itself is none of them: it would hold itself, and stay in memory.
        """
        if self._below is None:
            found: list[Node] = []
            stack: list[Node] = [] if self.has_scope else [*self.children()[::-1]]
            while stack:
                node = stack.pop()
                found.append(node)
                if not node.has_scope:
                    stack += node.children()[::-1]
            self._below = tuple(found)
        return self._below

    def walk(self) -> Iterator[Node]:
        """This node and every node below it, nested functions and classes included."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += node.children()[::-1]


def _nodes_of(node: Node) -> list[Node]:
    kind = type(node)
    names = _FIELDS.get(kind)
    found: list[Node] = []
    for name in _child_fields(kind) if names is None else names:
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif value:
            _add_nodes(value, found)
    return found


_FIELDS: dict[type[Node], tuple[str, ...]] = {}
_PLAIN = frozenset({"origin", "id", "name", "names", "keyword", "star", "text", "op", "kind", "word", "wildcard"})


def _child_fields(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a class that may hold nodes."""
    _FIELDS[kind] = tuple(each.name for each in fields(kind) if each.name not in _PLAIN and each.name[0] != "_")
    return _FIELDS[kind]


def _add_nodes(values: object, found: list[Node]) -> None:
    """Add the nodes in a list or in tuples in it; what else a field holds is no node."""
    if values.__class__ is list or values.__class__ is tuple:
        for value in cast("Sequence[object]", values):
            if isinstance(value, Node):
                found.append(value)
            else:
                _add_nodes(value, found)
