"""Which backing service an identifier speaks of."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from p0lint.catalogue._generated import (
    FOREIGN_WORDS,
    KNOWN_SETTINGS,
    LOCAL_TECHNOLOGIES,
    NOUNS,
    OTHER_ENDINGS,
    PAIRS,
    PLACE_ENDINGS,
    PLACES,
    SELECTOR_ENDINGS,
    TECHNOLOGIES,
    WORDS,
)
from p0lint.catalogue.words import runs, words

_OTHER = frozenset(OTHER_ENDINGS)
_SELECTORS = frozenset(SELECTOR_ENDINGS)
_PLACES = frozenset(PLACE_ENDINGS)
_FOREIGN = frozenset(FOREIGN_WORDS)
_OWNERS = frozenset({"self", "cls", "settings", "config", "conf", "cfg", "app", "args", "options"})
# A word for a role that other things are called by as well: a foreign word beside it takes it over.
_GENERAL = frozenset({"backend", "repository", "scheduler", "session", "history", "registry", "index", "sink"})


@lru_cache(maxsize=1 << 16)
def role_of(identifier: str) -> str | None:
    """The role that a setting, attribute, parameter or class speaks of: FLAGS_BACKEND, self._repo; None for LOG_LEVEL."""
    if identifier in KNOWN_SETTINGS:
        return KNOWN_SETTINGS[identifier][0]
    parts = _own_words(identifier)
    if not parts or _says_something_else(parts):
        return None
    return _of_pair(parts) or _of_place(parts) or _of_words(parts) or _of_noun(parts)


@lru_cache(maxsize=1 << 16)
def selects(identifier: str) -> bool:
    """Whether a setting chooses a backing service by a name: CACHE_BACKEND, store_type, DB_ENGINE."""
    parts = _own_words(identifier)
    return bool(parts) and (
        parts[-1] in _SELECTORS or (parts[-1] == "name" and parts[-2:-1] != () and parts[-2] in _SELECTORS)
    )


def _own_words(identifier: str) -> tuple[str, ...]:
    parts = tuple(word.rstrip("0123456789") if word not in TECHNOLOGIES else word for word in words(identifier))
    while parts and parts[0] in _OWNERS:
        parts = parts[1:]
    return tuple(word for word in parts if word)


def _says_something_else(parts: tuple[str, ...]) -> bool:
    return parts[-1] in _OTHER and not (parts[-1] == "name" and parts[-2:-1] != () and parts[-2] in _SELECTORS)


def _of_pair(parts: tuple[str, ...]) -> str | None:
    for first, second in pairwise(parts):
        if role := PAIRS.get(f"{first} {second}"):
            return role
    return None


def _of_place(parts: tuple[str, ...]) -> str | None:
    if parts[-1] in _PLACES and len(parts) > 1:
        return PLACES.get(parts[-2])
    return None


def _of_words(parts: tuple[str, ...]) -> str | None:
    roles = [role for word in parts if (role := WORDS.get(word))]
    foreign = any(word in _FOREIGN for word in parts)
    specific = [role for role in roles if role not in _GENERAL]
    if specific:
        return specific[0]
    if roles and not foreign and not _checkout(parts):
        return next((role for role in roles if role != "backend"), roles[0])
    return None if foreign else _of_technology(parts)


def _of_noun(parts: tuple[str, ...]) -> str | None:
    """The role of a strong noun at the end, of several words as well: UserDAO, event_stream."""
    found = (NOUNS.get("".join(parts[-length:])) for length in (3, 2, 1))
    return next((noun[0] for noun in found if noun and noun[1] == "strong" and noun[0] not in _GENERAL), None)


def _checkout(parts: tuple[str, ...]) -> bool:
    """Whether a repository is one of source code, such as repo_path."""
    return len(parts) > 1 and parts[-1] in _PLACES | {"url", "uri", "owner", "branch"} and "repo" in parts[-2]


def _of_technology(parts: tuple[str, ...]) -> str | None:
    for _, _, run in runs(parts):
        if role := TECHNOLOGIES.get(run) or LOCAL_TECHNOLOGIES.get(run):
            return role
    return None
