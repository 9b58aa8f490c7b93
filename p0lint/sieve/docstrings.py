"""Text over several lines taken out of a source: it says nothing of what the code does, and often names what it does not use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

MARKS = (b'"""', b"'''")
BLANK = bytes(byte if byte in b"\r\n" else 32 for byte in range(256))
INSIDE_LINES = bytes(byte for byte in range(256) if byte not in b"\r\n")
# One token each: a comment, a string over several lines, a string in one line.
TEXT = re.compile(
    rb"#[^\n]*"
    rb'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"(?:[^"\\\n]|\\.)*"'
    rb"|'(?:[^'\\\n]|\\.)*'",
    re.DOTALL,
)


def without_text(source: bytes) -> bytes:
    """A source without strings over several lines and docstrings, of which the ends of lines alone are left: a quarter shorter."""
    texts = (span for span in strings(source) if _is_text(source, *span))
    return _replaced(source, texts, _ends_of_lines)


def blanked(source: bytes, spans: Iterable[tuple[int, int]]) -> bytes:
    """A source with spaces in the place of some spans; the ends of lines stay, and every byte stays where it is."""
    return _replaced(source, spans, lambda text: text.translate(BLANK))


def _ends_of_lines(text: bytes) -> bytes:
    """The ends of the lines of a text, and its last line as spaces, so that what follows stands as far in as before."""
    _, end, last = text.rpartition(b"\n")
    return emptied(text) + (b" " * len(last) if end else b"")


def emptied(text: bytes) -> bytes:
    """The ends of the lines of a text alone."""
    return text.translate(None, INSIDE_LINES)


def _replaced(source: bytes, spans: Iterable[tuple[int, int]], change: Callable[[bytes], bytes]) -> bytes:
    parts, at = [], 0
    for start, end in spans:
        parts += [source[at:start], change(source[start:end])]
        at = end
    return b"".join([*parts, source[at:]]) if parts else source


def strings(source: bytes) -> Iterator[tuple[int, int]]:
    """The strings in three quotes; read token by token where it cannot be told at a glance that a mark begins one."""
    found = []
    double, single = (_find(source, mark, 0) for mark in MARKS)
    while (opening := min(double, single)) < len(source):
        closing = source.find(MARKS[opening == single], opening + 3)
        if closing < 0 or source[closing - 1 : closing] == b"\\" or not _stands_alone(source, opening):
            return (match.span() for match in TEXT.finditer(source) if match.group()[:3] in MARKS)
        at = closing + 3
        found.append((opening, at))
        double = double if double >= at else _find(source, MARKS[0], at)
        single = single if single >= at else _find(source, MARKS[1], at)
    return iter(found)


def _find(source: bytes, mark: bytes, start: int) -> int:
    """Where a mark stands next; the end of the source if nowhere."""
    at = source.find(mark, start)
    return at if at >= 0 else len(source)


def _stands_alone(source: bytes, at: int) -> bool:
    """Whether nothing before a mark on its line could make it a part of something else."""
    before = source[source.rfind(b"\n", 0, at) + 1 : at]
    return b"#" not in before and b'"' not in before and b"'" not in before and b"\\" not in before


def _is_text(source: bytes, start: int, end: int) -> bool:
    """Whether a string only tells: it has several lines and no code in it, or it is the docstring of what begins above."""
    prefix = source[max(0, start - 2) : start].lower()
    if prefix.endswith((b"f", b"fr")):
        return False
    return source.find(b"\n", start, end) >= 0 or _follows_head(source, start)


def _follows_head(source: bytes, at: int) -> bool:
    """Whether the line above begins a function or a class, or ends the head of one."""
    begin = source.rfind(b"\n", 0, at)
    if begin < 0 or source[begin + 1 : at].strip(b" \t"):
        return False
    above = source[source.rfind(b"\n", 0, begin) + 1 : begin].strip()
    return above.endswith(b":") and above.startswith((b"def ", b"class ", b"async ", b")"))
