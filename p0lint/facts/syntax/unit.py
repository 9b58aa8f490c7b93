"""
The parts of a module, each read on its own: quickly by ``ast``, or exactly by libcst.

Both readings give the same nodes. ``ast`` is fifteen times faster, and tells which parts hold a finding at all. libcst knows
what ``ast`` drops or gets wrong: the parts of a joined string, positions in f-strings (before Python 3.12), white space.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from p0lint.errors import FileFailed
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.depth import DEEPEST, too_deep
from p0lint.facts.syntax.index import Span
from p0lint.finding import Place

if TYPE_CHECKING:
    from p0lint.facts.syntax.module import Module

WHERE = re.compile(r"^parser error: error at \d+:\d+: ")  # counted from the beginning of the part
TOO_DEEP = f"it nests more than {DEEPEST} levels deep: split what begins there"

At = tuple[int, int, int, int]  # the first line and column of a node, and its last; columns from 0, in code points


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """
    A run of lines read on its own.

    ``at`` says where a node stands in the text that was read, and ``lines`` on which lines. ``scopes`` are those that were made
    of it, by what they are for.
    """

    module: Module
    span: Span
    body: list[n.Stmt]
    at: Callable[[Any], At]
    lines: Callable[[Any], tuple[int, int]]
    scopes: dict[object, Any] = field(default_factory=dict)

    def forget(self) -> None:
        """Let go of the scopes, which know this unit and one another."""
        for scope in self.scopes.values():
            scope.leave()
        self.scopes.clear()

    def place(self, node: n.Node) -> Place:
        """Where a node of this unit stands in the file."""
        line, column, end_line, end_column = self.at(node.origin)
        shift = _shift(self.span)
        return Place(self.module.display, line + shift, column + 1, end_line + shift, end_column + 1)

    def rows(self, node: n.Node) -> tuple[int, int]:
        """The first and the last line of a node in the file."""
        line, end_line = self.lines(node.origin)
        shift = _shift(self.span)
        return line + shift, end_line + shift


def quick_unit(module: Module, span: Span) -> Unit:
    """The lines of a span as ``ast`` reads them; raises FileFailed where they nest too deep."""
    from p0lint.facts.syntax import lower_ast

    text = _text(module, span)
    tree = ast.parse(text)
    _refuse_too_deep(text, tree, module, span)
    body = _unwrapped(lower_ast.statements(tree.body), span)
    return Unit(module, span, body, _Columns(text).at, _lines)


def exact_unit(module: Module, span: Span) -> Unit:
    """The lines of a span as libcst reads them; raises FileFailed where they nest too deep, or libcst refuses them."""
    import libcst as cst

    from p0lint.facts.syntax import lower

    text = _text(module, span)
    _refuse_too_deep(text, ast.parse(text), module, span)
    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        reason = f"libcst cannot parse it: {WHERE.sub('', error.message)}"
        raise FileFailed(module.display, reason, _shift(span) + error.raw_line, error.raw_column + 1) from error
    positions = _Positions(tree)
    return Unit(module, span, _unwrapped(lower.statements(tree.body), span), positions.at, positions.lines)


def _text(module: Module, span: Span) -> str:
    """The text of a span; an indented one goes below an ``if``, so that its columns stay what they are in the file."""
    return "if 1:\n" * bool(span.indent) + module.excerpt(span)


def _refuse_too_deep(text: str, tree: ast.Module, module: Module, span: Span) -> None:
    if line := too_deep(text, tree):
        raise FileFailed(module.display, TOO_DEEP, _shift(span) + line)


def _shift(span: Span) -> int:
    """How many lines of the file stand before the text of a span."""
    return span.start - 2 if span.indent else span.start - 1


def _unwrapped(body: list[n.Stmt], span: Span) -> list[n.Stmt]:
    return body[0].body if span.indent and isinstance(body[0], n.If) else body


def _lines(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.end_lineno or node.lineno


class _Columns:
    """The positions of nodes of ``ast``, whose columns are counted in bytes of UTF-8."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def at(self, node: Any) -> At:
        line, end_line = node.lineno, node.end_lineno
        return line, self._column(line, node.col_offset), end_line, self._column(end_line, node.end_col_offset)

    def _column(self, line: int, offset: int) -> int:
        text = self._lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode())


class _Positions:
    """The positions of nodes of libcst, worked out when the first one is asked for."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    @cached_property
    def _ranges(self) -> Any:
        from libcst.metadata import MetadataWrapper, PositionProvider

        return MetadataWrapper(self._tree, unsafe_skip_copy=True).resolve(PositionProvider)

    def at(self, node: Any) -> At:
        found = self._ranges[node]
        return found.start.line, found.start.column, found.end.line, found.end.column

    def lines(self, node: Any) -> tuple[int, int]:
        line, _, end_line, _ = self.at(node)
        return line, end_line
