"""Decorators that may swallow what goes wrong in a function, and the functions that they stand above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from p0lint.sieve.calls import Calls
from p0lint.sieve.layout import block, every
from p0lint.sieve.tokens import WORD

PASSED_ON = re.compile(rb"return[ \t]+(?:await[ \t]+)?\w+\([\w\s,.=]*\*")
HEADS = (b"def ", b"async def ")
DECORATED = re.compile(rb"(?:[^\n]*\n)+?(?=[ \t]*(?:async[ \t]+)?def[ \t])")
DECORATOR = b"@"  # with what a name begins that carries evidence as a decorator alone
LONGEST = 2000  # how far below a decorator its function may begin, in bytes


def shields_of(source: bytes, tokens: set[bytes]) -> frozenset[bytes]:
    """The functions at the top level, as decorators, in which what another one does is tried: ``return function(*args)``."""
    if b"except" not in tokens:
        return frozenset()
    begins = {max(source.rfind(b"\n" + head, 0, at.start()) for head in HEADS) + 1 for at in PASSED_ON.finditer(source)}
    inside = ((begin, block(source, begin)) for begin in begins if source.startswith(HEADS, begin))
    return frozenset(
        DECORATOR + _name(source, begin) for begin, body in inside if b"try:" in body and b"except" in body
    )


def _name(source: bytes, begin: int) -> bytes:
    return next((word[0] for word in WORD.finditer(source, source.index(b"def ", begin) + 4)), b"")


def shielded(source: bytes, names: Iterable[bytes], calls: Calls) -> Iterator[int]:
    """Where functions begin that make a backing service below a decorator of one of these names."""
    for name in names:
        for at in every(source, DECORATOR + name.removeprefix(DECORATOR)):
            below = DECORATED.match(source, at, at + LONGEST)
            if below is not None and calls.attempts(block(source, below.end())):
                yield below.end()
