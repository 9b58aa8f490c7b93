"""What single words of a source can be evidence of; asked of the catalogue once for each word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import groupby

from p0lint.catalogue._generated import CANONICAL, NOISE_ENDINGS, SELECTOR_ENDINGS, SYMBOLS
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import DURABLE, Additions
from p0lint.catalogue.literals import literals
from p0lint.catalogue.names import kind_of_module
from p0lint.catalogue.plain import IN_PROCESS_BEGINNINGS, IN_PROCESS_ENDINGS, PRIVATE_ENDING
from p0lint.catalogue.siblings import PROVIDERS, SQL, may_stand_beside
from p0lint.catalogue.vague import LOOSE, VAGUE, is_loose
from p0lint.catalogue.words import is_class_name

NAME = 1  # names something that forgets: InMemoryStore
WORD = 2  # may be part of a text that forgets: memory, localhost
CHOOSES = 16  # names a setting that chooses: CACHE_TYPE
COMMON = 8  # a word that forgets only as the value of a setting that selects: simple, file
PART = 32  # may be one of the words of a text that forgets: file-based, built-in
TEMPORARY = 4  # a function that makes a temporary place
FACTORY = 64  # what it is called by makes something that forgets: make_memory_store; as a name it may be any value
ASKED = 256  # names something that forgets where it is asked for by the same word: SQLite beside "sqlite"
BESIDE = 128  # names something that forgets beside the name of a durable thing: DiscardTrail


CLASS_NAME = re.compile(rb"_*[A-Z]+[a-z0-9][A-Za-z0-9]*")
METHOD_BEGINNINGS = tuple(beginning.encode() for beginning in IN_PROCESS_BEGINNINGS)
METHOD_ENDINGS = tuple(ending.encode() for ending in IN_PROCESS_ENDINGS)
PRIVATE_METHOD = PRIVATE_ENDING.encode()
TEMPORARY_WORDS = frozenset({b"tmp", b"temp"})  # also part of paths
TEMPORARY_NAMES = frozenset(
    {b"gettempdir", b"mkdtemp", b"mkstemp", b"mktemp", b"NamedTemporaryFile", b"TemporaryDirectory"}
)
HOSTS = (b"127", b"0x7f", b"0x7f000001", b"2130706433", b"0177", b"017700000001")
UNSAID = b"_0123456789"  # what the words of a name are told apart by
SELECTORS = tuple(ending.encode() for ending in SELECTOR_ENDINGS)
# What may follow one: CACHE_BACKEND_NAME, cacheType2.
NOISE = rb"(?:_?(?:%s)|[0-9_])*" % b"|".join(ending.encode() for ending in ("name", *NOISE_ENDINGS))
DURABLE_PARTS = frozenset({b"postgres", b"postgresql", b"home", b"dev"})


class Vocabulary:
    """The flags of words, remembered for the next file."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._flags: dict[bytes, int] = {}
        self._plain: set[bytes] = set()
        self._is_of_service = cache(self._asked_whether_of_service)
        found = literals()
        surely = [word for word in found.whole if self.rank(word.decode()) < VAGUE]
        self._words = (
            frozenset((*_parts((*found.anywhere, *found.urls, *found.starts, *found.ends)), *surely, *HOSTS))
            - DURABLE_PARTS
        )
        self._words -= LOOSE - TEMPORARY_WORDS
        names = {word for word in (*surely, *found.anywhere) if word.isalnum()} - LOOSE
        self._called = {word for word in names if self._keeps_here(word.decode())}
        self._common = frozenset(found.whole) - self._words
        self._part = frozenset(map(_telling_part, found.whole)) - self._words
        self._names = found.names
        self._holds = tuple(word for word in found.anywhere if word.isalpha())
        self._added = added_names(catalogue)
        self._is_plain = catalogue.added.additions == Additions()
        self._symbols, self._bare = _symbols()
        exact = {word.lower() for word in (*self._symbols, *TEMPORARY_NAMES)} | self._words | self._common | self._added
        self._exact = exact | self._part | {word.replace(b"-", b"_") for word in self._common}

    # Each pattern is made when it is first asked for: to make one takes longer than to search a file for it.

    @cached_property
    def _elsewhere(self) -> re.Pattern[bytes]:
        return re.compile(_any_of((*literals().technologies, *(name.encode() for name in (*SQL, *PROVIDERS)))))

    @cached_property
    def _services(self) -> re.Pattern[bytes]:
        return re.compile(_any_of(literals().services))

    @cached_property
    def _naming(self) -> re.Pattern[bytes]:
        return re.compile(_any_of(self._names))

    @cached_property
    def _telling(self) -> re.Pattern[bytes]:
        names = _any_of((*self._names, *self._holds))
        return re.compile(names + b"|" + _any_of(SELECTORS, NOISE + b"\n"))

    def evidence(self, tokens: set[bytes]) -> dict[bytes, int]:
        """The words that may name or spell something that forgets, with their flags."""
        unusual = tokens - self._plain
        flags = self._flags
        new = [token for token in unusual if token not in flags]
        if new:
            self._learn(new)
            unusual &= flags.keys()
        found = {token: flags[token] for token in unusual if flags[token] != NAME or self._is_named(token, tokens)}
        told = [token for token, flag in found.items() if flag & (ASKED | BESIDE)]
        if told:
            others = self._of_technologies(tokens) if any(found[token] & BESIDE for token in told) else []
            found.update((token, self._told(token, found[token], tokens, others)) for token in told)
        return {token: flag for token, flag in found.items() if flag} if told else found

    def _told(self, token: bytes, flags: int, tokens: set[bytes], others: list[str]) -> int:
        """The flags of a word that depends on the others, as they tell them."""
        named = NAME if flags & ASKED and token.lower() in tokens else 0
        if flags & BESIDE:
            named |= self._named_beside(token, others)
        return flags & ~(ASKED | BESIDE) | named

    def _named_beside(self, token: bytes, others: list[str]) -> int:
        """``NAME`` where another class is a durable thing called the same, but for what it is made of."""
        name = token.decode()
        return NAME if any(self._catalogue.class_name_beside(name, other) for other in others) else 0

    def _of_technologies(self, tokens: Iterable[bytes]) -> list[str]:
        """The classes among some words that say what they are made of."""
        lines = b"\n%s\n" % b"\n".join(tokens)
        named = (token.decode("utf-8", "replace") for token in _holding(self._elsewhere, lines, lines.lower()))
        return [name for name in named if is_class_name(name)]

    def named_elsewhere(self, classes: Iterable[bytes]) -> set[bytes]:
        """Those of some classes that say by their names what keeps things elsewhere: KafkaFeed."""
        named = (name for name in classes if self._elsewhere.search(name.lower()))
        return {name for name in named if self._catalogue.technology(name.decode("utf-8", "replace"))}

    def may_keep(self, name: bytes) -> bool:
        """Whether what a class is called leaves it open that it keeps something."""
        return bool(self._catalogue.technology(name.decode("utf-8", "replace"), "redis."))

    def _learn(self, new: list[bytes]) -> None:
        """The flags of some words, worked out for those alone that hold what tells: few of them do."""
        lines = b"\n%s\n" % b"\n".join(new)
        lower = lines.lower()
        telling = {token for token, word in zip(new, lower.split(b"\n")[1:-1], strict=True) if word in self._exact}
        telling.update(_holding(self._telling, lines, lower))
        flags = {token: flag for token in telling if (flag := self._classify(token))}
        self._flags.update(flags)
        self._plain.update(token for token in new if token not in flags)

    def _is_named(self, token: bytes, tokens: set[bytes]) -> bool:
        """Whether a name forgets by itself, or is one of a library that the source mentions."""
        packages = self._symbols.get(token)
        return (
            packages is None
            or not packages.isdisjoint(tokens)
            or self._catalogue.class_name(token.decode()) is not None
        )

    def _classify(self, token: bytes) -> int:
        lower = token.lower()
        flags = TEMPORARY if token in TEMPORARY_NAMES else 0
        if token in self._symbols or lower in self._added:
            flags |= NAME
        if token.endswith(METHOD_ENDINGS) or token.startswith(METHOD_BEGINNINGS):
            flags |= FACTORY
        if token[:1] == b"_" and token.endswith(PRIVATE_METHOD):
            flags |= FACTORY
        text = token.decode("utf-8", "replace")
        if self._naming.search(lower):
            if self._catalogue.class_name(text):
                flags |= NAME if is_class_name(text) else FACTORY
            elif kind_of_module(text):
                flags |= PART
            elif not flags & NAME and CLASS_NAME.fullmatch(token) and may_stand_beside(text):
                flags |= BESIDE | PART
        if any(word in lower for word in self._holds):
            flags |= WORD
        if lower in self._words:
            flags |= WORD
        elif lower in self._common or lower.replace(b"_", b"-") in self._common:
            flags |= COMMON
        if lower in self._called and not flags & NAME and CLASS_NAME.fullmatch(token):
            flags |= ASKED
        if lower in self._part:
            flags |= PART
        if self._catalogue.selects(text) and self._catalogue.role(text):
            flags |= CHOOSES
        return flags

    def bare(self, tokens: set[bytes]) -> Iterator[bytes]:
        """Those of the words that are called for a durable backing service, which without arguments is this host's."""
        return (token for token in tokens & self._bare.keys() if not self._bare[token].isdisjoint(tokens))

    def speaks(self, tokens: Iterable[bytes]) -> bool:
        """Whether one of some words speaks of a backing service."""
        return any(map(self._is_of_service, tokens))

    def names_technology(self, name: bytes) -> bool:
        """Whether the name of a class begins with what keeps things elsewhere: FirestoreWindow."""
        return bool(self._catalogue.subject(name.decode("utf-8", "replace")))

    def is_technology(self, name: bytes) -> bool:
        """Whether the name of a class says the technology that it connects to: ConsulElection."""
        return bool(self._catalogue.technology(name.decode("utf-8", "replace")))

    def _asked_whether_of_service(self, token: bytes) -> bool:
        if self._is_plain and token.isascii():  # the letters of most words tell at a glance that they are not
            lower = token.lower()
            if not self._services.search(b"%s %s" % (lower.replace(b"_", b""), lower.translate(None, UNSAID))):
                return False
        return self._catalogue.is_of_service(token.decode("utf-8", "replace"))

    def rank(self, text: str) -> int:
        """How surely a whole text names something that forgets, or this host; 0 if it does not."""
        if self._catalogue.loopback(text):
            return 1
        found = self._catalogue.value(text, "backend")
        if found is None:
            return 0
        return VAGUE if is_loose(text) else found.rank

    def _keeps_here(self, text: str) -> bool:
        """Whether a whole text names what keeps something in this process or on this host."""
        found = self._catalogue.value(text, "backend")
        return found is not None and found.kind in ("memory", "local")

    def chooses(self, tokens: Iterable[bytes]) -> bool:
        """Whether one of some words names a setting that chooses a backing service by a name, such as CACHE_TYPE."""
        return any(self._flags.get(token, 0) & CHOOSES for token in tokens)


