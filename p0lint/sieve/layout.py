"""Lines and blocks of a source, found in its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

INDENT = re.compile(rb"[ \t]*")
INSIDE = frozenset((b" ", b"\t", b"\r", b"\n", b"#", b")", b"]", b"}", b""))
LONGEST = 120  # a table of more lines is looked up by nothing but its name
WORD_BYTE = re.compile(rb"\w")


def every(source: bytes, fragment: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where a fragment stands."""
    limit = len(source) if end is None else end
    at = source.find(fragment, start, limit)
    while at >= 0:
        yield at
        at = source.find(fragment, at + 1, limit)


def whole(source: bytes, word: bytes) -> Iterator[int]:
    """Where a word stands that is not part of a longer one; a search word by word is ten times faster than one for all."""
    length = len(word)
    for start in every(source, word):
        if not WORD_BYTE.match(source, start + length) and not (start and WORD_BYTE.match(source, start - 1)):
            yield start


def lines_above(source: bytes, begin: int, count: int) -> int:
    """Where the line stands that is so many lines above the one that begins here."""
    for _ in range(count):
        begin = source.rfind(b"\n", 0, max(begin - 1, 0)) + 1
    return begin


def block(source: bytes, begin: int) -> bytes:
    """A statement with the block below it: the lines that are further in than its first one."""
    return source[begin : block_end(source, begin, indent_of(source, begin))]


def block_end(source: bytes, begin: int, indent: int) -> int:
    """Where the block ends whose head is so far in: before a line that is no further in, and is no comment and closes nothing."""
    below = re.compile(rb"\n[ \t]{0,%d}[^\s#)\]}]" % indent).search(source, begin)
    return below.start() if below else len(source)


def indent_of(source: bytes, begin: int) -> int:
    """How far in a line begins."""
    match = INDENT.match(source, begin)
    return len(match[0]) if match else 0


def top_level(source: bytes, begin: int) -> int | None:
    """Where the statement at the top level begins that the line beginning here may be part of; None if that is far above."""
    for _ in range(LONGEST):
        if begin == 0 or source[begin : begin + 1] not in INSIDE:
            return begin
        begin = source.rfind(b"\n", 0, begin - 1) + 1
    return None


def line_numbers(source: bytes, positions: set[int]) -> tuple[int, ...]:
    """The lines of some positions, sorted, from 1; the source has line feeds alone."""
    line, before = 1, 0
    lines = []
    for position in sorted(positions):
        line += source.count(b"\n", before, position)
        before = position
        lines.append(line)
    return tuple(dict.fromkeys(lines))
