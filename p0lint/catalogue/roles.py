"""Which backing service an identifier speaks of."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from p0lint.catalogue._generated import (
    ADDRESS_ENDINGS,
    CHOOSER_ENDINGS,
    CHOSEN,
    FOREIGN_WORDS,
    KNOWN_SETTINGS,
    LOCAL_TECHNOLOGIES,
    NOISE_ENDINGS,
    NOUNS,
    PAIRS,
    PLACE_ENDINGS,
    PLACES,
    SELECTOR_ENDINGS,
    TECHNOLOGIES,
    WORDS,
)
from p0lint.catalogue.words import runs, words

_SELECTORS = frozenset(SELECTOR_ENDINGS)
_CHOOSERS = frozenset(CHOOSER_ENDINGS)
_PLACES = frozenset(PLACE_ENDINGS)
_FOREIGN = frozenset(FOREIGN_WORDS)
_NOISE = frozenset(NOISE_ENDINGS)
_ENDINGS = _SELECTORS | _PLACES | _CHOOSERS | frozenset(ADDRESS_ENDINGS)
_OWNERS = frozenset({"self", "cls", "settings", "config", "conf", "cfg", "app", "args", "options"})
# A word for a role that other things are called by as well: a foreign word beside it takes it over.
_GENERAL = frozenset({"backend", "repository", "scheduler", "session", "history", "registry", "index", "sink"})


@lru_cache(maxsize=1 << 16)
def role_of(identifier: str) -> str | None:
    """The role that a setting, attribute, parameter or class speaks of: FLAGS_BACKEND, self._repo."""
    if identifier in KNOWN_SETTINGS:
        return KNOWN_SETTINGS[identifier][0]
    parts = _own_words(identifier)
    if not parts or not _speaks(parts):
        return None
    return _of_pair(parts) or _of_place(parts) or _of_chosen(parts) or _of_words(parts) or _of_noun(parts)


@lru_cache(maxsize=1 << 16)
def selects(identifier: str) -> bool:
    """Whether a setting chooses a backing service by a name: CACHE_BACKEND, store_type, DB_ENGINE."""
    parts = _own_words(identifier)
    is_of_volume = parts[-2:] == ("storage", "class")  # of Kubernetes or S3: how a volume or an object is kept
    return bool(parts) and parts[-1] in _SELECTORS and not is_of_volume


@lru_cache(maxsize=1 << 14)
def subject_of(name: str) -> str | None:
    """
    The role that the name of a class, module or file speaks of: ClickhouseSettings, celery/backends/couchdb.py.

    The last word that says one counts, and it may stand anywhere. It says what a setting inside belongs to that names
    nothing itself, such as the ``host`` of that class.
    """
    parts = words(name)
    spoken = [role for _, _, run in runs(parts) if (role := _specific(run))]
    return _of_pair(parts) or (spoken[-1] if spoken else None)


def _specific(run: str) -> str | None:
    noun, strength = NOUNS.get(run, ("", ""))
    role = (
        TECHNOLOGIES.get(run) or LOCAL_TECHNOLOGIES.get(run) or WORDS.get(run) or (noun if strength == "strong" else "")
    )
    return role if role and role not in _GENERAL else None


def _own_words(identifier: str) -> tuple[str, ...]:
    """The words without what owns the attribute in front and what says nothing behind; ENGINE_NAME is an engine."""
    parts = tuple(word if word in TECHNOLOGIES else word.rstrip("0123456789") for word in words(identifier))
    parts = tuple(word for word in parts if word)
    while parts and parts[0] in _OWNERS:
        parts = parts[1:]
    while len(parts) > 1 and (parts[-1] in _NOISE or (parts[-1] == "name" and parts[-2] in _SELECTORS)):
        parts = parts[:-1]
    return parts


def _speaks(parts: tuple[str, ...]) -> bool:
    """Whether the last word lets the others say what is kept or reached, and no property of it: CACHE_TTL is none."""
    last = parts[-1]
    if last in _ENDINGS or last in WORDS or last in TECHNOLOGIES or last in LOCAL_TECHNOLOGIES:
        return True
    if " ".join(parts[-2:]) in PAIRS or "".join(parts[-2:]) in TECHNOLOGIES:
        return True
    return any("".join(parts[-size:]) in NOUNS for size in (1, 2, 3))


def _of_pair(parts: tuple[str, ...]) -> str | None:
    for first, second in pairwise(parts):
        if role := PAIRS.get(f"{first} {second}"):
            return role
    return None


def _of_place(parts: tuple[str, ...]) -> str | None:
    if parts[-1] in _PLACES and len(parts) > 1:
        return PLACES.get(parts[-2])
    return None


def _of_chosen(parts: tuple[str, ...]) -> str | None:
    if parts[-1] in _CHOOSERS and len(parts) > 1:
        return CHOSEN.get(parts[-2])
    return None


def _of_words(parts: tuple[str, ...]) -> str | None:
    roles = [role for word in parts if (role := WORDS.get(word))]
    foreign = any(word in _FOREIGN for word in parts)
    specific = [role for role in roles if role not in _GENERAL]
    if specific:
        return specific[0]
    if roles and not foreign and not _checkout(parts):
        return next((role for role in roles if role != "backend"), roles[0])
    return _of_technology(parts)


def _of_noun(parts: tuple[str, ...]) -> str | None:
    """The role of a strong noun at the end, of several words as well: UserDAO, event_stream."""
    found = (NOUNS.get("".join(parts[-length:])) for length in (3, 2, 1))
    role = next((noun[0] for noun in found if noun and noun[1] == "strong"), None)
    is_foreign = role in _GENERAL and not _FOREIGN.isdisjoint(parts)
    return None if is_foreign or _checkout(parts) else role


def _checkout(parts: tuple[str, ...]) -> bool:
    """Whether a repository is one of source code, such as repo_path."""
    return len(parts) > 1 and parts[-1] in _PLACES | {"url", "uri", "owner", "branch"} and "repo" in parts[-2]


def _of_technology(parts: tuple[str, ...]) -> str | None:
    for _, _, run in runs(parts):
        if role := TECHNOLOGIES.get(run) or LOCAL_TECHNOLOGIES.get(run):
            return role
    return None
