"""
Which parts of a file can hold a finding at all: bytes in, candidate lines out.

Every fact needs evidence that stands in the source as a word: the name of something that forgets, an address of this host, a
handler that goes on quietly, a missing setting that nobody raises. The words of a file are looked up in the same catalogue that
the facts ask, so what is dropped here could not have become a finding there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from p0lint.candidates import NO_LINES, Candidates
from p0lint.catalogue.catalogue import Catalogue
from p0lint.docstrings import without_text
from p0lint.import_lines import imports, is_import_of_many
from p0lint.layout import block, every, line_numbers, lines_above, top_level, whole
from p0lint.plain_values import kept_here, made_here, plain_values
from p0lint.vocabulary import BESIDE, CHOOSES, COMMON, LOOSE, NAME, TEMPORARY, VAGUE, Vocabulary

WORD_BYTE = re.compile(rb"\w")
TOKEN = re.compile(rb"\w{3,}")
SPACED = bytes(
    byte if WORD_BYTE.match(bytes([byte])) else 32 for byte in range(256)
)  # all but the bytes of words are spaces
NEWLINE = re.compile(rb"\r\n?|\n")
# What no word of three letters stands in: addresses and paths, and the spellings of a loopback address that hide it.
FRAGMENTS = (b"0.0.0.0", b"::1", b"./", b"~/", b".db")
WIDE_FRAGMENTS = (b"\xef\xbc\x91\xef\xbc\x92", b"\xef\xbd\x8c\xef\xbd\x8f")
HANDLER = re.compile(rb"except\b[^\n#]*:[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*\s*(?P<first>[^\n]*)")
TEST = re.compile(rb"[^\n#]*:[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*\s*(?P<first>[^\n]*)")
QUIET = re.compile(
    rb"pass\b|continue\b|return\s*(?:None|False)?\s*(?:#.*)?\r?$|if\b|import\b|from\b|\"|'|global\b|nonlocal\b"
    rb"|[\w.]+(?:\s*:[^=\n]+)?\s*=\s*(?:None|False|f?[\"'(])|(?P<call>[\w.()\[\]\"']+?)\("
)
TELLING = re.compile(
    rb"log|print|warn|sleep|debug|info|error|exception|critical|echo|write|capture|note|str|repr|msg|message",
    re.IGNORECASE,
)
PASSED_OVER = re.compile(rb"[ \t]*(?:#|class\b|raise\b|assert\b|with\b|async with\b|@)|.*isinstance\(")
MISSING = (b" not ", b" and ", b" is None", b'== ""', b"== ''", b"else:")
STATEMENT = re.compile(rb"(?P<indent>[ \t]*)(?:(?:el)?if\b(?P<test>[^\n]*)|else[ \t]*:)")
PROSE = re.compile(rb"[ \t]+(?![ \t\r\n#=)\]},:]|if\b|else\b|or\b|and\b|as\b|for\b)")
PORT = re.compile(rb"(?<=\w):\{[^{}]*\}(?=[/,?]|$)")
BRACES = re.compile(rb"\{[^{}]*\}")
ABOVE = 8000  # how far above a test its names may be given their values, in bytes: some two hundred lines
DEFINITION = re.compile(rb"^(?P<indent>[ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)", re.MULTILINE)
CONSTANT = re.compile(rb"(?P<name>[A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=)")
CLASS = re.compile(rb"class[ \t]+(?P<name>\w+)")
STATE = re.compile(
    rb"self\.\w+(?:\s*:[^=\n]+)?\s*=\s*(?:\{\}|\[\]|(?:\w+\.)?(?:dict|list|set|defaultdict|OrderedDict|deque|Counter)\()"
    rb"|\n    \w+(?:\s*:[^=\n]+)?\s*=\s*(?:\{\}|\[\])"
)
TEMPORARY_HOME = re.compile(rb"\b(?:gettempdir|mkdtemp)\(")
METHOD = re.compile(rb"\n[ \t]+(?:async[ \t]+)?def ")
EMPTY = re.compile(
    rb"def [^\n]*:\s+(?:\"\"\"[^\"]*\"\"\"\s+)?(?:pass|\.\.\.|return(?:[ ]+(?:None|True|False|0|\[\]|\{\}|\"\"))?)[ \t]*(?=\r?\n|$)"
)
LAST_WORD = re.compile(rb"(\w+)[ \t]*\Z")
ALIAS = re.compile(rb" as[ \t]+(\w+)")
CLASS_BYTES = 12_000  # a longer class is no stand-in
PASSED_ON = 3  # how many constants and helpers a name is followed through, one behind the other
PASSES = re.compile(rb"(?:[A-Za-z_]\w*[ \t]*(?::[^=\n]+)?=(?!=)|[ \t]+return[ \t])")
CARRYING = 40  # how many lines below its head evidence in a function may stand to count where the function is called
READ = re.compile(rb"(?i:env|conf|cfg|setting|option|prefs|secret|getattr)|^[A-Z][A-Z0-9]+_[A-Z0-9_]+$|^get$|^_get")
ENVIRONMENT = (b"environ", b"getenv")
READ_VARIABLE = re.compile(
    rb"[ \t]*(?:(?P<name>[\w.]+)[ \t]*(?::[^=\n]+)?=|if)[ \t]*(?:os\.)?(?:environ|getenv)\b[^\n]*"
)
PLAIN = re.compile(rb"[\w-]+")
QUOTES = (b'"', b"'")


Span = tuple[int, int]
Confirm = Callable[[frozenset[bytes]], frozenset[bytes]]


@dataclass(frozen=True, slots=True)
class Scan:
    """
    What the bytes of a source say of it.

    ``carriers`` are the names defined there that hold evidence, so that it counts where they are used. ``imports`` holds
    modules, as written, each with a name taken from it and what that is called here.
    """

    candidates: Candidates
    carriers: frozenset[bytes]
    imports: tuple[tuple[bytes, bytes, bytes], ...]


class Sieve:
    """Drops what could not give a finding."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._vocabulary = Vocabulary(catalogue)

    def scan(self, source: bytes, confirm: Confirm = lambda names: names) -> Scan:
        """
        What the bytes of a source say of it.

        ``confirm`` says which of the classes whose text leaves it open that they forget really do.
        """
        source = without_text(source)
        tokens = _tokens(source)
        known = self._vocabulary.evidence(tokens)
        choosing = self._vocabulary.chooses(known)
        known = {
            token: flags
            for token, flags in known.items()
            if flags != CHOOSES and (choosing or flags != COMMON or token.lower() in LOOSE)
        }
        found = set(self._words(source, known)) if known else set()
        found.update(at for at, end in _fragments(source) if self._spells(source, at, end))
        spans = _class_spans(source) if b"class" in tokens else {}
        suspects = self._suspects(source, spans, known)
        carriers = frozenset(_carriers(source, found)) - suspects | (confirm(suspects) if suspects else suspects)
        used, carriers = _passed_on(source, carriers)
        found.update(used)
        found.update(plain_values(source, self._vocabulary))
        found.update(kept_here(source, tokens))
        if spans:
            found.update(made_here(source, _forgetting(source, spans), self._vocabulary))
        failing = set(self._failures(source, tokens))
        return Scan(_candidates(source, found, failing), carriers, tuple(imports(source)))

    def _failures(self, source: bytes, tokens: set[bytes]) -> Iterator[int]:
        """What may let a failure of a backing service pass, or go on without its setting."""
        yield from self._missing(source)
        if b"except" in tokens:
            yield from self._handlers(source)
        if b"suppress" in tokens:
            yield from self._suppressed(source)
        for reader in ENVIRONMENT:
            if reader in tokens:
                yield from self._unmade(source, reader)

    def widen(
        self, source: bytes, candidates: Candidates, carried: frozenset[bytes], confirm: Confirm = lambda names: names
    ) -> Candidates:
        """The candidates of a scanned source, and what names that it imports, and that carry evidence elsewhere, add to them."""
        source = without_text(source)
        known = {name: NAME for name in carried if name in source}
        found = set(self._words(source, known))
        heirs = self._heirs(source, _class_spans(source), known)
        carriers = frozenset(_carriers(source, found)) - heirs | (confirm(heirs) if heirs else heirs)
        found.update(_passed_on(source, carriers)[0])
        added = _candidates(source, found, set())
        return Candidates(tuple(sorted({*candidates.evidence, *added.evidence})), candidates.failures)

    def holds(self, source: bytes) -> bool:
        """Whether a piece of source names or spells something that forgets."""
        known = self._vocabulary.evidence(_tokens(source))
        if known and any(True for _ in self._words(source, known)):
            return True
        return any(self._spells(source, at, end) for at, end in _fragments(source))

    def _suspects(self, source: bytes, spans: Mapping[bytes, Span], known: dict[bytes, int]) -> frozenset[bytes]:
        """The classes that may forget by their body or by their base, whatever their name."""
        by_body = {
            name
            for name, (start, end) in spans.items()
            if end - start <= CLASS_BYTES
            and self._vocabulary.speaks(_head(source, start))
            and may_forget(source, start, end)
        }
        return self._heirs(source, spans, known) | by_body

    def _heirs(self, source: bytes, spans: Mapping[bytes, Span], known: dict[bytes, int]) -> frozenset[bytes]:
        """The classes whose name, or a base of theirs, is one of something that forgets."""
        names = {token for token, flags in known.items() if flags & NAME}
        classes = spans.items() if names else ()
        return frozenset(name for name, (start, _) in classes if not names.isdisjoint(_head(source, start)))

    def _words(self, source: bytes, known: dict[bytes, int]) -> Iterator[int]:
        """Where something that forgets is named or spelt."""
        names = {token for token, flags in known.items() if flags & NAME}
        if names:
            known.update((alias, NAME) for name, alias in _aliases(source) if name in names)
        for word, flags in known.items():
            for start in whole(source, word):
                end = start + len(word)
                named = bool(flags & (NAME | TEMPORARY)) and self._names(source, start, end)
                spelt = not named and not flags & TEMPORARY and self._spells(source, start, end)
                if named or spelt or is_import_of_many(source, start):
                    yield start

    def _names(self, source: bytes, start: int, end: int) -> bool:
        """Whether a name stands where its thing may be taken: not where it is defined, imported or only told of."""
        begin = source.rfind(b"\n", 0, start) + 1
        before = source[begin:start]
        if source[end : end + 1] in (b"]", b"`", b"|") or before[-1:] in (b"[", b"`", b"|"):
            return False
        if PASSED_OVER.match(before) or before.lstrip(b" \t").startswith((b"from ", b"import ")):
            return False
        if before.endswith(b"def ") or (b"#" in before and b'"' not in before and b"'" not in before):
            return False
        return PROSE.match(source, end) is None

    def _spells(self, source: bytes, start: int, end: int) -> bool:
        """Whether a word is part of a string whose whole text forgets; a text over several lines never does."""
        begin = source.rfind(b"\n", 0, start) + 1
        opening = max(source.rfind(quote, begin, start) for quote in QUOTES)
        if opening < 0:
            return False
        quote = source[opening : opening + 1]
        limit = source.find(b"\n", end)
        closing = source.find(quote, end, limit if limit >= 0 else len(source))
        text = source[opening + 1 : closing]
        if closing < 0 or not text or (b" " in text and b"=" not in text) or source[opening - 2 : opening] == quote * 2:
            return False
        if b"{" in text:
            text = BRACES.sub(b"_", PORT.sub(b":1", text))
        rank = self._vocabulary.rank(text.decode("utf-8", "replace"))
        if rank == VAGUE and PLAIN.fullmatch(text):
            window = source[lines_above(source, begin, BESIDE) : limit if limit >= 0 else len(source)]
            words = TOKEN.findall(window)
            return self._vocabulary.speaks(words) if text.lower() in LOOSE else self._vocabulary.chooses(words)
        return rank > 0 or _is_part(source, opening, closing)

    def _handlers(self, source: bytes) -> Iterator[int]:
        """The handlers that may swallow the failure of a backing service."""
        for start in every(source, b"except"):
            begin = source.rfind(b"\n", 0, start) + 1
            if source[begin:start].strip(b" \t"):
                continue
            match = HANDLER.match(source, start)
            if match and _is_quiet(match["first"]) and self._tries(source, begin, start - begin):
                yield start

    def _suppressed(self, source: bytes) -> Iterator[int]:
        """The blocks that let the failure of a backing service pass."""
        for at in every(source, b"suppress("):
            begin = source.rfind(b"\n", 0, at) + 1
            if self._vocabulary.attempts(block(source, begin)):
                yield at

    def _tries(self, source: bytes, end: int, indent: int) -> bool:
        """Whether the statements tried above a handler speak of a backing service."""
        head = source.rfind(b"\n" + source[end : end + indent] + b"try", 0, end)
        return self._vocabulary.attempts(source[max(head, 0) : end])

    def _missing(self, source: bytes) -> Iterator[int]:
        """The tests for a missing setting whose block says no more than a word in the log."""
        seen = -1
        for mark in MISSING:
            for at in every(source, mark):
                begin = source.rfind(b"\n", 0, at) + 1
                if begin == seen:
                    continue
                seen = begin
                statement = STATEMENT.match(source, begin)
                if statement is None:
                    continue
                block = TEST.match(source, begin)
                if block is None or not _is_quiet(block["first"]):
                    continue
                test = statement["test"] or _test_of_else(source, begin, statement["indent"])
                if self._asks(source, begin, TOKEN.findall(test)):
                    yield begin

    def _unmade(self, source: bytes, reader: bytes) -> Iterator[int]:
        """The tests for a variable of the environment, without which a backing service may be left unmade."""
        for at in every(source, reader):
            read = READ_VARIABLE.match(source, source.rfind(b"\n", 0, at) + 1)
            if read is None or not self._vocabulary.speaks(TOKEN.findall(read[0])):
                continue
            if not read["name"]:
                yield read.end()
                continue
            test = source.find(b"if %s:" % read["name"], read.end(), read.end() + ABOVE)
            if test >= 0:
                yield test

    def _asks(self, source: bytes, at: int, names: list[bytes]) -> bool:
        """Whether a test asks for a backing service: by a name in it, or by what one of its names was given above."""
        speaks = self._vocabulary.speaks(names)
        if speaks and any(READ.search(name) for name in names):
            return True
        start = max(0, at - ABOVE)
        for name in names[:6]:
            for given in every(source, name + b" = ", start, at):
                words = TOKEN.findall(source, given, source.find(b"\n", given, given + 400))
                if any(READ.search(word) for word in words) and (speaks or self._vocabulary.speaks(words)):
                    return True
        return False


