"""
What is made by the name that it is asked for under, where it does not say more: ``{"sqlite": Users, "mysql": MySQLUsers}``, and
``if kind == "sqlite": database = SQLite(path)``.
"""

from __future__ import annotations

from p0lint.catalogue._generated import TECHNOLOGIES
from p0lint.catalogue.vague import VAGUE, is_loose
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.names.identifiers import role
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.context import service_role, words_around
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

ELSEWHERE = frozenset({"remote", "sql", "cloud", "http"})  # what the name of a class says that keeps nothing here


def by_key(site: Site) -> Implementation | None:
    """The class that a table has under the name of something that forgets: the same name, or beside one that is elsewhere."""
    name = _class_of(site.value)
    if isinstance(site.value, n.Str) and _is_called(site.value.text, site.key):
        return None  # the word once more: {"NULL": "Null"}
    others = [_class_of(value) for value in site.siblings if value is not site.value]
    is_beside = any(_is_elsewhere(other) for other in others) or _is_registered(site)
    if not _is_called(name, site.key) and not is_beside:
        return None
    return _asked_for(name, site.key.lower(), site)


def _is_registered(site: Site) -> bool:
    """Whether a class is put among backing services by its decorator, which says so: ``@register_datastore("memory")``."""
    return isinstance(site.statement, n.Class) and bool(role(site.around, site.scope.catalogue))


def by_choice(site: Site) -> Implementation | None:
    """The object of a class that is called as the thing that forgets for which it is made, and nothing else."""
    held = site.conditions[-1] if site.conditions else None
    name = _class_of(site.value.func) if isinstance(site.value, n.Call) else ""
    asked = held.values if held is not None and held.kind == "chosen" else ()
    key = next((value for value in asked if _is_called(name, value)), "")
    made = _asked_for(name, key, site) if key else None
    return made if made is not None and made.kind != "noop" else None  # Dummy and Null are called so for other reasons


def _is_called(name: str, key: str) -> bool:
    return bool(name) and name.lower() == key.lower()


def _asked_for(name: str, key: str, site: Site) -> Implementation | None:
    """The class of that name as what a setting asks for by a word that forgets; None where no backing service is spoken of."""
    said = site.scope.catalogue.value(key, "backend")
    if said is None or said.rank >= VAGUE or is_loose(key) or said.kind not in ("memory", "noop", "local"):
        return None
    is_excluded = site.scope.catalogue.class_is_excluded(name) and not _is_called(name, key)
    if not name or is_excluded or _is_elsewhere(name):
        return None
    around = words_around(site)
    found = role(around.near, site.scope.catalogue) or service_role(around, site.scope.catalogue)
    return Implementation(said.kind, name, found, True, f"it is called {key!r}") if found else None


def _class_of(value: n.Expr) -> str:
    """The class that an entry names, or that its function makes."""
    made = value.body if isinstance(value, n.Lambda) else value
    name = spelling(made).rpartition(".")[2]
    return name if is_class_name(name) else ""


def _is_elsewhere(name: str) -> bool:
    parts = words(name)
    return any(part in TECHNOLOGIES or part in ELSEWHERE for part in parts)
