"""Tables of a framework's settings that name what they configure: ``{"default": {"ENGINE": "django.db.backends.sqlite3"}}``."""

from __future__ import annotations

from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n

FORGETS = frozenset({"memory", "noop", "local"})
NAMING = {"ENGINE": "database", "BACKEND": "cache"}  # the key of the class or module, and what is made of it


def configured(expr: n.Expr, scope: Scope) -> Implementation | None:
    """What forgets of what a table configures, where it configures nothing else; None for any other expression."""
    named = [(key, value) for key, value in _entries(expr) if key in NAMING]
    found = [(key, value.text, scope.catalogue.value(value.text, NAMING[key])) for key, value in named]
    if not found or any("." not in text or said is None or said.kind not in FORGETS for _, text, said in found):
        return None
    key, text, said = found[0]
    return Implementation(said.kind, text, NAMING[key], True, said.why) if said is not None else None


def _entries(expr: n.Expr) -> list[tuple[str, n.Str]]:
    """The texts of a table and of the tables that it holds, by their keys."""
    pairs = (
        [(key.text, value) for key, value in expr.items if isinstance(key, n.Str)] if isinstance(expr, n.Dict) else []
    )
    return [each for key, value in pairs for each in ([(key, value)] if isinstance(value, n.Str) else _entries(value))]
