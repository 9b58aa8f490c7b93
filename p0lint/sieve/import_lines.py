"""The imports of a source, found in its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.sieve.layout import every

FROM = re.compile(rb"[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+(?:\((?P<many>[^)]*)\)|(?P<few>[^\n(]*))")
DOTTED = re.compile(rb"[\"'](?P<spelt>(?P<module>[a-z_]\w*(?:\.\w+)*)[.:](?P<name>_*[A-Z]\w*))[\"']")
LISTED = 400  # how far an import may list what it takes, in bytes
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


def is_import_of_many(source: bytes, at: int) -> bool:
    """Whether a name is imported in a branch, and the short name is imported elsewhere too."""
    begin = source.rfind(b"\n", 0, source.rfind(b"from ", max(0, at - LISTED), at + 5) + 1) + 1
    match = FROM.match(source, begin)
    if match is None or match.end() < at or source[begin : begin + 1] not in (b" ", b"\t"):
        return False
    taken = [name for at in every(source, b"import ") for name in _short_names(source, at)]
    return any(taken.count(name) > 1 for name in _short_names(source, source.find(b"import ", begin)))


def _short_names(source: bytes, at: int) -> list[bytes]:
    """The short names that the import around a place binds."""
    match = FROM.match(source, source.rfind(b"\n", 0, at) + 1)
    if match is None:
        return []
    listed = match["many"] if match["many"] is not None else match["few"]
    return [alias or name for name, alias in LISTED_NAME.findall(listed)]
