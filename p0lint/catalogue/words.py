"""Identifiers cut into words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Two kinds of names are written in a case that would cut them in two: SQLite, and NEO4J, K8S, P2P.
_WORD = re.compile(
    r"SQ[Ll]ite|(?<![A-Za-z0-9])[A-Z]+[0-9]+[A-Z]{1,2}(?![A-Za-z0-9])"
    r"|[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z][a-z0-9]*|[A-Z]|[0-9]+"
)


@lru_cache(maxsize=1 << 16)
def words(identifier: str) -> tuple[str, ...]:
    """The words of a snake, SCREAMING, Camel or dotted identifier in lower case: RedisURLStore is redis, url, store."""
    return tuple(word.lower() for word in _WORD.findall(identifier))


def runs(parts: tuple[str, ...], longest: int = 3) -> Iterator[tuple[int, int, str]]:
    """Neighbouring words joined, the longer first, with their start and end: pub, sub gives pubsub, pub, sub."""
    for start in range(len(parts)):
        for end in range(min(len(parts), start + longest), start, -1):
            yield start, end, "".join(parts[start:end])


def is_class_name(name: str) -> bool:
    """Whether an identifier is written as classes are."""
    stripped = name.lstrip("_")
    return bool(stripped) and stripped[0].isupper() and not stripped.isupper()
