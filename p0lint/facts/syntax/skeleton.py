"""A source without the bodies of its functions: it says as well where its definitions stand, and is parsed twice as fast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.sieve.docstrings import BLANK, blanked, strings
from p0lint.sieve.layout import block_end, every

INDENT = re.compile(rb"(?P<indent>[ \t]*)(?:async[ \t]+)?\Z")
NAMED = re.compile(rb"def[ \t]+\w+[ \t]*\(")
OPENS = re.compile(rb"(?<=.):[ \t\r]*\Z")
GOES_ON = re.compile(rb"\\\r?\n\S")  # a line goes on at the left margin
LONE_RETURN = re.compile(rb"\r(?!\n)")
HEAD_LINES = 60


def skeleton(source: bytes) -> bytes:
    """
    The source with spaces in the place of each function's parameters and body, and one expression where the body ends.

    Every line and every function keeps its place. What is left may be no program where the source is none, or is laid out
    in an odd way.
    """
    if is_odd(source):
        return source
    plain = blanked(source, ((begin + 1, end) for begin, end in strings(source)))
    parts, at = [], 0
    for start, colon, end in _functions(source, plain):
        blank = source[start : end - 1].translate(BLANK)
        parts += [source[at:start], blank[: colon - start - 1], b"):", blank[colon - start + 1 :], b"0"]
        at = end
    return b"".join([*parts, source[at:]])


def is_odd(source: bytes) -> bool:
    """Whether a line goes on at the left margin, or begins where no line feed says so."""
    return b"\f" in source or GOES_ON.search(source) is not None or LONE_RETURN.search(source) is not None


def _functions(source: bytes, plain: bytes) -> Iterator[tuple[int, int, int]]:
    """
    Where the parameters of each function begin that is in no other one, where its head ends, and where its body does.

    ``plain`` is the source in which no string has more than one line.
    """
    after = 0
    for at in every(plain, b"def "):
        begin = plain.rfind(b"\n", 0, at) + 1
        indent = INDENT.match(plain, begin, at) if at >= after else None
        named = NAMED.match(plain, at) if indent else None
        colon = _colon(plain, begin) if named else 0
        if indent is None or named is None or not colon:
            continue
        after = block_end(plain, colon, len(indent["indent"]))
        end = last_code(source, plain, colon + 1, after)
        if end:
            yield named.end(), colon, end


def _colon(plain: bytes, begin: int) -> int:
    """Where the colon stands of the head of a function whose body begins on the next line; 0 where no glance tells it."""
    depth = 0
    for _ in range(HEAD_LINES):
        end = plain.find(b"\n", begin)
        line = plain[begin : max(end, begin)].partition(b"#")[0]
        depth += line.count(b"(") + line.count(b"[") - line.count(b")") - line.count(b"]")
        if depth <= 0:
            opens = OPENS.search(line)
            return begin + opens.start() if opens else 0
        begin = end + 1
    return 0


def last_code(source: bytes, plain: bytes, start: int, end: int) -> int:
    """Where the last line of a block ends that is neither empty nor a comment; 0 if there is none."""
    while end > start:
        begin = source.rfind(b"\n", start, end) + 1
        line = source[begin:end].rstrip()
        if begin and line and not plain[begin:end].lstrip().startswith(b"#"):
            return begin + len(line)
        end = begin - 1
    return 0
