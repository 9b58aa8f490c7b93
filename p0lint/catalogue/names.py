"""What the name of a class or of a factory says by convention."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

from p0lint.catalogue._generated import (
    EXCLUDED_SUFFIXES,
    FACTORY_VERBS,
    FALSE_FRIEND_PATTERNS,
    FALSE_FRIENDS,
    FOREIGN_WORDS,
    FUNCTIONS,
    INFIXES,
    JOINING_WORDS,
    LOCAL_TECHNOLOGIES,
    NOUNS,
    PASSED_OVER,
    PREFIXES,
    QUALIFIERS,
    STAND_INS,
    STRIPPED_PREFIXES,
    SUFFIXES,
    TECHNOLOGIES,
)
from p0lint.catalogue.entries import NamedKind
from p0lint.catalogue.words import runs, words

Pattern = tuple[str, bool, str, str, str]
Noun = tuple[str, str]
_EXCLUDED = frozenset(EXCLUDED_SUFFIXES)
_FOREIGN = frozenset(FOREIGN_WORDS)
_FALSE_FRIENDS = frozenset(FALSE_FRIENDS)
_JOINING = frozenset(JOINING_WORDS)
_STRIPPED = frozenset(STRIPPED_PREFIXES)
_STAND_INS = frozenset(STAND_INS)
_VERBS = frozenset(FACTORY_VERBS)
_PASSED_OVER = frozenset(PASSED_OVER)


@lru_cache(maxsize=1 << 16)
def kind_of_name(name: str) -> NamedKind | None:
    """The non-durable kind that a class or factory name says: InMemoryUserRepo, NullCache, make_memory_store."""
    bare = name.lstrip("_")
    parts = _core(bare)
    if not parts or is_excluded(name):
        return None
    if _is_function(bare):
        return _by_factory(name, parts)
    return _by_prefix(name, parts) or _by_suffix(name, parts) or _by_infix(name, parts)


@lru_cache(maxsize=1 << 12)
def kind_of_module(name: str) -> NamedKind | None:
    """The non-durable kind that a module says which is called as the class in it: file_storage, null_queue."""
    if name.removeprefix("in_").count("_") != 1 or not _is_function(name):
        return None
    named = kind_of_name("".join(map(str.title, name.split("_"))))
    return named if named is not None and named.strength != "weak" else None


@lru_cache(maxsize=1 << 16)
def durable_noun(name: str) -> str | None:
    """The role of a backing service that a name says, unless it says a non-durable one: RedisEventStore is a store."""
    parts = _core(name.lstrip("_"))
    if not parts or _says_something_else(name) or kind_of_name(name):
        return None
    noun, length = _noun_at_end(parts)
    before = parts[: len(parts) - length]
    technology = _role_of_technology(before)
    if noun and technology:
        return noun[0] if noun[1] == "strong" and noun[0] != "backend" else technology
    if noun and noun[1] == "strong" and any(word in QUALIFIERS for word in before):
        return noun[0]
    return None if length else _role_of_whole(parts)


def is_excluded(name: str) -> bool:
    """Whether a name is known to be none of a backing service: CacheConfig, NullPool."""
    return name.lstrip("_") in _FALSE_FRIENDS or _says_something_else(name)


def _says_something_else(name: str) -> bool:
    bare = name.lstrip("_")
    return _ends_elsewhere(_core(bare)) or _false_friend().match(bare) is not None


@lru_cache(maxsize=1)
def _false_friend() -> re.Pattern[str]:
    """The patterns of names that say something else, as one: they are asked of every name there is."""
    return re.compile("|".join(map(translate, FALSE_FRIEND_PATTERNS)))


def _is_function(bare: str) -> bool:
    return bare == bare.lower()


def _core(bare: str) -> tuple[str, ...]:
    """The words between what is passed over in front (async, my, make) and behind (impl, v2, and what it comes with)."""
    parts = words(bare)
    if "with" in parts[1:]:
        parts = parts[: parts.index("with", 1)]
    skipped = _VERBS if _is_function(bare) else _STRIPPED
    while len(parts) > 1 and (parts[0] in skipped or parts[0] in _STRIPPED):
        parts = parts[1:]
    if len(parts) > 2 and "".join(parts[:2]) in _STRIPPED:
        parts = parts[2:]
    while len(parts) > 1 and (parts[-1] in _PASSED_OVER or parts[-1].isdigit()):
        parts = parts[:-1]
    return parts


def _ends_elsewhere(parts: tuple[str, ...]) -> bool:
    if not parts or (parts[-1] not in _EXCLUDED and "".join(parts[-2:]) not in _EXCLUDED):
        return False
    return not any("".join(parts[-length:]) in NOUNS for length in (2, 3) if length <= len(parts))


def _noun_at_end(parts: tuple[str, ...]) -> tuple[Noun | None, int]:
    """The longest role noun that the words end in, in the plural too, and how many words it has."""
    for length in (4, 3, 2, 1):
        run = "".join(parts[-length:]) if length <= len(parts) else ""
        if noun := NOUNS.get(run) or _strong(NOUNS.get(run.removesuffix("s"))):
            return noun, length
    return None, 0


def _strong(noun: Noun | None) -> Noun | None:
    return noun if noun and noun[1] == "strong" else None


def _by_factory(name: str, parts: tuple[str, ...]) -> NamedKind | None:
    """A function that makes one: the pattern, perhaps one more word, and a strong role noun; a file store is any store of files."""
    if "".join(parts) in NOUNS:
        return None
    for end in (2, 1):
        pattern = FUNCTIONS.get("".join(parts[:end]))
        noun, length = _noun_at_end(parts[end:])
        between = parts[end : len(parts) - length]
        if pattern and noun and noun[1] == "strong" and len(between) <= 1 and not _JOINING.intersection(between):
            return _judged(name, pattern, "".join(parts[:end]), parts[end:])
    return None


def _by_prefix(name: str, parts: tuple[str, ...]) -> NamedKind | None:
    for end in range(min(len(parts), 4), 0, -1):
        start = "".join(parts[:end])
        pattern = PREFIXES.get(start)
        if pattern and (found := _judged(name, pattern, start, parts[end:])):
            return found
    return None


def _by_infix(name: str, parts: tuple[str, ...]) -> NamedKind | None:
    for start, end, run in runs(parts, 2):
        pattern = INFIXES.get(run) if start else None
        if pattern and not _role_of_technology(parts[:start]):
            found = _judged(name, pattern, run, parts[end:])
            if found:
                return found
    return None


def _by_suffix(name: str, parts: tuple[str, ...]) -> NamedKind | None:
    for length in (2, 1):
        run = "".join(parts[-length:])
        before = parts[:-length]
        pattern = SUFFIXES.get(run) if before else None
        if pattern and (found := _judged(name, pattern, run, before)):
            return found
    return None


def _judged(name: str, pattern: Pattern, squeezed: str, rest: tuple[str, ...]) -> NamedKind | None:
    kind, needs_role, text, why, source = pattern
    noun, _ = _noun_at_end(rest)
    technology = _role_of_technology(rest)
    if technology and squeezed not in _STAND_INS:
        return None
    if noun is not None and noun[0] == "backend" and not _FOREIGN.isdisjoint(rest):
        return None
    if noun is None and technology:
        return NamedKind(name, kind, technology, "strong", text, why, source)
    if noun is None:
        return None if needs_role else NamedKind(name, kind, "", "alone", text, why, source)
    return NamedKind(name, kind, noun[0], noun[1] if needs_role else "strong", text, why, source)


def _role_of_technology(parts: tuple[str, ...]) -> str | None:
    for _, _, run in runs(parts):
        if run in TECHNOLOGIES:
            return TECHNOLOGIES[run]
        if run in LOCAL_TECHNOLOGIES:
            return None
    return None


def _role_of_whole(parts: tuple[str, ...]) -> str | None:
    return TECHNOLOGIES.get("".join(parts))
