"""Where the comments of a source stand, and which statements they speak of."""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_left
from dataclasses import dataclass

LAYOUT = frozenset(
    {tokenize.COMMENT, tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)


@dataclass(frozen=True, slots=True)
class Comment:
    """
    A comment and the rows it speaks of, from ``first`` to ``last``.

    At the first or last row of a statement that is the whole statement, at a row between them that row. On a row of
    its own it is the statement below or, between the brackets of a statement, the next row of code. Decorators belong
    to what they decorate; of a compound statement only the head counts. Rows and columns count from 1, columns in code
    points.
    """

    text: str
    row: int
    column: int
    own_row: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a source; ``read_to`` is the row after which it could not be read, None if all of it was."""

    found: tuple[Comment, ...]
    read_to: int | None = None


def find_comments(text: str, word: str) -> Comments:
    """The comments that hold ``word``; a string that looks like one is none."""
    tokens: list[tokenize.TokenInfo] = []
    read_to = None
    try:
        # newline=None takes a lone carriage return for the end of a line, as the compiler does.
        for token in tokenize.generate_tokens(io.StringIO(text.removeprefix("\ufeff"), newline=None).readline):
            tokens.append(token)
    except (tokenize.TokenError, SyntaxError):
        read_to = tokens[-1].end[0] if tokens else 0
    code_rows = sorted({token.start[0] for token in tokens if token.type not in LAYOUT})
    statements = _statements(tokens)
    found = (token for token in tokens if token.type == tokenize.COMMENT and word in token.string)
    return Comments(tuple(_comment(token, code_rows, statements) for token in found), read_to)


def _statements(tokens: list[tokenize.TokenInfo]) -> list[tuple[int, int]]:
    """The first and last row of each statement, in order."""
    statements = []
    first, opening = 0, ""
    for token in tokens:
        if token.type == tokenize.NEWLINE:
            if opening != "@":
                statements.append((first, token.start[0]))
                first = 0
            opening = ""
        elif token.type not in LAYOUT and not opening:
            first, opening = first or token.start[0], token.string
    return statements


def _comment(token: tokenize.TokenInfo, code_rows: list[int], statements: list[tuple[int, int]]) -> Comment:
    row = token.start[0]
    own_row = not token.line[: token.start[1]].strip()
    at = bisect_left(statements, row, key=lambda rows: rows[1])
    first, last = statements[at] if at < len(statements) else (0, 0)
    if first <= row <= last and row not in (first, last):
        first = last = _next(code_rows, row) if own_row else row
    return Comment(token.string, row, token.start[1] + 1, own_row, first, last)


def _next(rows: list[int], row: int) -> int:
    return rows[bisect_left(rows, row + 1)]
