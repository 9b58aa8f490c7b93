"""Which statements of a part what the sieve saw may concern: by their lines, and by the names that carry it on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from p0lint.candidates import Candidates
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.unit import Unit

BLOCKS = (n.Stmt, n.Handler, n.Case)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement without the statements inside it; ``path`` are those around it, the statement itself last."""

    node: n.Node
    path: tuple[n.Node, ...]
    uses: frozenset[str]
    binds: frozenset[str]


class Marks:
    """Every statement may be concerned."""

    def hold(self, statement: n.Node) -> bool:
        """Whether a statement is touched, or one inside it."""
        return True

    def touch(self, statement: n.Node) -> bool:
        """Whether a statement itself is touched: for a compound one, its head."""
        return True

    def fail(self, statement: n.Node) -> bool:
        """Whether a handler or a test inside a statement may go on without a backing service."""
        return True


class MarksOf(Marks):
    """The statements that a line of evidence touches, and those that use a name bound by one of them."""

    def __init__(self, unit: Unit, candidates: Candidates) -> None:
        self._unit = unit
        self._candidates = candidates
        self._around: set[int] = set()
        self._touched: set[int] = set()
        if candidates.hold_evidence(unit.span.start, unit.span.end):
            self._spread([piece for statement in unit.body for piece in _pieces(statement, ())])

    def hold(self, statement: n.Node) -> bool:
        return id(statement) in self._around

    def touch(self, statement: n.Node) -> bool:
        return id(statement) in self._touched

    def fail(self, statement: n.Node) -> bool:
        return self._candidates.hold_failure(*self._unit.rows(statement))

    def _spread(self, pieces: list[_Piece]) -> None:
        """Mark what the lines of evidence touch, and whatever uses the names that are bound there."""
        users: defaultdict[str, list[_Piece]] = defaultdict(list)
        for piece in pieces:
            for name in piece.uses:
                users[name].append(piece)
        pending = [piece for piece in pieces if self._is_evident(piece)]
        spread: set[str] = set()
        while pending:
            piece = pending.pop()
            if id(piece.node) in self._touched:
                continue
            self._touched.add(id(piece.node))
            self._around.update(map(id, piece.path))
            for name in (piece.binds | _names_around(piece)) - spread:
                spread.add(name)
                pending.extend(users[name])

    def _is_evident(self, piece: _Piece) -> bool:
        """Whether a line of evidence touches a statement, without the statements inside it."""
        children = piece.node.children()
        own = [child for child in children if not isinstance(child, BLOCKS)]
        nodes = own if len(own) < len(children) else [piece.node]
        return any(self._candidates.hold_evidence(*self._unit.rows(node)) for node in nodes)


def _pieces(statement: n.Node, around: tuple[n.Node, ...]) -> Iterator[_Piece]:
    path = (*around, statement)
    uses: set[str] = set()
    binds = set(statement.names) if isinstance(statement, n.Import) else set()
    for child in statement.children():
        if isinstance(child, BLOCKS):
            yield from _pieces(child, path)
        else:
            _note(child, uses, binds)
    for target in _targets(statement):
        _note(target, binds, binds)
    yield _Piece(statement, path, frozenset(uses), frozenset(binds))


def _note(node: n.Node, uses: set[str], binds: set[str]) -> None:
    """The names and attributes that an expression uses, and those that it binds itself."""
    stack = [node]
    while stack:
        inner = stack.pop()
        if isinstance(inner, n.Name):
            uses.add(inner.id)
            continue
        if isinstance(inner, n.Attr):
            uses.add(inner.name)
        elif isinstance(inner, (n.Walrus, n.Param)):
            binds.add(inner.name)
        stack += inner.children()


def _targets(statement: n.Node) -> Iterator[n.Expr]:
    """What a statement gives a value to."""
    if isinstance(statement, n.Assign):
        yield from statement.targets
    elif isinstance(statement, n.With):
        yield from (name for _, name in statement.items if name is not None)
    elif isinstance(statement, n.Loop) and statement.target is not None:
        yield statement.target


def _names_around(piece: _Piece) -> frozenset[str]:
    """The functions and classes that a piece is part of: what they hold counts where they are called."""
    return frozenset(node.name for node in piece.path if isinstance(node, (n.Func, n.Class)))


EVERYTHING = Marks()
