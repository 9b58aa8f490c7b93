"""The imports of a source, found in its bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from p0lint.sieve.layout import every

FROM = re.compile(rb"[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+(?:\((?P<many>[^)]*)\)|(?P<few>[^\n(]*))")
DOTTED = re.compile(rb"[\"'](?P<spelt>(?P<module>[a-z_]\w*(?:\.\w+)*)[.:](?P<name>_*[A-Z]\w*))[\"']")
LISTS = ((b"import (", b")"), (b"__all__ = [", b"]"), (b"__all__ = (", b")"))
LIST_BYTES = 8000  # how far above a name its list may begin
TAKEN_NAME = re.compile(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?[ \t]*(?:,|$|#|\n|\r)")
EVERYTHING = b"*"  # in place of a name: all those of a module that do not begin with an underscore
LISTED_NAME = re.compile(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?")


def from_imports(source: bytes) -> list[re.Match[bytes]]:
    """The statements of a source that take names from modules."""
    begins = (source.rfind(b"\n", 0, at) + 1 for at in every(source, b"import "))
    return [match for begin in begins if (match := FROM.match(source, begin))]


def imports(statements: Iterable[re.Match[bytes]]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The names that statements take from modules: each module as written, the name there, and the name here."""
    for match in statements:
        if _listed(match)[:1] == EVERYTHING:
            yield match["module"], EVERYTHING, EVERYTHING
        for name, alias in TAKEN_NAME.findall(_listed(match) + b","):
            yield match["module"], name, alias or name


def spelt_imports(source: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The classes that a source names in full in a text: the module, the name there, and the text."""
    for match in DOTTED.finditer(source):
        yield match["module"], match["name"], match["spelt"]


def imports_of_many(
    statements: Iterable[re.Match[bytes]], speaks: Callable[[list[bytes]], bool]
) -> list[re.Match[bytes]]:
    """Those in a branch that import a name that speaks of a backing service, and that another one imports too."""
    inside = [match for match in statements if match[0][:1] in (b" ", b"\t")]
    if not inside:
        return []
    taken = Counter(name for match in statements for name in _short_names(match))
    return [match for match in inside if speaks([name for name in _short_names(match) if taken[name] > 1])]


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


def _short_names(match: re.Match[bytes]) -> list[bytes]:
    """The short names that a statement binds."""
    return [alias or name for name, alias in LISTED_NAME.findall(_listed(match))]


def _listed(match: re.Match[bytes]) -> bytes:
    return match["few"] if match["many"] is None else match["many"]
