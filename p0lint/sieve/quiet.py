"""Blocks that may do next to nothing, told by the beginnings of their lines: a part of the sieve."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from p0lint.catalogue.quiet import CLEANS_UP, CLOCKS, LOGGED, PUTS, QUIET, QUIET_BEGINNINGS, TELLING
from p0lint.sieve.layout import indent_of

# What a block begins with that does something, or raises.
LOUD = re.compile(rb"(?:raise|for|while|with|assert|del|async|class|def|break)\b")
RETURN = re.compile(rb"return\b(?P<little>\s*(?:None|False)?\s*(?:#.*)?\r?$|\s*\(?\s*(?:None|False)\s*,)?")
PLAIN = re.compile(
    rb"(?:pass|continue|yield|(?:el)?if|else|try|except|finally)\b"
    rb"|import\b|from\b|global\b|nonlocal\b|[furbFURB]{0,2}[\"']"
    rb"|[\w., \[\]\"']+(?:\s*:[^=\n]+)?\s*=\s*(?:\(?(?:None|False|True)\b|[\w.]*(?:%s)\()|[\w.\[\]\"']+\s*\+=\s*\d"
    rb"|[\w.]*?(?:%s)\w*\((?:[^\n]*\bNone\b|\s*$)"
    % (b"|".join(clock.rpartition(".")[2].encode() for clock in CLOCKS), "|".join(PUTS).encode())
)
NOTED = re.compile(rb"(?P<name>[\w.\[\]\"']+)(?:\s*:[^=\n]+)?\s*=\s*(?:f?[\"'({]|(?:str|repr)\(|[\w.]+\s*(?:#.*)?\r?$)")
CALL = re.compile(rb"(?:await[ \t]+)?(?P<called>(?P<first>\w+)[\w.]*(?:(?:\([^()\n]*\)|\[[^\]\n]*\])[\w.]+)*)\s*\(")
CALLS = re.compile(rb"(\w+)\(")
LOG = re.compile(rb"(?:\A|_)(?:log|Log|LOG)(?![a-z])|(?<=[a-z0-9])Log(?![a-z])")
LAST = re.compile(rb"\w+\Z")
OPEN = (b",", b"(", b"[", b"{", b"\\")
CLOSING = b")]}"
NO_CODE = (b"", b"\r", b"\n", b"#")
NAMES = frozenset(name.encode() for name in (*QUIET, "set"))
BEGINNINGS = tuple(name.encode() for name in (*QUIET_BEGINNINGS, *CLEANS_UP))
MANY_LINES = 20_000  # half of the lines that blocks begin with are seen again and again
TOLD = tuple(name.encode() for name in TELLING | LOGGED)


def is_quiet_block(source: bytes, first: int) -> bool:
    """Whether the block whose first statement begins here may do next to nothing: no statement of it does more."""
    begin = source.rfind(b"\n", 0, first) + 1
    indent = first - begin
    if source[begin:first].strip(b" \t"):  # on the line of its head
        return is_quiet(_line(source, first))
    goes_on = asks = False
    while begin < len(source):
        width = indent_of(source, begin)
        text = _line(source, begin + width)
        begin += width + len(text) + 1
        if text[:1] in NO_CODE:
            continue
        if width < indent and text[0] not in CLOSING:
            return True
        is_loud = width == indent and not goes_on and text[0] not in CLOSING and not is_quiet(text)
        if is_loud and not (asks and text.startswith(b"raise")):  # a test above may let some errors pass
            return False
        asks = asks or (width == indent and text.startswith((b"if ", b"if(")))
        goes_on = text.partition(b" #")[0].rstrip().endswith(OPEN)
    return True


@lru_cache(maxsize=MANY_LINES)
def is_quiet(line: bytes) -> bool:
    """Whether a statement that begins with this line may do next to nothing: tell somebody, note something, clear up or end."""
    if LOUD.match(line):
        return False
    returned = RETURN.match(line)
    if returned:
        return returned["little"] is not None
    if PLAIN.match(line):
        return True
    noted = NOTED.match(line)
    if noted:
        name = noted["name"].lower()
        return any(told in name for told in TOLD)
    return tells(line)


def tells(line: bytes) -> bool:
    """Whether a statement that begins with this line is a call that may only tell somebody, or clear up."""
    call = CALL.match(line)
    if call is None:
        return _says(CALLS.findall(line))
    last = LAST.search(call["called"])
    return LOG.search(call["first"]) is not None or _says([last[0]] if last else [])


def _says(called: Iterable[bytes]) -> bool:
    return any(name in NAMES or name.lstrip(b"_").startswith(BEGINNINGS) for name in called)


def _line(source: bytes, begin: int) -> bytes:
    end = source.find(b"\n", begin)
    return source[begin:] if end < 0 else source[begin:end]
