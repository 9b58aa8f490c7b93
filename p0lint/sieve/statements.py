"""Statements and functions of a source, told apart by how far in their lines begin."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from p0lint.sieve.layout import block_end, every, indent_of, top_level
from p0lint.sieve.tokens import WORD

FUNCTION = re.compile(rb"[ \t]*(?:async[ \t]+)?def[ \t]+(?P<name>\w+)")
HEAD = re.compile(rb"[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]")
FIRST_INSIDE = re.compile(rb"(?:\s*(?:#[^\n]*)?\n)*(?P<indent>[ \t]*)\S")
OPENS = re.compile(rb":[ \t]*(?:#[^\n]*)?\r?$")
GIVEN = re.compile(rb"[ \t]*(?P<targets>[\w., \t]+?)[ \t]*(?::[^=\n]+)?[+|]?=(?!=)(?P<more>[ \t]*[\w.]+[ \t]*=(?!=))?")
OPENED = re.compile(rb"[ \t]as[ \t]+\(?(\w+)|(\w+)[ \t]*:=")
RETURNS = re.compile(rb"\breturn\b")
ITSELF = frozenset({b"self", b"cls"})
CLOSING = b")]}"
NO_CODE = (b"", b"\r", b"\n", b"#")  # with what a line begins that is empty or a comment
HELPER_LINES = 80  # a longer function is no helper
PASSED_ON = 3  # how many names of a function a value is followed through, one behind the other


def _end(source: bytes, begin: int) -> int:
    end = source.find(b"\n", begin)
    return len(source) if end < 0 else end


class Surroundings:
    """What is around the lines of a source, asked from the first to the last: of the rows of a long table it is the same."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._line = -1
        self._found: tuple[int | None, int | None] = (None, None)
        self._ends: dict[int, int] = {}

    def of(self, begin: int) -> tuple[int | None, int | None]:
        """
        Where the statement begins that the line beginning here is part of, and where the innermost function around it does.

        None for a statement that begins far above, and where there is no function.
        """
        if begin != self._line:
            statement, function = self._found
            if not self._is_next_row(begin):
                statement, function = self._around(begin)
            elif statement == self._line:
                statement = begin
            self._line, self._found = begin, (statement, function)
        return self._found

    def is_in_function(self, begin: int) -> bool:
        """Whether the statement that begins here stands in a function."""
        head = self._head_around(begin)
        return head is not None and FUNCTION.match(self._source, head) is not None

    def _is_next_row(self, begin: int) -> bool:
        """Whether a line follows the last one that was asked for, as far in, and neither begins or opens anything."""
        source, last = self._source, self._line
        if last < 0 or _end(source, last) + 1 != begin or indent_of(source, last) != indent_of(source, begin):
            return False
        lines = (last, begin)
        return not any(OPENS.search(source, line, _end(source, line)) or FUNCTION.match(source, line) for line in lines)

    def _around(self, line: int) -> tuple[int | None, int | None]:
        """A line further in than the one above it continues that one, unless that one opens a block."""
        source = self._source
        if FUNCTION.match(source, line):
            return line, line
        begin, statement, is_settled = line, line, False
        indent = indent_of(source, line)
        for _ in range(HELPER_LINES):
            if not indent:
                return statement, None
            begin = source.rfind(b"\n", 0, begin - 1) + 1
            width = indent_of(source, begin)
            first = source[begin + width : begin + width + 1]
            if width >= indent or first in NO_CODE:
                continue
            opens = OPENS.search(source, begin, _end(source, begin)) is not None
            is_settled = is_settled or opens
            if first in CLOSING:
                indent = width + 1
                continue
            indent = width
            if not is_settled:
                statement = begin
            if FUNCTION.match(source, begin):
                return statement, begin
        return self._far_below(line)

    def _far_below(self, line: int) -> tuple[int | None, int | None]:
        """The same of a line far below the head of its block: of a long function, of a long class, or of a long table."""
        head = self._head_around(line)
        if head is None:
            return top_level(self._source, line), None
        if FUNCTION.match(self._source, head):
            return line, head
        first = FIRST_INSIDE.match(self._source, _end(self._source, head))
        is_field = first is not None and len(first["indent"]) == indent_of(self._source, line)
        return line if is_field else None, None

    def _head_around(self, line: int) -> int | None:
        """Where the innermost function or class begins that a line is inside of."""
        indent = indent_of(self._source, line)
        for head in reversed(self._heads[: bisect_left(self._heads, line)]):
            width = indent_of(self._source, head)
            if width < indent:
                if self._block_end(head, width) > line:
                    return head
                indent = width
        return None

    @cached_property
    def _heads(self) -> list[int]:
        """Where the lines begin that begin a function or a class."""
        words = (at for word in (b"def ", b"class ") for at in every(self._source, word))
        begins = {self._source.rfind(b"\n", 0, at) + 1 for at in words}
        return sorted(begin for begin in begins if HEAD.match(self._source, begin))

    def _block_end(self, head: int, indent: int) -> int:
        if head not in self._ends:
            self._ends[head] = block_end(self._source, head, indent)
        return self._ends[head]


class Function:
    """The function whose head begins here."""

    def __init__(self, source: bytes, begin: int) -> None:
        head = FUNCTION.match(source, begin)
        self.name = head["name"] if head else b""
        self.begin = begin
        self._source = source
        self._indent = indent_of(source, begin)

    @cached_property
    def _end(self) -> int:
        return block_end(self._source, self.begin, self._indent)

    def returns(self, positions: Iterable[int]) -> bool:
        """Whether what stands at one of some positions may be what the function returns, itself or by a name of it."""
        if self._source.count(b"\n", self.begin, self._end) > HELPER_LINES:
            return False
        if RETURNS.search(self._source, self.begin, _end(self._source, self.begin)):
            return True
        statements = [(begin, self._source[begin:end]) for begin, end in self._statements()]
        returned = [text for _, text in statements if RETURNS.search(text)]
        names: set[bytes] = set()
        for begin, text in statements:
            if any(begin <= position < begin + len(text) for position in positions):
                if RETURNS.search(text):
                    return True
                names.update(_bound(text))
        for _ in range(PASSED_ON if names else 0):
            if any(not names.isdisjoint(WORD.findall(text)) for text in returned):
                return True
            names |= {
                each for _, text in statements if not names.isdisjoint(WORD.findall(text)) for each in _bound(text)
            }
        return False

    def _statements(self) -> Iterator[tuple[int, int]]:
        """Where each statement of the body begins and ends; one that opens a block ends before that."""
        begin, indent, opens = self.begin, self._indent, False
        for line, width, first in self._lines():
            if line > self.begin and first not in CLOSING and (opens or width <= indent):
                if begin != self.begin:
                    yield begin, line
                begin, indent = line, width
            opens = OPENS.search(self._source, line, _end(self._source, line)) is not None
        if begin != self.begin:
            yield begin, self._end

    def _lines(self) -> Iterator[tuple[int, int, bytes]]:
        """Where each line begins that is neither empty nor a comment, how far in, and with what."""
        line = self.begin
        while line < self._end:
            width = indent_of(self._source, line)
            first = self._source[line + width : line + width + 1]
            if first not in NO_CODE:
                yield line, width, first
            line = _end(self._source, line) + 1


def _bound(text: bytes) -> Iterator[bytes]:
    """The names that a statement gives a value to."""
    given = GIVEN.match(text)
    if given:
        yield from {*WORD.findall(given["targets"]), *WORD.findall(given["more"] or b"")} - ITSELF
    for opened, named in OPENED.findall(text):
        yield opened or named