def may_forget(source: bytes, start: int, end: int) -> bool:
    """Whether the body of a class keeps its state in a container or in a temporary place, or does nothing."""
    if STATE.search(source, start, end) or TEMPORARY_HOME.search(source, start, end):
        return True
    methods = len(METHOD.findall(source, start, end))
    return methods > 1 and len(EMPTY.findall(source, start, end)) >= methods - 1


def _fragments(source: bytes) -> Iterator[tuple[int, int]]:
    """Where an address or a path stands of which no word tells; its beginning and its end."""
    for fragment in FRAGMENTS if source.isascii() else (*FRAGMENTS, *WIDE_FRAGMENTS):
        for at in every(source, fragment):
            yield at, at + len(fragment)


def _carriers(source: bytes, positions: set[int]) -> Iterator[bytes]:
    """The constants, functions and classes whose definition holds evidence."""
    if not positions:
        return
    heads = [(match.start(), match["name"], len(match["indent"])) for match in DEFINITION.finditer(source)]
    starts = [start for start, _, _ in heads]
    for position in positions:
        begin = source.rfind(b"\n", 0, position) + 1
        constant = CONSTANT.match(source, begin) or CONSTANT.match(source, top_level(source, begin))
        if constant:
            yield constant["name"]
            continue
        at = bisect_right(starts, position) - 1
        if at >= 0 and source.count(b"\n", heads[at][0], position) <= CARRYING and not heads[at][1].startswith(b"__"):
            yield heads[at][1]


