"""Names that hold evidence, and where they are used: what a constant, helper or class forgets counts there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from p0lint.sieve.layout import every, top_level, whole

PROSE = re.compile(rb"[ \t]+(?![ \t\r\n#=)\]},:]|if\b|else\b|or\b|and\b|as\b|for\b)")
DEFINITION = re.compile(rb"(?:def|class)[ \t]+(\w+)")
CONSTANT = re.compile(rb"(?P<name>[A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=)")
PASSED_ON = 3  # how many constants and helpers a name is followed through, one behind the other
PASSES = re.compile(rb"(?:[A-Za-z_]\w*[ \t]*(?::[^=\n]+)?=(?!=)|[ \t]+return[ \t])")
CARRYING = 40  # how many lines below its head evidence in a function may stand to count where the function is called


def carriers_of(source: bytes, positions: set[int]) -> Iterator[bytes]:
    """The constants, functions and classes whose definition holds evidence."""
    if not positions:
        return
    heads = sorted(_heads(source))
    starts = [start for start, _ in heads]
    for position in positions:
        begin = source.rfind(b"\n", 0, position) + 1
        constant = CONSTANT.match(source, begin) or CONSTANT.match(source, top_level(source, begin))
        if constant:
            yield constant["name"]
            continue
        at = bisect_right(starts, position) - 1
        if at >= 0 and source.count(b"\n", heads[at][0], position) <= CARRYING and not heads[at][1].startswith(b"__"):
            yield heads[at][1]


def _heads(source: bytes) -> Iterator[tuple[int, bytes]]:
    """Where the functions and classes of a source begin, each with its name."""
    for keyword in (b"def", b"class"):
        for at in every(source, keyword):
            begin = source.rfind(b"\n", 0, at) + 1
            match = DEFINITION.match(source, at) if source[begin:at].strip(b" \t\r") in (b"", b"async") else None
            if match:
                yield begin, match.group(1)


def passed_on(source: bytes, carriers: frozenset[bytes]) -> tuple[set[int], frozenset[bytes]]:
    """
    Where names that hold evidence are used, and all such names: those that only pass another one on are among them.

    What a constant or helper of this module holds counts where its name is used.
    """
    used: set[int] = set()
    fresh = carriers
    for _ in range(PASSED_ON):
        if not fresh:
            break
        more = set(_uses(source, fresh)) - used
        used |= more
        fresh = frozenset(carriers_of(source, {at for at in more if _passes_on(source, at)})) - carriers
        carriers |= fresh
    return used, carriers


def _passes_on(source: bytes, at: int) -> bool:
    """Whether a name is used to give a constant its value, or to return it."""
    begin = source.rfind(b"\n", 0, at) + 1
    return PASSES.match(source, begin, at + 1) is not None


def _uses(source: bytes, names: frozenset[bytes]) -> Iterator[int]:
    """Where some names are used: called, passed or read, not where they are defined or imported."""
    for name in names:
        for start in whole(source, name):
            end = start + len(name)
            begin = source.rfind(b"\n", 0, start) + 1
            before = source[begin:start]
            defined = before.endswith((b"def ", b"class ")) or before.lstrip(b" \t").startswith(
                (b"from ", b"import ", b"#", b"class ")
            )
            if (
                not defined
                and PROSE.match(source, end) is None
                and (begin < start or b"=" not in source[end : end + 3])
            ):
                yield start
