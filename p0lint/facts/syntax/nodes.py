"""The few shapes of syntax that facts are made of: what was parsed, without white space and spellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from p0lint.facts.syntax.node import Node as Node


class Expr(Node):
    """An expression."""

    __slots__ = ()


class Stmt(Node):
    """A statement."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Name(Expr):
    id: str


@dataclass(slots=True, eq=False)
class Attr(Expr):
    value: Expr
    name: str


@dataclass(slots=True, eq=False)
class Arg(Node):
    """An argument of a call; ``star`` is ``*``, ``**`` or empty."""

    value: Expr
    keyword: str
    star: str


@dataclass(slots=True, eq=False)
class Call(Expr):
    func: Expr
    args: list[Arg]

    def argument(self, position: int, keyword: str = "") -> Expr | None:
        """The argument at a position, or given by keyword."""
        for arg in self.args:
            if keyword and arg.keyword == keyword:
                return arg.value
        plain = [arg for arg in self.args if not arg.keyword and not arg.star]
        return plain[position].value if 0 <= position < len(plain) else None


@dataclass(slots=True, eq=False)
class Str(Expr):
    text: str


@dataclass(slots=True, eq=False)
class Joined(Expr):
    """Text put together from parts: an f-string, adjacent strings, ``+``."""

    parts: list[Expr]


@dataclass(slots=True, eq=False)
class Const(Expr):
    """A number, ``None``, ``True``, ``False`` or ``...``."""

    value: object


@dataclass(slots=True, eq=False)
class Dict(Expr):
    items: list[tuple[Expr | None, Expr]]


@dataclass(slots=True, eq=False)
class Seq(Expr):
    """A list, tuple or set display."""

    items: list[Expr]
    kind: str


@dataclass(slots=True, eq=False)
class Or(Expr):
    values: list[Expr]


@dataclass(slots=True, eq=False)
class And(Expr):
    values: list[Expr]


@dataclass(slots=True, eq=False)
class Not(Expr):
    value: Expr


@dataclass(slots=True, eq=False)
class Cond(Expr):
    """``body if test else orelse``."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(slots=True, eq=False)
class Compare(Expr):
    """One comparison; ``op`` is spelt as in source (``==``, ``not in``)."""

    left: Expr
    op: str
    right: Expr


@dataclass(slots=True, eq=False)
class Param(Node):
    name: str
    annotation: Expr | None
    default: Expr | None


@dataclass(slots=True, eq=False)
class Lambda(Expr):
    has_scope: ClassVar[bool] = True
    params: list[Param]
    body: Expr


@dataclass(slots=True, eq=False)
class Sub(Expr):
    value: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class Walrus(Expr):
    name: str
    value: Expr


@dataclass(slots=True, eq=False)
class Other(Expr):
    """An expression whose own shape does not matter, such as arithmetic or a comprehension."""

    parts: list[Node]


@dataclass(slots=True, eq=False)
class Quotient(Other):
    """``left / right``: a path put together, or arithmetic."""


@dataclass(slots=True, eq=False)
class Assign(Stmt):
    """``targets = value``, also annotated and augmented (``op`` is then ``+=`` and the like); ``value`` may be absent."""

    targets: list[Expr]
    value: Expr | None
    annotation: Expr | None
    op: str


@dataclass(slots=True, eq=False)
class ExprStmt(Stmt):
    value: Expr


@dataclass(slots=True, eq=False)
class Return(Stmt):
    value: Expr | None


@dataclass(slots=True, eq=False)
class Raise(Stmt):
    value: Expr | None


@dataclass(slots=True, eq=False)
class Assert(Stmt):
    test: Expr


@dataclass(slots=True, eq=False)
class Flow(Stmt):
    """``pass``, ``break`` or ``continue``."""

    word: str


@dataclass(slots=True, eq=False)
class Scoped(Stmt):
    """``global`` or ``nonlocal``."""

    names: list[str]


@dataclass(slots=True, eq=False)
class Import(Stmt):
    """An import inside the unit: local name -> full dotted name (leading dots kept)."""

    names: dict[str, str]


@dataclass(slots=True, eq=False)
class If(Stmt):
    test: Expr
    body: list[Stmt]
    orelse: list[Stmt]


@dataclass(slots=True, eq=False)
class Handler(Node):
    caught: list[Expr]
    name: str
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class Try(Stmt):
    body: list[Stmt]
    handlers: list[Handler]
    orelse: list[Stmt]
    final: list[Stmt]


@dataclass(slots=True, eq=False)
class With(Stmt):
    items: list[tuple[Expr, Expr | None]]
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class Loop(Stmt):
    """``for`` (``subject`` is what is iterated) or ``while`` (``subject`` is the test)."""

    target: Expr | None
    subject: Expr
    body: list[Stmt]
    orelse: list[Stmt]


@dataclass(slots=True, eq=False)
class Case(Node):
    """One ``case``: the literals it matches; none for a wildcard or a capture."""

    values: list[Expr]
    wildcard: bool
    guard: Expr | None
    body: list[Stmt]


@dataclass(slots=True, eq=False)
class Match(Stmt):
    subject: Expr
    cases: list[Case]


@dataclass(slots=True, eq=False)
class Func(Stmt):
    """A function; ``rest`` is the parameter that takes all further positions, ahead of which are ``ahead`` others."""

    has_scope: ClassVar[bool] = True
    name: str
    params: list[Param]
    decorators: list[Expr]
    body: list[Stmt]
    returns: Expr | None
    rest: str = ""
    ahead: int = 0


@dataclass(slots=True, eq=False)
class Class(Stmt):
    has_scope: ClassVar[bool] = True
    name: str
    bases: list[Expr]
    keywords: dict[str, Expr]
    decorators: list[Expr]
    body: list[Stmt]