def _holding(pattern: re.Pattern[bytes], lines: bytes, lower: bytes) -> set[bytes]:
    """Those of some lines in which a pattern is found, whatever their case."""
    starts = (match.start() for match in pattern.finditer(lower))
    return {lines[lines.rfind(b"\n", 0, at) + 1 : lines.find(b"\n", at)] for at in starts}


def added_names(catalogue: Catalogue) -> frozenset[bytes]:
    """The last names of what the project adds, in lower case."""
    additions = catalogue.added.additions
    names = (*additions.durable, *(name for name, _ in additions.non_durable))
    return frozenset(name.rpartition(".")[2].strip("*?").lower().encode() for name in names)


def _telling_part(text: bytes) -> bytes:
    """Of the words of a text the first one, or the last where that is as short as in no-op; empty for a single word."""
    first, _, rest = text.partition(b"-")
    return (first if len(first) > 2 else rest.rpartition(b"-")[2]) if rest else b""


def _symbols() -> tuple[dict[bytes, set[bytes]], dict[bytes, set[bytes]]]:
    """
    The last names of the objects of libraries, with the packages they come from.

    First those that forget, then those that are durable unless they are called without arguments.
    """
    forget: defaultdict[bytes, set[bytes]] = defaultdict(set)
    bare: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for name, home in {**{name: name for name in SYMBOLS}, **CANONICAL}.items():
        kind, _, strength, form, _, kind_if_bare, *_ = SYMBOLS[home]
        if kind != DURABLE and not (strength == "weak" and form == "stdlib"):
            forget[name.rpartition(".")[2].encode()].add(name.partition(".")[0].encode())
        elif kind == DURABLE and kind_if_bare:
            bare[name.rpartition(".")[2].encode()].add(name.partition(".")[0].encode())
    return dict(forget), dict(bare)


def _any_of(fragments: Iterable[bytes], then: bytes = b"") -> bytes:
    """
    The pattern that finds any of some fragments, and ``then`` another pattern.

    Those of one first byte stand together, which is four times as fast as a plain list.
    """
    groups = groupby(sorted(set(fragments)), key=lambda fragment: fragment[:1])
    return b"|".join(
        b"%s(?:%s)%s" % (re.escape(first), b"|".join(re.escape(fragment[1:]) for fragment in group), then)
        for first, group in groups
    )


def _parts(fragments: Iterable[bytes]) -> Iterator[bytes]:
    for fragment in fragments:
        yield from re.findall(rb"[a-z_]\w{2,}", fragment.lower())
