"""Where plain containers and functions stand that a backing service may take the place of: a part of the sieve."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.vocabulary import CONTAINERS, STORES, Vocabulary

PLAIN = rb"(?:\{\}|\[\]|(?:\w+\.)?(?:%s)\(|lambda\b)" % "|".join(sorted(CONTAINERS)).encode()
GIVEN = re.compile(rb"=[ \t]*" + PLAIN)
INSTEAD = re.compile(rb"else[ \t]+" + PLAIN)
RETURNED = re.compile(rb"return[ \t]+" + PLAIN)
TARGET = re.compile(rb"(?:^|[\s=;:])(?P<name>(?:self\.)?\w+)[ \t]*(?::[^=]+)?$")
CALLED = re.compile(rb"[^\n]*?=[ \t(\\\r\n]*(?:await[ \t]+)?[A-Za-z_][^\n]*\(")
WORD = re.compile(rb"\w+")
OPTIONAL = tuple(ending.encode() for ending in STORES)
OTHERWISE = (b" or {}", b" or []", b" or dict()")
NEARBY = 4000  # how far away the same name may be given something else, in bytes: some hundred lines
ABOVE = 6  # how many lines above its last branch a conditional expression may begin


def plain_values(source: bytes, vocabulary: Vocabulary) -> Iterator[int]:
    """Where a source gives, returns or falls to a plain value in the place of what may be a backing service."""
    for match in GIVEN.finditer(source):
        target = TARGET.search(source[source.rfind(b"\n", 0, match.start()) + 1 : match.start()])
        name = target["name"] if target else b""
        if name and (name.endswith(OPTIONAL) or _is_service(source, name, match.start(), vocabulary)):
            yield match.start()
    for match in RETURNED.finditer(source):
        head = source.rfind(b"def ", 0, match.start()) + 4
        if vocabulary.speaks(WORD.findall(source, head, max(source.find(b"(", head), head))):
            yield match.start()
    for match in INSTEAD.finditer(source):
        if vocabulary.speaks(WORD.findall(source, _begin(source, match.start()), match.start())):
            yield match.start()
    for otherwise in OTHERWISE:
        yield from (at for at in _every(source, otherwise) if source.endswith(OPTIONAL, 0, at))


def _is_service(source: bytes, name: bytes, at: int, vocabulary: Vocabulary) -> bool:
    """Whether a name is given nearby what may be a backing service: it is called, and one of the names speaks of it."""
    nearby = source[max(0, at - NEARBY) : at + NEARBY]
    for spelling in (name + b" =", name + b"=", name + b":"):
        for given in _every(nearby, spelling):
            called = CALLED.match(nearby, given + len(name))
            if called and vocabulary.speaks(WORD.findall(name + called[0])):
                return True
    return False


def _begin(source: bytes, at: int) -> int:
    """Where the line begins that stands so far above a place that an expression may begin there."""
    for _ in range(ABOVE + 1):
        at = source.rfind(b"\n", 0, max(at, 0))
    return at + 1


def _every(source: bytes, fragment: bytes) -> Iterator[int]:
    at = source.find(fragment)
    while at >= 0:
        yield at
        at = source.find(fragment, at + 1)
