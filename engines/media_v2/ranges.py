"""Which part of an asset a request asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)


def part_asked(header: str, size: int) -> range | None:
    """
    The places of the bytes asked for, of so many that there are; an empty range when none of them is there.

    None means the whole: no part is asked for, or several are, or it is not said as the standard says it.
    """
    asked = _ONE_RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