def _passed_on(source: bytes, carriers: frozenset[bytes]) -> tuple[set[int], frozenset[bytes]]:
    """
    Where names that hold evidence are used, and all such names: those that only pass another one on are among them.

    What a constant or helper of this module holds counts where its name is used.
    """
    used: set[int] = set()
    fresh = carriers
    for _ in range(PASSED_ON):
        if not fresh:
            break
        more = set(_uses(source, fresh)) - used
        used |= more
        fresh = frozenset(_carriers(source, {at for at in more if _passes_on(source, at)})) - carriers
        carriers |= fresh
    return used, carriers


def _passes_on(source: bytes, at: int) -> bool:
    """Whether a name is used to give a constant its value, or to return it."""
    begin = source.rfind(b"\n", 0, at) + 1
    return PASSES.match(source, begin, at + 1) is not None


def _uses(source: bytes, names: frozenset[bytes]) -> Iterator[int]:
    """Where some names are used: called, passed or read, not where they are defined or imported."""
    for name in names:
        for start in whole(source, name):
            end = start + len(name)
            begin = source.rfind(b"\n", 0, start) + 1
            before = source[begin:start]
            defined = before.endswith((b"def ", b"class ")) or before.lstrip(b" \t").startswith(
                (b"from ", b"import ", b"#", b"class ")
            )
            if (
                not defined
                and PROSE.match(source, end) is None
                and (begin < start or b"=" not in source[end : end + 3])
            ):
                yield start


