"""The bytes without which no text, name or import can say that it forgets: what the byte sieve looks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from p0lint.catalogue._generated import (
    CANONICAL,
    CHOOSER_ENDINGS,
    ENDS,
    FACTORY_VERBS,
    FRAGMENTS,
    FUNCTIONS,
    INFIXES,
    KNOWN_SETTINGS,
    LOCAL_TECHNOLOGIES,
    NOUN_NAMES,
    NOUNS,
    PAIRS,
    PLACES,
    PREFIXES,
    SCHEMES,
    STARTS,
    SUFFIXES,
    SYMBOLS,
    TECHNOLOGIES,
    VALUES,
    WORDS,
)
from p0lint.catalogue.entries import DURABLE
from p0lint.catalogue.names import kind_of_name
from p0lint.catalogue.plain import CLIENTS
from p0lint.catalogue.words import words

_TELLING = 4


@dataclass(frozen=True, slots=True)
class Literals:
    """
    Byte fragments in lower case, for lowered source; in each group none holds another.

    A text for which ``value`` or ``loopback`` answers holds one of ``anywhere``, or of ``urls`` (which all hold
    ``://``), is one of ``whole`` or ends in one behind a dot or colon, begins with one of ``starts``, ends in one of
    ``ends``, or is a name of the groups below. A name for which ``class_name`` answers holds one of ``names``, and
    unless that is one of ``alone`` also one of ``nouns`` or of ``technologies``. The full name of a non-durable symbol
    ends in such a name, or holds one of ``symbols`` or, where it is weak, of ``weak_symbols``. A name that speaks of a backing
    service holds one of ``services`` when its underscores and digits are left out, or its underscores alone.
    """

    anywhere: tuple[bytes, ...]
    urls: tuple[bytes, ...]
    whole: tuple[bytes, ...]
    starts: tuple[bytes, ...]
    ends: tuple[bytes, ...]
    names: tuple[bytes, ...]
    alone: tuple[bytes, ...]
    nouns: tuple[bytes, ...]
    technologies: tuple[bytes, ...]
    symbols: tuple[bytes, ...]
    weak_symbols: tuple[bytes, ...]
    services: tuple[bytes, ...]


@cache
def literals() -> Literals:
    """The literals of the catalogue itself; what a project adds is looked for by its own names."""
    anywhere = _smallest([*FRAGMENTS, *_schemes()])
    spelt = [spelling for value in VALUES for spelling in {value, value.replace("-", "_")}]
    patterns = [*PREFIXES.values(), *INFIXES.values(), *SUFFIXES.values(), *FUNCTIONS.values()]
    names = _smallest(spelling for pattern in patterns for spelling in _spellings(pattern[2]))
    return Literals(
        anywhere=_bytes(text for text in anywhere if "://" not in text),
        urls=_bytes(text for text in anywhere if "://" in text),
        whole=_bytes(sorted(text for text in spelt if not _covered(text, anywhere))),
        starts=_bytes(STARTS),
        ends=_bytes(ENDS),
        names=_bytes(names),
        alone=_bytes(_smallest(text for pattern in patterns if not pattern[1] for text in _spellings(pattern[2]))),
        nouns=_bytes(_smallest(text for noun in NOUN_NAMES for text in _spellings(noun))),
        technologies=_bytes(_smallest([*TECHNOLOGIES, *LOCAL_TECHNOLOGIES])),
        symbols=_bytes(_symbols("strong")),
        weak_symbols=_bytes(_symbols("weak")),
        services=_bytes(_smallest(map(_squeezed, _services()))),
    )


def _schemes() -> Iterable[str]:
    for scheme, entry in SCHEMES.items():
        if entry[0] != DURABLE:
            yield f"{scheme}://"
        if scheme in LOCAL_TECHNOLOGIES:
            yield f"{scheme}+"


def _services() -> Iterable[str]:
    """What the names of backing services are made of; of two words that say it together, one is enough."""
    yield from (*NOUNS, *TECHNOLOGIES, *LOCAL_TECHNOLOGIES, *WORDS, *PLACES, *KNOWN_SETTINGS)
    yield from (pair.partition(" ")[0] for pair in PAIRS)
    yield from (*CLIENTS, *CHOOSER_ENDINGS)


def _squeezed(name: str) -> str:
    return name.lower().replace("_", "")


def _spellings(pattern: str) -> set[str]:
    """A pattern in camel and in snake case, both lowered."""
    return {"".join(words(pattern)), "_".join(words(pattern))}


def _symbols(strength: str) -> tuple[str, ...]:
    """Fragments of the full names of a strength whose last part does not say it by convention."""
    homes = {**{name: name for name in SYMBOLS}, **CANONICAL}
    full = [name for name, home in homes.items() if SYMBOLS[home][0] != DURABLE and SYMBOLS[home][2] == strength]
    return _smallest(_telling(name) for name in full if not kind_of_name(name.rpartition(".")[2]))


def _telling(name: str) -> str:
    """The last part of a full name, unless many things are called so; then its package."""
    last = name.rpartition(".")[2].lower()
    is_common = last in NOUNS or last in FACTORY_VERBS or len(last) < _TELLING
    return name.partition(".")[0].lower() if is_common else last


def _covered(text: str, fragments: Iterable[str]) -> bool:
    return any(fragment in text for fragment in fragments)


def _smallest(fragments: Iterable[str]) -> tuple[str, ...]:
    """Without those that hold another one."""
    kept: list[str] = []
    for fragment in sorted({fragment.lower() for fragment in fragments}, key=lambda text: (len(text), text)):
        if not _covered(fragment, kept):
            kept.append(fragment)
    return tuple(kept)


def _bytes(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)
