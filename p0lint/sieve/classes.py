"""The classes of a source as its bytes show them: where they stand, and whether their bodies may forget."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from p0lint.sieve.layout import every
from p0lint.sieve.tokens import TOKEN

CLASS = re.compile(rb"class[ \t]+(?P<name>\w+)")
# Two patterns, for each begins with bytes that are found at once.
OWN_STATE = re.compile(
    rb"self\.\w+(?:\s*:[^=\n]+)?\s*=\s*(?:\{\}|\[\]|(?:\w+\.)?(?:dict|list|set|defaultdict|OrderedDict|deque|Counter|(?:TTL|LRU|LFU)Cache|(?:Simple|Priority|Lifo|Joinable)?Queue)\()"
)
SHARED_STATE = re.compile(
    rb"\n    \w+(?:\s*:[^=\n]+)?\s*=\s*(?:\{\}|\[\]|[\w.]*(?:field|ib)\((?:default_)?factory=(?:\w*[Dd]ict|list|set|deque|Counter)\b)"
)
TEMPORARY_HOMES = (b"gettempdir(", b"mkdtemp(")
AT_ONCE = re.compile(rb"\n[ \t]+(?:return[ \t]+)?(?:await[ \t]+)?\w+\(\*\w+(?:, ?\*\*\w+)?\)")
METHOD = re.compile(rb"\n[ \t]+(?:async[ \t]+)?def ")
ANSWER = rb"None|True|False|0|\[\]|\{\}|\"\"|\{[^\n(]*(?:\[\]|\{\})[^\n(]*\}"  # one that says nothing, perhaps in parts
EMPTY = re.compile(
    rb"def [^\n]*:\s+(?:\"\"\"[^\"]*\"\"\"\s+)?(?:pass|\.\.\.|return(?:[ ]+(?:%s))?)[ \t]*(?=\r?\n|$)" % ANSWER
)
CLASS_BYTES = 12_000  # a longer class is no stand-in

Span = tuple[int, int]


def may_forget(source: bytes, start: int, end: int) -> bool:
    """Whether the body of a class keeps its state in a container or in a temporary place, does nothing, or runs what it is given."""
    if OWN_STATE.search(source, start, end) or SHARED_STATE.search(source, start, end):
        return True
    if AT_ONCE.search(source, start, end):
        return True
    if any(source.find(home, start, end) >= 0 for home in TEMPORARY_HOMES):
        return True
    methods = len(METHOD.findall(source, start, end))
    return methods > 1 and len(EMPTY.findall(source, start, end)) >= methods - 1


def class_spans(source: bytes) -> dict[bytes, Span]:
    """Where each class at the top level begins, and where the next one does."""
    heads = [(match.start(), match["name"]) for match in _classes(source)]
    ends = [start for start, _ in heads[1:]] + [len(source)] * bool(heads)
    return {name: (start, end) for (start, name), end in zip(heads, ends, strict=True)}


def _classes(source: bytes) -> Iterator[re.Match[bytes]]:
    """The heads of the classes at the top level."""
    for start in every(source, b"class"):
        match = CLASS.match(source, start) if not start or source[start - 1] in b"\r\n" else None
        if match:
            yield match


def forgetting(source: bytes, spans: Mapping[bytes, Span]) -> Callable[[bytes], bool]:
    """Whether a name is that of a class here whose body may forget, worked out once for each."""

    @cache
    def forgets(name: bytes) -> bool:
        start, end = spans.get(name, (0, 0))
        return 0 < end - start <= CLASS_BYTES and may_forget(source, start, end)

    return forgets


def head_words(source: bytes, start: int) -> list[bytes]:
    """The words of the head of a class: its name and its bases."""
    return TOKEN.findall(source, start, source.find(b":", start) + 1)
