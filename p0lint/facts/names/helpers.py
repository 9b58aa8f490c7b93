"""Which functions of the project may be helpers: short, and near something that forgets."""

from __future__ import annotations

from p0lint.facts.names.scope import Scope
from p0lint.project import Definition
from p0lint.sieve import Sieve

HELPER_LINES = 80  # a longer function is a selector of its own, and reported itself
PASSING_LINES = 7  # a function of no more may do nothing than to pass on what another one makes


def may_make(found: Definition, scope: Scope) -> bool:
    """Whether a function is short enough for a helper, and holds a word that speaks of something that forgets."""
    span = found.span
    if span is None or span.end - span.start > HELPER_LINES:
        return False
    sieve = scope.project.learn(("sieve", id(scope.catalogue)), lambda: Sieve(scope.catalogue))
    source = "\n".join(found.module.lines[span.start - 1 : span.end])
    key = ("may make", id(scope.catalogue), found.module.path, found.full_name)
    return scope.project.learn(key, lambda: _passes_on(source) or sieve.holds(source.encode("utf-8", "replace")))


def _passes_on(source: str) -> bool:
    return source.count("\n") <= PASSING_LINES
