"""Methods that start nothing where the constructor found no setting: ``if not self.url: log(...); return`` in ``start()``."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import words
from p0lint.facts.failing.attempts import STARTS
from p0lint.facts.failing.missing import (
    is_done_without,
    is_refused,
    is_toggle,
    missing_setting,
    sides,
    unraised_outcome,
)
from p0lint.facts.model import Fact
from p0lint.facts.names.constants import times_given
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import leaves

MADE_IN = "__init__"


def unstarted(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """A setting that the constructor keeps, and that is found missing where the backing service is to be started."""
    function = scope.function
    if function is None or function.name == MADE_IN or scope.cls is None or STARTS.isdisjoint(words(function.name)[:1]):
        return
    for held, body in sides(statement, scope):
        if held.kind != "missing" or not body or raises(body):
            continue
        for kept in filter(is_own, held.subjects):
            found = _given_at_start(kept, scope)
            other = statement.orelse if body is statement.body else statement.body
            if found is None or is_done_without(found[0], found[1]):
                continue
            outcome = unraised_outcome(body, other, scope)
            if outcome:
                yield missing_setting(statement, found[0], outcome, scope, conditions, found[1])


def _given_at_start(kept: n.Attr, scope: Scope) -> tuple[n.Expr, Scope] | None:
    """The setting of a backing service that an attribute is given in the constructor and nowhere else, with what it sees."""
    found = scope.method(MADE_IN)
    helper = scope.helper(found) if found is not None and found.cls is scope.cls else None
    if helper is None or scope.cls is None or times_given(kept.name, scope.cls, scope.module) != 1:
        return None
    inner = helper[1]
    if is_refused(spelling(kept), inner):
        return None
    for value in inner.values(spelling(kept))[:1]:
        for leaf in leaves(value):
            read = setting(leaf, inner)
            if read is not None and read.is_certain and not is_toggle(read.name):
                return (leaf, inner) if role([read.name], scope.catalogue) else None
    return None
