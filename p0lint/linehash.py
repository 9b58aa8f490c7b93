"""The hash by which GitHub recognises an alert when the lines around it move (SARIF ``primaryLocationLineHash``)."""

from __future__ import annotations

import re
from functools import lru_cache

WINDOW = 100
BASE = 37
WRAP = (1 << 64) - 1
END_OF_FILE = "\uffff"
BLANKS = {ord(" "): None, ord("\t"): None}
ABOVE_16_BITS = re.compile("[\U00010000-\U0010ffff]")


def line_hash(text: str, line: int) -> str:
    """
    The hash of a line of a file, with the number of lines up to it that hash alike: ``39fa2ee980eb94b0:1``.

    ``text`` is the whole file with the newlines it has; lines count from 1, the rest after the last newline too; one past it is that.
    The same as ``src/fingerprints.ts`` of github/codeql-action: a polynomial over the 100 UTF-16 units from the first
    character of the line on, blanks left out, so that uploads with and without that action name one alert.
    """
    units, starts = _units(text)
    start = starts[min(line, len(starts)) - 1]
    window = units[start : start + WINDOW + 1]
    occurrence, at = 1, units.find(window)
    while at < start:
        occurrence, at = occurrence + 1, units.find(window, at + 1)
    return f"{_polynomial(window[1:]):x}:{occurrence}"


@lru_cache(maxsize=1)
def _units(text: str) -> tuple[str, tuple[int, ...]]:
    """The UTF-16 units that are hashed, the first line after a newline too; and where the newline of each line is."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").translate(BLANKS)
    units = "\n" + ABOVE_16_BITS.sub(_surrogates, kept) + END_OF_FILE + "\0" * WINDOW
    return units, tuple(found.start() for found in re.finditer("\n", units))


def _surrogates(found: re.Match[str]) -> str:
    high, low = divmod(ord(found[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def _polynomial(window: str) -> int:
    value = 0
    for unit in window:
        value = (value * BASE + ord(unit)) & WRAP
    return value