def _tokens(source: bytes) -> set[bytes]:
    """The words of three letters and more."""
    return {word for word in set(source.translate(SPACED).split()) if len(word) > 2}


def _aliases(source: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What is given another name by ``as``, with that name."""
    for at in every(source, b" as "):
        name, alias = LAST_WORD.search(source[max(0, at - 80) : at]), ALIAS.match(source, at)
        if name and alias:
            yield name.group(1), alias.group(1)


def _is_part(source: bytes, opening: int, closing: int) -> bool:
    """Whether a string is joined with another one, so that its own text is not the whole."""
    after = source[closing + 1 : closing + 40].lstrip()
    before = source[max(0, opening - 40) : opening].rstrip(b" \t\r\nfrbFRB")
    return after[:1] in (b'"', b"'", b"+") or before[-1:] in (b'"', b"'", b"+")


def _test_of_else(source: bytes, at: int, indent: bytes) -> bytes:
    """The test of the ``if`` that an ``else`` belongs to."""
    head = source.rfind(b"\n" + indent + b"if", 0, at)
    if head < 0:
        return b""
    return source[head : source.find(b"\n", head + 1)]


def _is_quiet(first: bytes) -> bool:
    """Whether the first statement of a block leaves it open that the block does next to nothing."""
    match = QUIET.match(first)
    if match is None:
        return False
    call = match["call"]
    return call is None or TELLING.search(call) is not None


def _classes(source: bytes) -> Iterator[re.Match[bytes]]:
    """The heads of the classes at the top level."""
    for start in every(source, b"class"):
        match = CLASS.match(source, start) if not start or source[start - 1] in b"\r\n" else None
        if match:
            yield match


def _class_spans(source: bytes) -> dict[bytes, Span]:
    """Where each class at the top level begins, and where the next one does."""
    heads = [(match.start(), match["name"]) for match in _classes(source)]
    ends = [start for start, _ in heads[1:]] + [len(source)] * bool(heads)
    return {name: (start, end) for (start, name), end in zip(heads, ends, strict=True)}


def _forgetting(source: bytes, spans: Mapping[bytes, Span]) -> Callable[[bytes], bool]:
    """Whether a name is that of a class here whose body may forget, worked out once for each."""

    @cache
    def forgets(name: bytes) -> bool:
        start, end = spans.get(name, (0, 0))
        return 0 < end - start <= CLASS_BYTES and may_forget(source, start, end)

    return forgets


def _head(source: bytes, start: int) -> list[bytes]:
    """The words of the head of a class: its name and its bases."""
    return TOKEN.findall(source, start, source.find(b":", start) + 1)


def _candidates(source: bytes, evidence: set[int], failures: set[int]) -> Candidates:
    if not evidence and not failures:
        return NO_LINES
    if b"\r" in source:
        source = NEWLINE.sub(_one_end, source)
    return Candidates(line_numbers(source, evidence), line_numbers(source, failures))


def _one_end(match: re.Match[bytes]) -> bytes:
    """The end of a line as a line feed, so that every byte of the source stays where it is."""
    return b"\n".rjust(len(match.group()))
