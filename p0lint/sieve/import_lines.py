"""The imports of a source, found in its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from p0lint.sieve.layout import every

FROM = re.compile(rb"[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+(?:\((?P<many>[^)]*)\)|(?P<few>[^\n(]*))")
DOTTED = re.compile(rb"[\"'](?P<spelt>(?P<module>[a-z_]\w*(?:\.\w+)*)[.:](?P<name>_*[A-Z]\w*))[\"']")
LISTED = 400  # how far an import may list what it takes, in bytes
LISTS = ((b"import (", b")"), (b"__all__ = [", b"]"), (b"__all__ = (", b")"))
LIST_BYTES = 8000  # how far above a name its list may begin
LISTED_NAME = re.compile(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?")


def imports(source: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The names that a source takes from modules: each module as written, the name there, and the name here."""
    for at in every(source, b"import "):
        begin = source.rfind(b"\n", 0, at) + 1
        match = FROM.match(source, begin)
        if match is None:
            continue
        listed = match["many"] if match["many"] is not None else match["few"]
        for name, alias in re.findall(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?:,|$|#|\n|\r)", listed + b","):
            yield match["module"], name, alias or name


def spelt_imports(source: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The classes that a source names in full in a text: the module, the name there, and the text."""
    for match in DOTTED.finditer(source):
        yield match["module"], match["name"], match["spelt"]


def is_import_of_many(source: bytes, at: int, speaks: Callable[[list[bytes]], bool]) -> bool:
    """Whether a name that speaks of a backing service is imported in a branch, and the short name is imported elsewhere too."""
    begin = source.rfind(b"\n", 0, source.rfind(b"from ", max(0, at - LISTED), at + 5) + 1) + 1
    match = FROM.match(source, begin)
    if match is None or match.end() < at or source[begin : begin + 1] not in (b" ", b"\t"):
        return False
    here = [name for name in _short_names(source, source.find(b"import ", begin)) if speaks([name])]
    if not here:
        return False
    taken = [name for at in every(source, b"import ") for name in _short_names(source, at)]
    return any(taken.count(name) > 1 for name in here)


def is_listed(source: bytes, start: int, end: int) -> bool:
    """Whether a name stands on a line of its own in a list of what is imported, or of what a module offers."""
    begin = source.rfind(b"\n", 0, start) + 1
    if source[begin:start].strip(b" \t\"'") or source[end : end + 2].strip(b"\"'")[:1] not in (b",", b"\n", b"\r"):
        return False
    above = max(0, start - LIST_BYTES)
    return any(
        (at := source.rfind(opening, above, start)) >= 0 and source.find(closing, at, start) < 0
        for opening, closing in LISTS
    )


def _short_names(source: bytes, at: int) -> list[bytes]:
    """The short names that the import around a place binds."""
    match = FROM.match(source, source.rfind(b"\n", 0, at) + 1)
    if match is None:
        return []
    listed = match["many"] if match["many"] is not None else match["few"]
    return [alias or name for name, alias in LISTED_NAME.findall(listed)]
