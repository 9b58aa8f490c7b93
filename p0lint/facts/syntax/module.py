"""One source file: its text, where its definitions stand, and the parts of it that were read."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from p0lint.errors import FileFailed
from p0lint.facts.syntax.index import ModuleIndex, Span, index
from p0lint.facts.syntax.layout import laid_out
from p0lint.facts.syntax.source import decoded, lines_of, parsed, verify
from p0lint.facts.syntax.unit import Unit, quick_unit

GLOBAL = re.compile(r"^\s+global\s+([\w, ]+)", re.MULTILINE)


@dataclass(eq=False)
class Module:
    """
    A source file.

    ``display`` is its path as reports give it, ``name`` its dotted name as an import would spell it, ``source`` its bytes.
    With ``whole`` it must be valid as a whole, otherwise only in the parts that are read.
    """

    path: str
    display: str
    name: str
    is_package: bool
    source: bytes
    whole: bool = True

    def __post_init__(self) -> None:
        self.folder = os.path.dirname(self.path)
        self._units: dict[Span, Unit] = {}

    @cached_property
    def text(self) -> str:
        """The decoded source, line ends as they are; raises FileFailed when it cannot be decoded."""
        return decoded(self.source, self.display)

    @cached_property
    def lines(self) -> list[str]:
        """The physical lines, without their ends."""
        return lines_of(self.text)

    def excerpt(self, span: Span) -> str:
        """
        The lines of a span.

        What shares its first or last line with it, as in ``class A: x = 1; y = 2``, is left out; columns stay as they are.
        """
        lines = self.lines[span.start - 1 : span.end]
        after = lines[-1].encode()[span.until :]
        if after.lstrip().startswith(b";"):
            lines[-1] = lines[-1].encode()[: span.until].decode()
        before = lines[0].encode()[: span.indent].decode()
        if before.strip(" \t"):
            lines[0] = " " * len(before) + lines[0][len(before) :]
        return "\n".join(lines) + "\n"

    @cached_property
    def index(self) -> ModuleIndex:
        """Where the definitions stand; raises FileFailed when Python cannot parse the file."""
        text = self.text
        if not self.whole:
            with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                return laid_out(text, self.display)
        return parsed(self.source, self.display, index)

    @cached_property
    def rebound_globals(self) -> frozenset[str]:
        """The module globals that some function of the module declares ``global``, and may so replace."""
        return frozenset(name.strip() for names in GLOBAL.findall(self.text) for name in names.split(","))

    def unit(self, span: Span) -> Unit:
        """The lines of a span, read quickly and once; raises FileFailed when Python cannot parse them."""
        unit = self._units.get(span)
        if unit is None:
            unit = self._units[span] = self._read(span)
        return unit

    def _read(self, span: Span) -> Unit:
        try:
            return quick_unit(self, span)
        except SyntaxError as error:
            verify(self.source, self.display)
            reason = "where its parts stand cannot be told by the layout of its lines: check it alone"
            raise FileFailed(self.display, reason, span.start) from error

    def forget(self) -> None:
        """Let go of the parts that were read, each of which knows the module."""
        for unit in self._units.values():
            unit.forget()
        self._units.clear()

    def mentions(self, name: str) -> bool:
        """Whether a name may be defined or passed on by the module: it stands in the text, or everything of another does."""
        return not name.isascii() or name.encode() in self.source or b"import *" in self.source

    def absolute(self, name: str) -> str:
        """A name as written in an import of this module, with leading dots resolved."""
        dots = len(name) - len(name.lstrip("."))
        if not dots:
            return name
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        kept = package[: len(package) - dots + 1]
        return ".".join([*kept, name[dots:]]) if kept else name[dots:]
