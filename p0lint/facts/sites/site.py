"""A place where a value may come to stand for a backing service."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.settings.reads import Setting
from p0lint.facts.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class Site:
    """
    A value in a place where it may come to stand for a backing service.

    ``form`` says what the place is: value (assigned, returned or passed on), read (the default of a read), field, parameter,
    option, entry (of a dispatch table) or registration. ``targets`` are the names it is given to, the nearest first; ``around``
    what it is passed to. ``key`` is the name under which a table holds it.
    """

    value: n.Expr
    scope: Scope
    form: str
    conditions: tuple[Condition, ...] = ()
    targets: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    setting: Setting | None = None
    key: str = ""
    siblings: tuple[n.Expr, ...] = ()
    statement: n.Node | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an expression stands: under which conditions, given to which names, passed to what."""

    conditions: tuple[Condition, ...] = ()
    targets: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    statement: n.Node | None = None

    def under(self, *more: Condition) -> Position:
        return replace(self, conditions=(*self.conditions, *more))

    def given(self, name: str) -> Position:
        return replace(self, targets=(name, *self.targets)) if name else self

    def passed(self, callee: str) -> Position:
        return replace(self, around=(callee, *self.around)) if callee else self
