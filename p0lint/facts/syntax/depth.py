"""How deep a source nests: libcst takes quadratic time for long chains, and overruns its stack on longer ones."""

from __future__ import annotations

import ast
import re

DEEPEST = 400  # at this depth libcst still needs less than a second; what people write stays far below
NESTING = re.compile(r"[(\[{.+\-*/%&|^~@<>]|\b(?:and|or|not|else|elif|lambda)\b")


def too_deep(text: str, tree: ast.Module) -> int:
    """
    The line, from 1, at which a source, and what ``ast`` made of it, nests deeper than ``DEEPEST``; 0 if nowhere.

    Most sources hold too few signs to nest that deep, and are not looked through for it.
    """
    if len(text) <= DEEPEST or len(NESTING.findall(text)) <= DEEPEST:
        return 0
    return _deep_line(tree)


def _deep_line(tree: ast.AST) -> int:
    pending = [(tree, 0, 1)]
    while pending:
        node, depth, line = pending.pop()
        line = getattr(node, "lineno", line)
        if depth > DEEPEST:
            return line
        if not _fits(node, DEEPEST - depth):
            below = depth + _levels(node)
            pending.extend((child, below, line) for child in ast.iter_child_nodes(node))
    return 0


def _levels(node: ast.AST) -> int:
    """How many levels a node is in libcst: a chain of ``and`` is flat in ``ast`` and is nested there."""
    return len(node.values) - 1 if isinstance(node, ast.BoolOp) else 1


def _fits(node: ast.AST, levels: int) -> bool:
    """Whether an expression is too short to nest deeper than so many levels, for each takes a character at least."""
    return (
        isinstance(node, ast.expr)
        and node.lineno == node.end_lineno
        and (node.end_col_offset or 0) - node.col_offset <= levels
    )
