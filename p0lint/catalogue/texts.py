"""What the text of a setting names: a name, a URL, a path, an address or a dotted name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from p0lint.catalogue import symbols
from p0lint.catalogue._generated import LOCAL_TECHNOLOGIES, LOOPBACK_PATTERNS, PATTERNS, REASONS, SCHEMES, VALUES
from p0lint.catalogue.addresses import is_loopback
from p0lint.catalogue.entries import DURABLE, NamedKind, Symbol, ValueKind
from p0lint.catalogue.names import durable_noun, is_excluded, kind_of_module, kind_of_name
from p0lint.catalogue.roles import role_of

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://|(file|sqlite3?):(?=[/.]|$)")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:[.:][A-Za-z_]\w*)?")
# A text without any of these is a plain word, and neither URL nor path nor DSN.
_MARK = re.compile(r"[:/.=\\]")
_LONGEST = 2000
# How a class begins that forgets whatever it is for; a SimplePolicy need not.
_FORGETFUL = frozenset(
    {"memory", "inmemory", "inprocess", "null", "noop", "dummy", "fake", "dict", "volatile", "ephemeral"}
)
# The vaguest word that counts as the last name of a module: pkg.cache.memory does, pkg.queue.default does not.
MODULE_RANK = 2


@lru_cache(maxsize=1 << 14)
def kind_of_text(text: str, role: str | None) -> ValueKind | None:
    """
    The non-durable kind that the whole text names; None too where it says so only beside a role and there is none.

    Of several readings the surest counts: a listed full name, a word, a class or module by its name, a URL or path, and
    last an address of this host.
    """
    if not text or len(text) > _LONGEST or "\n" in text:
        return None
    dotted = _DOTTED.fullmatch(text) is not None
    if dotted and "." in text and text in REASONS:
        return None
    symbol = _symbol(text) if dotted else None
    if symbol:
        return _of_symbol(text, symbol)
    found = _of_word(text, role) or (_of_last_name(text, role) if dotted else None)
    return found or _of_url(text, role) or _of_address(text, role)


def _of_word(text: str, role: str | None) -> ValueKind | None:
    entry = VALUES.get(text) or VALUES.get(text.lower().replace("_", "-"))
    if entry is None:
        return None
    kind, rank, needs_role, why, source = entry
    return None if needs_role and not role else ValueKind(text, kind, rank, why, source)


def _of_url(text: str, role: str | None) -> ValueKind | None:
    if not _MARK.search(text):
        return None
    if found := _of_pattern(text, role, ranks=(1,)):
        return found
    scheme = _SCHEME.match(text)
    if scheme:
        return _of_scheme(text, (scheme[1] or scheme[2]).lower(), role) or _of_pattern(text, role, ranks=(3,))
    return _of_pattern(text, role, ranks=(3,))


def _of_scheme(text: str, scheme: str, role: str | None) -> ValueKind | None:
    entry = SCHEMES.get(scheme) or SCHEMES.get(_telling_part(scheme))
    if entry is None:
        return None
    kind, needs_role, why, source = entry
    return None if kind == DURABLE or (needs_role and not role) else ValueKind(text, kind, 2, why, source)


def _telling_part(scheme: str) -> str:
    """What a compound says: a technology in front of its driver (sqlite+aiosqlite), else the last (cache+memory)."""
    first, _, last = scheme.partition("+")
    return first if first in LOCAL_TECHNOLOGIES else last


def _of_pattern(text: str, role: str | None, ranks: tuple[int, ...]) -> ValueKind | None:
    patterns = (*PATTERNS, *LOOPBACK_PATTERNS) if is_loopback(text) else PATTERNS
    for pattern, kind, rank, needs_role, why, source in patterns:
        if rank in ranks and not (needs_role and not role) and _compiled(pattern).search(text):
            return ValueKind(text, kind, rank, why, source)
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _of_address(text: str, role: str | None) -> ValueKind | None:
    if not role or not is_loopback(text):
        return None
    return ValueKind(text, "loopback", 3, "an address of this host", "convention")


def _symbol(text: str) -> Symbol | None:
    name = text.replace(":", ".")
    return symbols.find(name) or symbols.in_module(name)


def _of_symbol(text: str, symbol: Symbol) -> ValueKind | None:
    if not symbol.forgets:
        return None
    return ValueKind(text, symbol.kind, 1 if symbol.strength == "strong" else 2, symbol.why, symbol.source)


def _of_last_name(text: str, role: str | None) -> ValueKind | None:
    """A class by its name, or a module called after what it holds: pkg.mod.InMemoryStore, pkg.messaging.memory."""
    head, _, last = text.replace(":", ".").rpartition(".")
    if _is_class_name(last):
        named = kind_of_name(last) or (_named_for(last) if role and head else None)
        rank = 1 if named and named.strength == "strong" else 2
        return ValueKind(text, named.kind, rank, named.why, named.source) if named else _of_home(text, head, last)
    if "." not in head or not (role or role_of(head)):
        return None
    entry = VALUES.get(last.lower().replace("_", "-"))
    if entry is None:
        named = kind_of_module(last)
        return ValueKind(text, named.kind, 2, named.why, named.source) if named else None
    return ValueKind(text, entry[0], 2, entry[3], entry[4]) if entry[1] <= MODULE_RANK else None


def _named_for(name: str) -> NamedKind | None:
    """The kind of a class that leaves it to the setting to say what it is for: pkg.mod.MemoryTariffs, of TARIFF_REPOSITORY."""
    named = None if is_excluded(name) or durable_noun(name) else kind_of_name(f"{name}Store")
    is_told = named is not None and named.pattern.lower().replace("_", "") in _FORGETFUL
    return replace(named, strength="alone") if is_told and named is not None else None


def _of_home(text: str, head: str, name: str) -> ValueKind | None:
    """A class that says only its role, by the module that it comes from: pkg.stores.memory:Store."""
    if not role_of(name) or durable_noun(name) or is_excluded(name):
        return None
    entry = VALUES.get(head.rpartition(".")[2].lower().replace("_", "-")) if "." in head else None
    if entry is None or entry[0] not in ("memory", "noop") or entry[1] > MODULE_RANK:
        return None  # a module of a technology, chroma or sqlite, holds also what reaches it on another host
    return ValueKind(text, entry[0], 1, entry[3], entry[4])


def _is_class_name(name: str) -> bool:
    return "_" not in name and not name.isupper() and not name.islower()
