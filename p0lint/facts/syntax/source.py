"""Bytes to text, and to what Python makes of it; whatever is wrong with a source is told here, without the rest of the reading."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable
from typing import TypeVar

from p0lint.errors import FileFailed

T = TypeVar("T")
NEWLINE = re.compile(r"\r\n?|\n")


def decoded(source: bytes, display: str) -> str:
    """The text of a source, line ends as they are; raises FileFailed when it cannot be decoded."""
    if b"\0" in source:
        line = source[: source.index(b"\0")].count(b"\n") + 1
        raise FileFailed(display, "it holds a NUL byte: save it as text", line)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"it cannot be decoded: {error}"
        raise FileFailed(display, reason, source.count(b"\n", 0, error.start) + 1) from error
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise FileFailed(display, f"it cannot be decoded: {error}") from error


def readable(source: bytes) -> str:
    """What can be shown of a source that may be broken, its lines where they are."""
    try:
        return decoded(source, "")
    except FileFailed:
        return source.decode("utf-8", "replace")


def lines_of(text: str) -> list[str]:
    """The physical lines of a text, without their ends."""
    return NEWLINE.split(text) if "\r" in text else text.split("\n")


def parsed(source: bytes, display: str, parse: Callable[[bytes, str], T]) -> T:
    """What ``parse`` makes of a source; raises FileFailed where Python refuses it, or gives up."""
    try:
        return parse(source, display)
    except SyntaxError as error:
        reason = f"it cannot be parsed: {error.msg}"
        raise FileFailed(display, reason, error.lineno or 1, error.offset or 1) from error
    except (RecursionError, MemoryError) as error:
        raise FileFailed(display, f"it nests too deep for Python to parse: {type(error).__name__}") from error
    except ValueError as error:
        raise FileFailed(display, f"it cannot be parsed: {error}") from error


def verify(source: bytes, display: str) -> None:
    """Raise FileFailed unless the source can be decoded and parsed."""
    decoded(source, display)
    parsed(source, display, ast.parse)
