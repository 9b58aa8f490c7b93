"""What is called in a source: whether it may make, connect or register a backing service."""

from __future__ import annotations

import re

from p0lint.catalogue._generated import CANONICAL, SYMBOLS, TECHNOLOGIES
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import DURABLE
from p0lint.catalogue.plain import CHECKS, CONNECTS, HANDED_OUT, LAYS_TABLES, LOADS, REGISTRIES
from p0lint.sieve.vocabulary import Vocabulary, added_names

ATTEMPTS = 1  # a callee that attempts a backing service by its own name
BY_TARGET = 2  # a callee that does so if what its value is given to says it
HANDED_OUT_THERE = 3  # a callee that does so too where its value is kept or returned as it is: ``get_redis()``

MAKING = re.compile(
    rb"(?i)connect|ping|init|set_?up|open|register|client|from_|make|create|build|start|acquire|bootstrap|instantiate|load"
    rb"|import|construct|new|configure|clone|restore|establish|read|fetch|resolve|lookup|check"
)
ASKED = re.compile(rb"\b(?:%s)\[" % b"|".join(name.rpartition(".")[2].encode() for name in REGISTRIES))
CALL = re.compile(rb"(?P<callee>[A-Za-z_][\w.]*)[ \t]*\(")
HANDED = re.compile(rb"\bget_\w+(?=[ \t]*\()")
LOADING = re.compile(LOADS.encode())
TABLES = re.compile(rb"\b(?:%s)\b" % LAYS_TABLES.encode())
IMPORTED = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([^\n(]+(?:\([^)]*)?)", re.MULTILINE)
GIVEN = re.compile(  # what stands before a call whose value is given to something
    rb"(?P<target>[\w.\[\]\"']+)(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*(?:\(\s*)?(?:await[ \t]+)?\Z"
)
KEPT = re.compile(rb"(?:=|\breturn)[ \t]*(?:\(\s*)?(?:await[ \t]+)?\Z")
ASKED_AT_ONCE = re.compile(rb"[ \t]*\([^()]*\)[ \t]*[.\[]")
ASKS = frozenset(name.encode() for name in CHECKS)
GIVEN_BYTES = 160
HANDLES = tuple(ending.encode() for ending in HANDED_OUT)
WORDS = re.compile(rb"\w{2,}")


class Calls:
    """Tells calls by the names of what is called, each worked out once."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._clients = _clients()
        self._added = added_names(catalogue)
        self._callees: dict[bytes, int] = {}
        self._makers: dict[bytes, bool] = {}

    def attempts(self, body: bytes) -> bool:
        """Whether some statements may make, connect or register a backing service."""
        called = any(self._attempts(match["callee"], body, match.start()) for match in CALL.finditer(body))
        return called or bool(ASKED.search(body) or TABLES.search(body)) or self._imports(body)

    def hands_out(self, body: bytes) -> bool:
        """Whether some statements may be handed a backing service: ``cache = get_cache()``."""
        return any(self._vocabulary.speaks([match[0]]) for match in HANDED.finditer(body))

    def _imports(self, body: bytes) -> bool:
        """Whether a library, or a class of one, is imported that a backing service is reached by."""
        lines = IMPORTED.findall(body)
        return bool(lines) and self._vocabulary.speaks(word for line in lines for word in WORDS.findall(line))

    def makes(self, source: bytes, start: int, end: int) -> bool:
        """Whether something between two places makes what may be a durable backing service: a class, or a client of a library."""
        return any(self._is_maker(match["callee"]) for match in CALL.finditer(source, start, end))

    def _is_maker(self, callee: bytes) -> bool:
        known = self._makers.get(callee)
        if known is None:
            parts = callee.split(b".")
            classes = [part for part in parts[-2:] if part.lstrip(b"_")[:1].isupper()]
            named = parts[-1] in self._clients or parts[-1].lower() in self._added
            speaks = bool(classes) and (
                self._vocabulary.speaks(classes) or self._vocabulary.names_technology(classes[-1])
            )
            locks = len(parts) > 1 and parts[-1] == b"lock"
            known = self._makers[callee] = named or speaks or locks or _connects(parts[-1])
        return known

    def _attempts(self, callee: bytes, body: bytes, start: int) -> bool:
        told = self._callees.get(callee)
        if told is None:
            told = self._callees[callee] = self._tells(callee)
        if told in (0, ATTEMPTS):
            return told == ATTEMPTS
        before = body[max(0, start - GIVEN_BYTES) : start]
        if told == HANDED_OUT_THERE and KEPT.search(before) and not ASKED_AT_ONCE.match(body, start + len(callee)):
            return True
        given = GIVEN.search(before)
        return given is not None and self._vocabulary.speaks(WORDS.findall(given["target"]))

    def _tells(self, callee: bytes) -> int:
        """What the name of what is called tells: that it attempts a backing service, or that what it gives to may tell."""
        owner, _, last = callee.rpartition(b".")
        if LOADING.search(last) or (owner and last in ASKS):
            return ATTEMPTS
        makes = last[:1].isupper()
        if not makes and not owner.rpartition(b".")[2][:1].isupper():
            makes = MAKING.search(last) is not None
            if not makes and last not in self._clients:
                return HANDED_OUT_THERE if not owner and self._hands_out(last) else 0
        if last in self._clients or self._vocabulary.speaks(WORDS.findall(callee)):
            return ATTEMPTS
        if not owner and self._hands_out(last):
            return HANDED_OUT_THERE
        classes = [part for part in callee.split(b".")[-2:] if part.lstrip(b"_")[:1].isupper()]
        if classes and self._vocabulary.is_technology(classes[-1]):
            return ATTEMPTS
        return BY_TARGET if makes else 0

    def _hands_out(self, name: bytes) -> bool:
        """Whether a function may hand out a client, by its name: ``get_redis``, ``db_connection``."""
        return name.islower() and (name.endswith(HANDLES) or self._vocabulary.speaks((name,)))


def _connects(name: bytes) -> bool:
    """Whether a helper connects to a technology by its name: ``connect_nats``."""
    first, *rest = name.decode("utf-8", "replace").split("_")
    return first in CONNECTS and not TECHNOLOGIES.keys().isdisjoint(rest)


def _clients() -> frozenset[bytes]:
    """The last names of what libraries make durable backing services with: ``create_engine``, ``boto3.client``."""
    homes = {**{name: name for name in SYMBOLS}, **CANONICAL}
    return frozenset(name.rpartition(".")[2].encode() for name, home in homes.items() if SYMBOLS[home][0] == DURABLE)
