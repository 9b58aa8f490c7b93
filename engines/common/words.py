"""Words of texts, for finding things by what people type."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")


def words(text: str) -> frozenset[str]:
    """The words of a text, alike however they are spelt: full width or not, upper or lower case."""
    return frozenset(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def begins_any(beginning: str, among: frozenset[str]) -> bool:
    """Does a word begin so: what is typed may be unfinished."""
    return any(word.startswith(beginning) for word in among)
