"""Objects of libraries by their full name."""

from __future__ import annotations

from functools import lru_cache

from p0lint.catalogue._generated import BY_LAST_NAME, BY_MODULE, CANONICAL, SYMBOLS
from p0lint.catalogue.entries import Symbol


@lru_cache(maxsize=1 << 14)
def find(full_name: str) -> Symbol | None:
    """
    The entry of a resolved full name, which may be its canonical home, a re-export of it or a constructor of its class.

    A re-export is the same last name in a package around the entry's module, or in a module below it:
    ``redis.client.Redis`` and ``redis.Redis``. A short name is never enough.
    """
    name = full_name.replace(":", ".")
    if "." not in name:
        return None
    listed = name if name in SYMBOLS else CANONICAL.get(name) or _re_export(name) or _class_of_constructor(name)
    return _entry(listed) if listed else None


@lru_cache(maxsize=1 << 12)
def in_module(module: str) -> Symbol | None:
    """What a module below a package stands for as a whole, where all that is listed of it is strong and of one kind."""
    found = [_entry(name) for name in BY_MODULE.get(module, ())] if "." in module else []
    alike = len({(symbol.kind, symbol.strength) for symbol in found}) == 1
    return found[0] if alike and found[0].strength == "strong" else None


def _entry(name: str) -> Symbol:
    listed = CANONICAL.get(name, name)
    return Symbol(listed, *SYMBOLS[listed])


def _re_export(name: str) -> str | None:
    module, _, last = name.rpartition(".")
    related = [other for other in BY_LAST_NAME.get(last, ()) if _around(module, other.rpartition(".")[0])]
    kinds = {SYMBOLS[CANONICAL.get(other, other)][0] for other in related}
    return related[0] if len(kinds) == 1 and not _standard(related[0]) else None


def _around(module: str, other: str) -> bool:
    return other.startswith(f"{module}.") or module.startswith(f"{other}.")


def _standard(name: str) -> bool:
    return SYMBOLS[CANONICAL.get(name, name)][3] == "stdlib"


def _class_of_constructor(name: str) -> str | None:
    owner, _, method = name.rpartition(".")
    listed = owner if owner in SYMBOLS else CANONICAL.get(owner)
    constructs = method.startswith(("from_", "create", "connect", "open", "build", "load"))
    return listed if listed and constructs and SYMBOLS[listed][3] == "class" else None
