"""The words that a source is made of."""

from __future__ import annotations

import re

from p0lint.sieve.layout import WORD_BYTE

WORD = re.compile(rb"\w+")
TOKEN = re.compile(rb"\w{3,}")
# All but the bytes of words are spaces.
SPACED = bytes(byte if WORD_BYTE.match(bytes([byte])) else 32 for byte in range(256))


def tokens_of(source: bytes) -> set[bytes]:
    """The words of a source, each once."""
    return set(source.translate(SPACED).split())
