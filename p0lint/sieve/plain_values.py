"""Where plain containers and functions stand that a backing service may take the place of: a part of the sieve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from p0lint.catalogue.plain import (
    ADDS,
    CONTAINERS,
    EAGER,
    FILE_STORES,
    LOCKS,
    QUEUES,
    SPOOLS,
    STARTS_EMPTY,
    STORES,
    UPLOADS,
    WRITES,
    WRITES_FILES,
    WRITES_INSTEAD,
    WRITES_OPENED,
)
from p0lint.sieve.calls import Calls
from p0lint.sieve.classes import Span, forgetting
from p0lint.sieve.layout import block, block_end, every, indent_of, lines_above
from p0lint.sieve.tokens import WORD

LIBRARY = "|".join((*sorted(CONTAINERS | LOCKS | QUEUES), *(re.escape(name) for name in sorted(FILE_STORES)))).encode()
VALUE = rb"(?:\{\}|\[\]|(?:\w+\.)?(?:%s)\(|lambda\b|(?P<own>_*[A-Z]\w*)\()" % LIBRARY
TARGET = re.compile(rb"(?:^|[\s=;:])(?P<name>[\w.]+(?:\[[\"'\w]+\])?)[ \t]*(?::[^=]+)?$")
GIVES = (b" = ", b"=", b": ")  # what follows a name that is given something
CALLED = re.compile(rb"[^\n]*?=[ \t(\\\r\n]*(?:await[ \t]+)?[A-Za-z_][^\n]*\(")
OPTIONAL = tuple(ending.encode() for ending in STORES)
SENDS = frozenset(upload.encode() for upload in UPLOADS)
WRITTEN = frozenset(name.encode() for name in WRITES)
STARTS = re.compile((STARTS_EMPTY % (r"self\.", r"\w+")).encode())
GLOBAL = re.compile((STARTS_EMPTY % ("", r"(\w+)")).encode())
# A part of what starts empty.
EMPTY = (b"= []", b"= {}", b"dict(", b"list(", b"set(", b"deque(", b"Queue(", b"OrderedDict(", b"Counter(")
TO_CONTAINER = rb"(?:\.(?:%s)\(|\[[^\n]*\][ \t]*\+?=(?!=))" % "|".join(sorted(ADDS)).encode()
ADDED = re.compile(rb"self\.\w+" + TO_CONTAINER)
ADDED_TO_GLOBAL = re.compile(rb"(?<=[ \t])(\w+)" + TO_CONTAINER)
SPILT = re.compile(rb"\.(?:%s)\(" % "|".join(sorted(WRITES_FILES | WRITES_OPENED)).encode())
LEFT = re.compile(rb"return[ \t]+(?:[\w.]+\()?[\w.]*(?:path|file|local)\w*")  # what the handler of a write leaves here
PLACES = tuple(start + name.encode() for name in WRITES_INSTEAD for start in (b"", b"_"))
INSTEAD_OF = re.compile(rb"\b(?:%s)\w*\.(?:%s)\(" % (b"|".join(PLACES), b"|".join(sorted(WRITTEN))))
WRITING = re.compile(rb"\.(?:%s)\(" % b"|".join(sorted(WRITTEN)))
ASSIGNED = re.compile(rb"^[ \t]+[\w.]+(?:[ \t]*:[^=\n]+)?[ \t]*=(?!=)", re.MULTILINE)
HANDED_ON = re.compile(rb"^[ \t]+(?:return[ \t]+)?(?:await[ \t]+)?(?:self\.)?(?P<name>\w+)\(", re.MULTILINE)
SPOOLING = re.compile(SPOOLS.encode())
AT_ONCE = (EAGER.upper().encode(), EAGER.encode())
OTHERWISE = re.compile(rb" or (?:\{\}|\[\]|dict\(\))")
BELOW = 400  # how far below a handler what it lets pass may be kept, in bytes
RETURNED_BYTES = 300  # how long what is returned may be, in bytes
NAMED = re.compile(rb"return[ \t]+(\w+)(?:[.\[][\w.\[\]\"']*)?[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
NEARBY = 4000  # how far away the same name may be given something else, in bytes: some hundred lines
ABOVE = 6  # how many lines above its last branch a conditional expression may begin


# A value is taken where it is given to a name, returned, or the last branch of an expression.
GIVEN, RETURNED, INSTEAD = (re.compile(before + VALUE) for before in (rb"=[ \t]*", rb"return[ \t]+", rb"else[ \t]+"))


def plain_values(source: bytes, spans: Mapping[bytes, Span], calls: Calls) -> Iterator[int]:
    """
    Where a source takes a plain value in the place of what may be a backing service.

    Such a value is also an object of one of its own classes, which stand at ``spans``, whose body may forget.
    """
    forgets = forgetting(source, spans)
    yield from (at.start() for at in OTHERWISE.finditer(source) if source.endswith(OPTIONAL, 0, at.start()))
    for told in AT_ONCE:
        yield from (at for at in every(source, told) if b"True" in source[at : source.find(b"\n", at)])
    for match in GIVEN.finditer(source):
        own = match["own"]
        if own is not None and own not in spans:
            continue
        begin = source.rfind(b"\n", 0, match.start()) + 1
        target = TARGET.search(source[begin : match.start()])
        named = target is not None and _is_of_service(source, target["name"], begin + target.start("name"), calls)
        if named and (own is None or forgets(own)):
            yield match.start()
    returned = _Returned(source, calls)
    for match in RETURNED.finditer(source):
        if (match["own"] is None or forgets(match["own"])) and returned.beside(match.start()):
            yield match.start()
    for match in INSTEAD.finditer(source):
        above = lines_above(source, match.start(), ABOVE)
        if match["own"] is not None and not forgets(match["own"]):
            continue
        named = any(word.endswith(OPTIONAL) for word in WORD.findall(source, above, match.start()))
        if named or calls.makes(source, above, match.start()):
            yield match.start()


def kept_here(source: bytes, tokens: set[bytes]) -> Iterator[int]:
    """Where a handler returns something after an upload failed, adds something to what its object holds, or writes it to a file."""
    sends = SENDS & tokens
    if b"upload_" in source:
        sends = sends | {token for token in tokens if token.lstrip(b"_").startswith(b"upload_")}
    for upload in sends:
        for at in every(source, upload + b"("):
            handler = source.find(b"except", at, at + NEARBY)
            if handler >= 0:
                begin = source.rfind(b"\n", 0, handler) + 1
                below = block(source, begin)
                yield from (begin + returned for returned in every(below, b"return "))
                yield from (begin + match.start() for match in ASSIGNED.finditer(below))
    if b"except" not in tokens or WRITTEN.isdisjoint(tokens):
        return
    failed = list(_after_writes(source))
    if not failed:
        return
    signs = ((ADDED, STARTS), (SPILT, SPILT), (LEFT, LEFT))
    patterns = [pattern for pattern, is_there in signs if is_there.search(source)]
    if any(token.startswith(PLACES) for token in tokens):
        patterns.append(INSTEAD_OF)
    containers = set(_globals(source))
    for start, end in failed if patterns or containers else ():
        yield from (kept.start() for pattern in patterns for kept in pattern.finditer(source, start, end))
        added = ADDED_TO_GLOBAL.finditer(source, start, end) if containers else ()
        yield from (match.start() for match in added if match[1] in containers)
        for match in HANDED_ON.finditer(source, start, end):
            if SPOOLING.search(match["name"]):
                yield match.start("name")


def _after_writes(source: bytes) -> Iterator[tuple[int, int]]:
    """What is done where a write failed: the handlers that do not raise, each with what follows it in the same block."""
    for handler in every(source, b"except"):
        begin = source.rfind(b"\n", 0, handler) + 1
        if source[begin:handler].strip(b" \t"):
            continue
        indent = handler - begin
        end = block_end(source, begin, indent)
        tried = source.rfind(b"\n" + source[begin:handler] + b"try", 0, begin)
        if WRITING.search(source, max(tried, 0), begin) and not _raises(source, begin, end):
            yield begin, min(end + BELOW, _end_of_function(source, begin, indent))


def _end_of_function(source: bytes, begin: int, indent: int) -> int:
    """Where the function around a line may end; with the source where the function above does not hold the line."""
    head = source.rfind(b"\n", 0, max(source.rfind(b"def ", 0, begin), 0)) + 1
    further_out = indent_of(source, head)
    return block_end(source, head, further_out) if further_out < indent else len(source)


def _raises(source: bytes, begin: int, end: int) -> bool:
    """Whether the last line of a block, which is no further in than its first one, raises."""
    last = source.rfind(b"\n", begin, end) + 1
    first = source.find(b"\n", begin, end) + 1
    is_raised = source.startswith(b"raise", last + indent_of(source, last))
    return is_raised and indent_of(source, last) == indent_of(source, first)


def _globals(source: bytes) -> Iterator[bytes]:
    """The names at the left margin that start as an empty container."""
    for empty in EMPTY:
        for at in every(source, empty):
            match = GLOBAL.match(source, source.rfind(b"\n", 0, at) + 1)
            if match:
                yield match[1]


def _is_of_service(source: bytes, name: bytes, at: int, calls: Calls) -> bool:
    """Whether a name that stands here says that it is of a backing service, or is given elsewhere nearby what may be one."""
    if name.endswith(OPTIONAL):
        return True
    for given in every(source, name, max(0, at - NEARBY), at + NEARBY):
        if not source.startswith(GIVES, given + len(name)):
            continue
        if given == at and calls.makes(source, *_otherwise(source, at)):
            return True
        called = CALLED.match(source, given + len(name)) if given != at else None
        if called and calls.makes(source, given, called.end()):
            return True
    return False


def _otherwise(source: bytes, at: int) -> tuple[int, int]:
    """Where the other value of ``name = {} if not url else connect(url)`` begins, and the end of its line."""
    end = source.find(b"\n", at)
    end = len(source) if end < 0 else end
    other = source.find(b" else ", at, end)
    return (end, end) if other < 0 else (other, end)


@dataclass(frozen=True, slots=True)
class _Returned:
    """What the functions of a source return that may make a backing service, worked out once for each function."""

    source: bytes
    calls: Calls
    known: dict[int, list[int]] = field(default_factory=dict)

    def beside(self, at: int) -> bool:
        """Whether the function around a ``return`` returns elsewhere what may be a backing service."""
        begin = self.source.rfind(b"\n", 0, self.source.rfind(b"def ", 0, at) + 1) + 1
        if begin not in self.known:
            self.known[begin] = list(self._makers(begin))
        return any(returned != at for returned in self.known[begin])

    def _makers(self, begin: int) -> Iterator[int]:
        body = block(self.source, begin)
        for returned in every(body, b"return "):
            start = begin + returned
            if self.calls.makes(self.source, start, start + RETURNED_BYTES):
                yield start
            elif name := NAMED.match(body, returned):
                given = re.search(rb"\n[ \t]*%s(?:[ \t]*:[^=\n]+)?[ \t]*=[^\n]*" % name[1], body)
                if given and self.calls.makes(body, given.start(), given.end()):
                    yield start
