"""Helpers that make a client of the URL that they are given: ``def engine(url): return create_engine(url, future=True)``."""

from __future__ import annotations

from dataclasses import dataclass

from p0lint.catalogue.entries import Symbol
from p0lint.facts.kinds.classes import Implementation, known_symbol
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import returned
from p0lint.project import Definition

LINES = 25  # a longer helper does more than to make a client


@dataclass(frozen=True, slots=True)
class _Maker:
    """What a helper makes, and the parameter that is the URL of it."""

    symbol: Symbol
    name: str
    position: int
    parameter: str


def made_of_url(expr: n.Call, scope: Scope) -> Implementation | None:
    """What a helper of the project makes of a URL that forgets."""
    if not any(isinstance(arg.value, (n.Str, n.Joined)) for arg in expr.args):
        return None
    found = scope.definition(expr.func)
    if found is None or found.kind not in ("function", "method") or found.span is None:
        return None
    if found.span.end - found.span.start > LINES:
        return None
    key = ("made of url", id(scope.catalogue), found.module.path, found.full_name)
    maker = scope.project.learn(key, lambda: _maker(found, scope))
    folded = text(expr.argument(maker.position, maker.parameter), scope) if maker is not None else None
    if maker is None or folded is None or "://" not in folded.value:
        return None
    said = scope.catalogue.value(folded.value, maker.symbol.role)
    if said is None or said.kind == "loopback":
        return None
    return Implementation(said.kind, maker.name, maker.symbol.role, True, said.why, folded.steps)


def _maker(found: Definition, scope: Scope) -> _Maker | None:
    """What a function makes, if all that it returns is made of one of its parameters by a library that goes by the URL."""
    helper = scope.helper(found)
    values = returned(helper[0]) if helper is not None else []
    if helper is None or len(values) != 1 or not isinstance(values[0], n.Call) or not values[0].args:
        return None
    function, inner = helper
    full = inner.resolve(values[0].func)
    symbol = known_symbol(full, inner)
    given = values[0].args[0].value
    names = [parameter.name for parameter in function.params if parameter.name not in ("self", "cls")]
    if symbol is None or not symbol.judge_by_url or not isinstance(given, n.Name) or given.id not in names:
        return None
    return _Maker(symbol, full, names.index(given.id), given.id)
