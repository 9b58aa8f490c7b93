"""Names that hold evidence, and where they are used: what a constant holds, or a helper returns, counts there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from p0lint.catalogue.plain import holds_default
from p0lint.sieve.layout import top_level, whole
from p0lint.sieve.statements import Function, Surroundings

PROSE = re.compile(rb"[ \t]+(?![ \t\r\n#=)\]},:]|if\b|else\b|or\b|and\b|as\b|for\b)")
TOP = re.compile(rb"^[^\s#)\]}]", re.MULTILINE)
CLASS = re.compile(rb"class[ \t]+(?P<name>\w+)")
CONSTANT = re.compile(rb"[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=)")
PROVIDED = re.compile(rb"[ \t]*(?:\w+\.)*providers\.")
OWN = re.compile(rb"[ \t]+self\.(?P<name>\w+)(?:[ \t]*:[^=\n]+)?[ \t]*=(?!=)")
SELVES = (b"self", b"cls")
STATEMENTS = (b"", b"await")  # what may stand before a call that is a statement by itself
HANDLER_BYTES = 600  # how far below its beginning a handler is looked at
PASSED_ON = 3  # how many constants and helpers a name is followed through, one behind the other


def carriers_of(source: bytes, positions: Iterable[int]) -> Iterator[bytes]:
    """
    The names, as they are used, whose definition holds evidence.

    ``NAME`` for a constant, or for a function that returns it; ``Class.NAME`` for the field of a class, and ``self.NAME`` and
    ``cls.NAME`` for one that is called a default; ``Class.name``, ``self.name`` and ``cls.name`` for a method that returns it;
    ``Class`` and ``.name`` for a container of dependencies and what it provides, which is asked of its objects.
    """
    tops = _Tops(source)
    held: dict[int, list[int]] = {}
    near = Surroundings(source)
    for position in sorted(positions):
        begin = source.rfind(b"\n", 0, position) + 1
        statement, around_it = near.of(begin)
        if around_it is not None:
            held.setdefault(around_it, []).append(position)
        elif constant := _constant(source, statement) or _constant(source, top_level(source, begin)):
            owner = tops.owner(constant.start())
            yield b"%s.%s" % (owner, constant["name"]) if owner else constant["name"]
            if owner and holds_default(constant["name"].decode()):
                yield from (b"%s.%s" % (name, constant["name"]) for name in SELVES)
            if owner and PROVIDED.match(source, constant.end()):
                yield from (owner, b".%s" % constant["name"])
    for begin, inside in held.items():
        function = Function(source, begin)
        if function.returns(inside):
            yield from _callable(function, b"" if near.is_in_function(begin) else tops.owner(begin))


def _constant(source: bytes, statement: int | None) -> re.Match[bytes] | None:
    """A statement that gives a value to a name that may be asked for."""
    constant = None if statement is None else CONSTANT.match(source, statement)
    return None if constant is None or constant["name"].startswith(b"__") else constant


def _callable(function: Function, owner: bytes) -> Iterator[bytes]:
    """How a function is called where it is not defined: one that no class owns, by its name alone."""
    if not owner:
        yield function.name
    elif not function.name.startswith(b"__"):
        yield from (b"%s.%s" % (name, function.name) for name in (owner, *SELVES))


class _Tops:
    """The statements at the top level of a source."""

    def __init__(self, source: bytes) -> None:
        self._source = source

    @cached_property
    def _begins(self) -> list[int]:
        return [match.start() for match in TOP.finditer(self._source)]

    def _around(self, begin: int) -> int:
        """Where the statement begins that another one is inside of; where the other one does if it is in none."""
        at = bisect_right(self._begins, begin) - 1
        return self._begins[at] if at >= 0 else begin

    def owner(self, begin: int) -> bytes:
        """The name of the class that a statement is inside of; empty if it is in none."""
        around_it = self._around(begin)
        head = CLASS.match(self._source, around_it) if around_it != begin else None
        return head["name"] if head else b""


def passed_on(source: bytes, carriers: frozenset[bytes]) -> tuple[set[int], frozenset[bytes]]:
    """
    Where names that hold evidence are used, and all such names: those that only pass another one on are among them.

    What a constant or helper of this module holds counts where its name is used.
    """
    used: set[int] = set()
    fresh = carriers
    for _ in range(PASSED_ON):
        if not fresh:
            break
        more = set(uses(source, fresh)) - used
        used |= more
        fresh = frozenset(carriers_of(source, more)) - carriers
        carriers |= fresh
    return used, carriers


def handed_out(source: bytes, positions: Iterable[int]) -> Iterator[int]:
    """Where an attribute is returned, or asked below a handler, that an object gives itself on a line of evidence."""
    begins = {source.rfind(b"\n", 0, position) + 1 for position in positions}
    names = {match["name"] for begin in begins if (match := OWN.match(source, begin))}
    for name in names:
        for at in whole(source, b"self.%s" % name):
            before = source[source.rfind(b"\n", 0, at) + 1 : at].strip(b" \t")
            is_asked = before in STATEMENTS and b"except" in source[max(0, at - HANDLER_BYTES) : at]
            if before.startswith(b"return") or is_asked:
                yield at


def uses(source: bytes, names: Iterable[bytes]) -> Iterator[int]:
    """Where some names are used: called, passed or read, not where they are defined or imported."""
    for start, end in places(source, names):
        begin = source.rfind(b"\n", 0, start) + 1
        before = source[begin:start]
        defined = before.endswith((b"def ", b"class ")) or before.lstrip(b" \t").startswith(
            (b"from ", b"import ", b"#", b"class ")
        )
        if not defined and PROSE.match(source, end) is None and (begin < start or b"=" not in source[end : end + 3]):
            yield start


def places(source: bytes, names: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Where some names stand as ``carriers_of`` spells them: a plain one by itself, and ``.name`` as part of anything."""
    for name in names:
        word = name.lstrip(b".")
        for start in whole(source, word):
            is_part = source[start - 1 : start] == b"."
            if b"." in word or is_part == (word != name):
                yield start, start + len(word)
