"""What single words of a source can be evidence of; asked of the catalogue once for each word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from p0lint.catalogue._generated import CANONICAL, SELECTOR_ENDINGS, SYMBOLS
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import DURABLE, Additions
from p0lint.catalogue.literals import literals

NAME = 1  # names something that forgets: InMemoryStore
WORD = 2  # may be part of a text that forgets: memory, localhost
CHOOSES = 16  # names a setting that chooses: CACHE_TYPE
COMMON = 8  # a word that forgets only as the value of a setting that selects: simple, file
BEGINS = 32  # may begin a text of several words that forgets: file-based, built-in
TEMPORARY = 4  # a function that makes a temporary place

VAGUE = 3  # the rank of a word that says other things as often
BESIDE = 2  # how many lines above a vague word the name may stand that gives it its meaning

ATTEMPTS = 1  # a callee that attempts a backing service by its own name
BY_TARGET = 2  # a callee that does so if what its value is given to says it

MAKING = re.compile(
    rb"(?i)connect|ping|init|set_?up|open|register|client|from_|make|create|build|start|acquire|bootstrap|instantiate|load"
    rb"|import|construct|new|configure|clone|restore|establish|read|fetch|resolve|lookup|check"
)
# Words that say other things so often that they count only beside the name of what they are a setting of.
LOOSE = frozenset(
    b"file files pickle posix console disk ssd temporary temp tmp tempfile tempdir numpy networkx embedded eager immediate simple"
    b" dict dictionary mock scratch lance ephemeral background-tasks background_tasks volatile stub fake annoy chroma chromadb".split()
)
CLIENTS = ("Client", "Connection", "Producer", "Consumer")
COLLECTIONS = ("Dict", "List", "Set", "Map", "Hash", "Deque", "Counter")  # RedisDict keeps what a dict would keep
CONTAINERS = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict", "deque", "Counter"})
# What the standard library offers for this process or host; where another path makes a backing service, it stands in for one.
QUEUES = frozenset({"Queue", "SimpleQueue", "PriorityQueue", "LifoQueue", "JoinableQueue", "Lock"})
FILE_STORES = frozenset({"sqlite3.connect", "shelve.open", "dbm.open"})
# What sends a file away; the path that a handler returns then is all that is left of it.
UPLOADS = frozenset(
    {"put_object", "fput_object", "upload_file", "upload_fileobj", "upload_blob", "put_blob"}
    | {"upload_from_filename", "upload_from_file", "upload_from_string", "upload_object", "upload_bytes"}
    | {"upload", "put_file"}
)
# What writes to a backing service, and what adds to a plain list or table that starts empty with its object.
WRITES = UPLOADS | frozenset(
    {
        "put",
        "set",
        "setex",
        "hset",
        "save",
        "write",
        "insert",
        "insert_one",
        "upsert",
        "store",
        "add",
        "append",
        "record",
    }
    | {
        "publish",
        "basic_publish",
        "send_and_wait",
        "send",
        "push",
        "rpush",
        "lpush",
        "xadd",
        "enqueue",
        "produce",
        "emit",
        "create",
        "index",
        "put_item",
    }
)
ADDS = frozenset({"append", "appendleft", "add", "extend", "update", "put", "put_nowait"})
# A class of such a name that says nothing else keeps things in this process if its body does.
MEMORY_NAMES = ("Memory", "Mem", "Dict", "Volatile", "Ephemeral", "Transient")
# How the name of a method ends that does something in this process: the fallback of one that does it elsewhere.
IN_PROCESS_ENDINGS = ("_memory", "_inmemory", "_locally")
METHOD_ENDINGS = tuple(ending.encode() for ending in IN_PROCESS_ENDINGS)
STARTS_EMPTY = (
    r"self\.%s(?:\s*:[^=\n]+)?\s*=\s*(?:\{\}|\[\]|(?:\w+\.)?"
    r"(?:dict|list|set|deque|defaultdict|OrderedDict|(?:Simple|Priority|Lifo)?Queue)\()"
)
STORES = ("_store", "_repository", "_repo", "_backend", "_broker")  # what nobody calls a plain container
# What a framework keeps its configured backing services in: asked for one by name, it connects to it.
REGISTRIES = {
    "django.core.cache.caches": "cache",
    "django.core.files.storage.storages": "storage",
    "channels.layers.channel_layers": "bus",
}
ASKED = re.compile(rb"\b(?:%s)\[" % b"|".join(name.rpartition(".")[2].encode() for name in REGISTRIES))
CALL = re.compile(rb"(?P<callee>[A-Za-z_][\w.]*)[ \t]*\(")
LOADS = re.compile(  # loads what is named by a text
    rb"(?:^|_)(?:class|cls|symbol|object)_from|(?:import|load|resolve|get)_(?:class|symbol|object)"
    rb"|^(?:import_module|import_string|load_class|import_object|locate)$"
)
IMPORTED = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
GIVEN = re.compile(  # what stands before a call whose value is given to something
    rb"(?P<target>[\w.\[\]\"']+)(?:[ \t]*:[^=\n]+)?[ \t]*=[ \t]*(?:\(\s*)?(?:await[ \t]+)?\Z"
)
GIVEN_BYTES = 160
WORDS = re.compile(rb"\w{2,}")
TEMPORARY_WORDS = frozenset({b"tmp", b"temp"})  # also part of paths
TEMPORARY_NAMES = frozenset(
    {b"gettempdir", b"mkdtemp", b"mkstemp", b"mktemp", b"NamedTemporaryFile", b"TemporaryDirectory"}
)
HOSTS = (b"127", b"0x7f", b"0x7f000001", b"2130706433", b"0177", b"017700000001")
UNSAID = b"_0123456789"  # what the words of a name are told apart by
DURABLE_PARTS = frozenset({b"postgres", b"postgresql", b"home", b"dev"})


def is_loose(text: str) -> bool:
    """Whether a whole text is a word that says other things so often that it needs a name beside it."""
    return text.lower().encode("utf-8", "replace") in LOOSE


def is_service_name(word: str, catalogue: Catalogue) -> bool:
    """Whether an identifier speaks of a backing service."""
    return bool(
        catalogue.role(word)
        or catalogue.durable_class_name(word)
        or word.endswith(CLIENTS)
        or (word.endswith(COLLECTIONS) and catalogue.subject(word))
    )


class Vocabulary:
    """The flags of words, remembered for the next file."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._flags: dict[bytes, int] = {}
        self._plain: set[bytes] = set()
        self._is_of_service = cache(self._asked_whether_of_service)
        self._callees: dict[bytes, int] = {}
        self._makers: dict[bytes, bool] = {}
        found = literals()
        surely = (word for word in found.whole if self.rank(word.decode()) < VAGUE)
        self._words = (
            frozenset((*_parts((*found.anywhere, *found.urls, *found.starts, *found.ends)), *surely, *HOSTS))
            - DURABLE_PARTS
        )
        self._words -= LOOSE - TEMPORARY_WORDS
        self._common = frozenset(found.whole) - self._words
        self._begins = frozenset(word.partition(b"-")[0] for word in found.whole if b"-" in word) - self._words
        self._holds = tuple(word for word in found.anywhere if word.isalpha())
        self._fragments = _any_of(found.names)
        self._roles = _any_of((*found.alone, *found.nouns, *found.technologies))
        self._added = frozenset(_added(catalogue))
        self._is_plain = catalogue.added.additions == Additions()
        self._symbols, self._bare = _symbols()
        self._clients = _clients()
        self._endings = tuple(ending.encode() for ending in SELECTOR_ENDINGS)
        self._services = _any_of((*found.services, *(word.lower().encode() for word in CLIENTS)))
        self._telling = _any_of((*found.names, *self._holds, *(b"%s\n" % ending for ending in self._endings)))
        exact = {word.lower() for word in (*self._symbols, *TEMPORARY_NAMES)} | self._words | self._common | self._added
        self._exact = exact | self._begins | {word.replace(b"-", b"_") for word in self._common}

    def evidence(self, tokens: set[bytes]) -> dict[bytes, int]:
        """The words that may name or spell something that forgets, with their flags."""
        unusual = tokens - self._plain
        flags = self._flags
        new = [token for token in unusual if token not in flags]
        if new:
            self._learn(new)
            unusual &= flags.keys()
        return {token: flags[token] for token in unusual if flags[token] != NAME or self._is_named(token, tokens)}

    def _learn(self, new: list[bytes]) -> None:
        """The flags of some words, worked out for those alone that hold what tells: few of them do."""
        lines = b"\n%s\n" % b"\n".join(new)
        lower = lines.lower()
        telling = {token for token, word in zip(new, lower.split(b"\n")[1:-1], strict=True) if word in self._exact}
        for match in self._telling.finditer(lower):
            at = match.start()
            telling.add(lines[lines.rfind(b"\n", 0, at) + 1 : lines.find(b"\n", at)])
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
        if token in self._symbols or lower in self._added or token.endswith(METHOD_ENDINGS):
            flags |= NAME
        if self._fragments.search(lower) and self._roles.search(lower):
            flags |= NAME if self._catalogue.class_name(token.decode("utf-8", "replace")) else 0
        if any(word in lower for word in self._holds):
            flags |= WORD
        if lower in self._words:
            flags |= WORD
        elif lower in self._common or lower.replace(b"_", b"-") in self._common:
            flags |= COMMON
        if lower in self._begins and len(lower) > 2:
            flags |= BEGINS
        if lower.endswith(self._endings):
            text = token.decode("utf-8", "replace")
            if self._catalogue.selects(text) and self._catalogue.role(text):
                flags |= CHOOSES
        return flags

    def bare(self, tokens: set[bytes]) -> Iterator[bytes]:
        """Those of the words that are called for a durable backing service, which without arguments is this host's."""
        return (token for token in tokens & self._bare.keys() if not self._bare[token].isdisjoint(tokens))

    def speaks(self, tokens: Iterable[bytes]) -> bool:
        """Whether one of some words speaks of a backing service."""
        return any(map(self._is_of_service, tokens))

    def _asked_whether_of_service(self, token: bytes) -> bool:
        if (
            self._is_plain and token.isascii()
        ):  # a quick look at its letters, which tells of most words that they are not
            lower = token.lower()
            if not self._services.search(b"%s %s" % (lower.replace(b"_", b""), lower.translate(None, UNSAID))):
                return False
        return is_service_name(token.decode("utf-8", "replace"), self._catalogue)

    def rank(self, text: str) -> int:
        """How surely a whole text names something that forgets, or this host; 0 if it does not."""
        if self._catalogue.loopback(text):
            return 1
        found = self._catalogue.value(text, "backend")
        if found is None:
            return 0
        return VAGUE if is_loose(text) else found.rank

    def chooses(self, tokens: Iterable[bytes]) -> bool:
        """Whether one of some words names a setting that chooses a backing service by a name, such as CACHE_TYPE."""
        return any(self._flags.get(token, 0) & CHOOSES for token in tokens)

    def attempts(self, body: bytes) -> bool:
        """Whether some statements may make, connect or register a backing service."""
        called = any(self._attempts(match["callee"], body, match.start()) for match in CALL.finditer(body))
        return called or ASKED.search(body) is not None or self._only_imports(body)

    def _only_imports(self, body: bytes) -> bool:
        """Whether nothing else is tried than to import a library that a backing service is reached by."""
        roots = IMPORTED.findall(body)
        return len(roots) == 1 and self.speaks(roots)

    def makes(self, source: bytes, start: int, end: int) -> bool:
        """Whether something between two places makes what may be a durable backing service: a class, or a client of a library."""
        return any(self._is_maker(match["callee"]) for match in CALL.finditer(source, start, end))

    def _is_maker(self, callee: bytes) -> bool:
        known = self._makers.get(callee)
        if known is None:
            parts = callee.split(b".")
            classes = [part for part in parts[-2:] if part.lstrip(b"_")[:1].isupper()]
            named = parts[-1] in self._clients or parts[-1].lower() in self._added
            known = self._makers[callee] = named or (bool(classes) and self.speaks(classes))
        return known

    def _attempts(self, callee: bytes, body: bytes, start: int) -> bool:
        told = self._callees.get(callee)
        if told is None:
            told = self._callees[callee] = self._tells(callee)
        if told != BY_TARGET:
            return told == ATTEMPTS
        given = GIVEN.search(body[max(0, start - GIVEN_BYTES) : start])
        return given is not None and self.speaks(WORDS.findall(given["target"]))

    def _tells(self, callee: bytes) -> int:
        """What the name of what is called tells: that it attempts a backing service, or that what it gives to may tell."""
        owner, _, last = callee.rpartition(b".")
        makes = last[:1].isupper()
        if not makes and not owner.rpartition(b".")[2][:1].isupper():
            makes = MAKING.search(last) is not None
            if not makes and last not in self._clients:
                return 0
        if last in self._clients or LOADS.search(last) or self.speaks(WORDS.findall(callee)):
            return ATTEMPTS
        return BY_TARGET if makes else 0


