"""Helpers that return the first of their arguments that is there: ``first_of(url, settings.URL, "memory://")``."""

from __future__ import annotations

import re

from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import returned
from p0lint.project import Definition

LINES = 12  # a longer function does more than to choose between its arguments
RETURNS_NAME = re.compile(r"return \w+(?:$| or | if )", re.MULTILINE)


def alternatives(expr: n.Call, scope: Scope) -> list[n.Expr]:
    """The arguments of which a helper of the project returns one, in the order of its parameters; empty for any other call."""
    found = scope.definition(expr.func) if len(expr.args) > 1 else None
    if found is None or found.kind != "function" or found.span is None:
        return []
    key = ("coalesces", found.module.path, found.full_name)
    places = scope.project.learn(key, lambda: _returned(found, scope))
    given = [expr.argument(position, name) for position, name in places]
    return [value for value in given if value is not None]


def _returned(found: Definition, scope: Scope) -> tuple[tuple[int, str], ...]:
    """The parameters that a function returns as they are, with their positions; none if it returns anything else."""
    if found.span is None or found.span.end - found.span.start > LINES:
        return ()
    if not RETURNS_NAME.search("\n".join(found.module.lines[found.span.start - 1 : found.span.end])):
        return ()
    helper = scope.helper(found)
    if helper is None:
        return ()
    function, _ = helper
    values = returned(function)
    names = {value.id for value in values if isinstance(value, n.Name)}
    places = tuple((position, each.name) for position, each in enumerate(function.params) if each.name in names)
    is_choice = len(places) > 1 and len(places) == len(names) and all(isinstance(value, n.Name) for value in values)
    return places if is_choice else ()
