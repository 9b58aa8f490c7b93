"""Columns in the units that others count: findings count code points, editors, terminals and files do not."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TAB_STOP = 4
REPLACEMENT = "\ufffd"
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def utf16_column(line: str, column: int) -> int:
    """A column in UTF-16 units, as editors count; from 1, as ``column`` is."""
    before = line[: column - 1]
    return column + sum(char > "\uffff" for char in before)


def utf8_column(line: str, column: int) -> int:
    """A column in bytes of UTF-8; from 1, as ``column`` is."""
    return column - len(line[: column - 1]) + len(line[: column - 1].encode("utf-8", "surrogatepass"))


def cell_column(line: str, column: int) -> int:
    """A column in cells of a terminal, tabs expanded; from 1, as ``column`` is."""
    before = line[: column - 1]
    return column - len(before) + sum(width for _, width in cells(before))


def cells(line: str) -> list[tuple[str, int]]:
    """
    What to show for each character of a line, and how many cells of a terminal that takes.

    A tab becomes spaces up to the next stop. Control characters become visible ones: a source file must not steer the
    terminal that it is shown on, nor reorder what stands there.
    """
    shown: list[tuple[str, int]] = []
    at = 0
    for char in line:
        if char == "\t":
            width = TAB_STOP - at % TAB_STOP
            shown.append((" " * width, width))
        else:
            shown.append(_cell(char))
        at += shown[-1][1]
    return shown


def plain(text: str) -> str:
    """A text on one line that steers no terminal: control characters become visible ones."""
    return "".join([shown for shown, _ in map(_cell, text)])


@lru_cache(maxsize=4096)
def _cell(char: str) -> tuple[str, int]:
    if " " <= char <= "~":
        return char, 1
    category = unicodedata.category(char)
    if category == "Cc":
        return (chr(0x2400 + ord(char)) if char < " " else REPLACEMENT), 1
    if char in BIDI_CONTROLS or category in ("Zl", "Zp"):
        return REPLACEMENT, 1
    if category in ("Mn", "Me", "Cf"):
        return char, 0
    return char, 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