def _added(catalogue: Catalogue) -> Iterator[bytes]:
    """The names that the project adds, in lower case."""
    additions = catalogue.added.additions
    for name in (*additions.durable, *(name for name, _ in additions.non_durable)):
        yield name.rpartition(".")[2].strip("*?").lower().encode()


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


def _clients() -> frozenset[bytes]:
    """The last names of what libraries make durable backing services with: ``create_engine``, ``boto3.client``."""
    homes = {**{name: name for name in SYMBOLS}, **CANONICAL}
    return frozenset(name.rpartition(".")[2].encode() for name, home in homes.items() if SYMBOLS[home][0] == DURABLE)


def _any_of(fragments: Iterable[bytes]) -> re.Pattern[bytes]:
    """What finds any of some fragments; those of one first byte stand together, which is four times as fast as a plain list."""
    groups = groupby(sorted(set(fragments)), key=lambda fragment: fragment[:1])
    return re.compile(
        b"|".join(
            b"%s(?:%s)" % (re.escape(first), b"|".join(re.escape(fragment[1:]) for fragment in group))
            for first, group in groups
        )
    )


def _parts(fragments: Iterable[bytes]) -> Iterator[bytes]:
    for fragment in fragments:
        yield from re.findall(rb"[a-z_]\w{2,}", fragment.lower())
