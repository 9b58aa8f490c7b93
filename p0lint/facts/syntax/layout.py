"""Where the definitions of a module stand, by the layout of its lines; a class is looked into when it is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from p0lint.facts.syntax.index import UNKNOWN_PARTS, ClassIndex, ClassParts, ModuleIndex, Span, class_parts
from p0lint.facts.syntax.skeleton import is_odd, last_code, skeleton
from p0lint.sieve.docstrings import blanked, emptied, strings

MARGIN = re.compile(rb"\n[^\s#)\]}]")
DEFINES = re.compile(rb"(?:async[ \t]+)?def[ \t]+(?P<function>\w+)|class[ \t]+(?P<cls>\w+)|(?P<decorator>@)")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A definition at the left margin with its decorators: where its text begins and ends, and its first line, from 1."""

    name: str
    is_class: bool
    begin: int
    end: int
    line: int

    def span(self, source: bytes) -> Span:
        below = source.count(b"\n", self.begin, self.end)
        return Span(self.line, self.line + below, 0, self.end - source.rfind(b"\n", 0, self.end) - 1)


def laid_out(text: str, path: str) -> ModuleIndex:
    """
    Index a module in which every definition that is in no block begins at the left margin, and no line of one does.

    Raises SyntaxError where that is not so, and where what stands outside of definitions is no program.
    """
    source = text.encode()
    if is_odd(source):
        raise SyntaxError("a line begins where no line feed says so")
    chunks = list(_chunks(source, blanked(source, ((begin + 1, end) for begin, end in strings(source)))))
    found, above = ModuleIndex(), 0
    for statement in ast.parse(_without(source, chunks), path).body:
        while above < len(chunks) and chunks[above].line < statement.lineno:
            _add(chunks[above], source, found)
            above += 1
        found.add(statement)
    for chunk in chunks[above:]:
        _add(chunk, source, found)
    return found


def _chunks(source: bytes, plain: bytes) -> Iterator[_Chunk]:
    """The definitions at the left margin; ``plain`` is the source in which no string has more than one line."""
    begins = [0, *(match.start() + 1 for match in MARGIN.finditer(plain))]
    first, line, counted = -1, 1, 0
    for begin, after in zip(begins, [*begins[1:], len(plain)], strict=True):
        head = DEFINES.match(plain, begin)
        first = begin if first < 0 else first
        if head is None or head["decorator"]:
            first = -1 if head is None else first
            continue
        line += source.count(b"\n", counted, first)
        counted = first
        end = last_code(source, plain, begin, after) or begin + len(source[begin:after].partition(b"\n")[0].rstrip())
        name = (head["function"] or head["cls"]).decode()
        yield _Chunk(name, head["cls"] is not None, first, end, line)
        first = -1


def _without(source: bytes, chunks: Sequence[_Chunk]) -> bytes:
    """A source in which nothing is left of some definitions but the ends of their lines."""
    parts, at = [], 0
    for chunk in chunks:
        parts += [source[at : chunk.begin], emptied(source[chunk.begin : chunk.end])]
        at = chunk.end
    return b"".join([*parts, source[at:]])


def _add(chunk: _Chunk, source: bytes, found: ModuleIndex) -> None:
    span = chunk.span(source)
    if chunk.is_class:
        text, line = source[chunk.begin : chunk.end], chunk.line
        found.classes[chunk.name] = ClassIndex(chunk.name, span, lambda: _looked_into(text, line))
    else:
        found.add_function(chunk.name, span)


def _looked_into(text: bytes, line: int) -> ClassParts:
    """The parts of a class that begins on a line; none where its lines are no program."""
    for each in (skeleton(text), text):
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            body = ast.parse(each).body
            if len(body) == 1 and isinstance(body[0], ast.ClassDef):
                return class_parts(body[0], line - 1)
    return UNKNOWN_PARTS
