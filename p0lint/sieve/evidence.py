"""Where something that forgets is named or spelt, by the words and by the few signs that no word tells of."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from p0lint.catalogue import templates
from p0lint.catalogue.vague import BESIDE, CHOOSERS, LOOSE, VAGUE
from p0lint.sieve.carriers import PROSE, places
from p0lint.sieve.import_lines import imports_of_many, is_listed
from p0lint.sieve.layout import WORD_BYTE, every, lines_above, whole
from p0lint.sieve.tokens import TOKEN, WORD
from p0lint.sieve.vocabulary import COMMON, FACTORY, NAME, PART, TEMPORARY, Vocabulary

# What no word tells of: addresses and paths, and the spellings of a loopback address that hide it. One pattern for each first
# byte, for such a byte is found three times as fast as a fragment of several.
FRAGMENTS = tuple(map(re.compile, (rb"0\.0\.0\.0", rb":(?::1|///)", rb"\.(?:/|db)", rb"~/")))
WIDE_FRAGMENT = re.compile(rb"\xef(?:\xbc\x91\xef\xbc\x92|\xbd\x8c\xef\xbd\x8f)")
PASSED_OVER = re.compile(rb"[ \t]*(?:#|class\b|raise\b|assert\b|with\b|async with\b|@)|.*isinstance\(")
PORT = re.compile(rb"(?<=\w):\{[^{}]*\}(?=[/,?]|$)")
TEMPLATE = re.compile(templates.TEMPLATE.pattern.encode(), re.IGNORECASE)
PERCENT = re.compile(rb"%(?:\([^)]*\))?[sdr]")
BRACES = re.compile(rb"\{[^{}]*\}")
LAST_WORD = re.compile(rb"\w+\Z")
BLANKS = (b" ", b"\t")
ALIAS = re.compile(rb" as[ \t]+(\w+)")
PLAIN = re.compile(rb"[\w-]+")
DEFINES = re.compile(rb"[ \t]*(?:async[ \t]+)?def[ \t]")
GIVEN = re.compile(rb"[\"']?[ \t]*=(?!=)")
CALLED = re.compile(rb"[ \t]*\(")
LOOP = re.compile(rb"[ \t]*for[ \t].*\bin[ \t]*\[")
NO_ARGUMENTS = re.compile(rb"[ \t]*\(\s*\)")
QUOTES = (b'"', b"'")
CHOOSING = frozenset(word.encode() for word in CHOOSERS)
# What ends a text, or is followed by its next word, by an address, a driver or a class.
EDGES = (*QUOTES, b"-", b":", b"+", b".")


class Evidence:
    """Tells words that name or spell something that forgets from the same words elsewhere."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def words(self, source: bytes, known: dict[bytes, int]) -> Iterator[int]:
        """Where something that forgets is named or spelt."""
        names = {token: flags & (NAME | FACTORY) for token, flags in known.items() if flags & (NAME | FACTORY)}
        if names:
            known.update((alias, names[name]) for name, alias in _aliases(source, tuple(names)))
        for word, flags in known.items():
            for start in _places(source, word, flags):
                end = start + len(word)
                is_taken = flags & (NAME | TEMPORARY) or (flags & FACTORY and CALLED.match(source, end))
                named = bool(is_taken) and self._names(source, start, end)
                spelt = not named and not flags & TEMPORARY and self._spells(source, start, end)
                if (named or spelt) and not is_listed(source, start, end):
                    yield start

    def imported(self, source: bytes, statements: Sequence[re.Match[bytes]], known: Container[bytes]) -> Iterator[int]:
        """Where a name is imported in a branch from what a word calls forgetful, and the same name is imported elsewhere too."""
        for match in imports_of_many(statements, self._vocabulary.speaks):
            yield from (word.start() for word in WORD.finditer(source, *match.span()) if word[0] in known)

    def bare(self, source: bytes, tokens: set[bytes]) -> Iterator[int]:
        """Where a client is made without arguments, so that it looks for its server on this host."""
        for name in self._vocabulary.bare(tokens):
            yield from (at for at in whole(source, name) if NO_ARGUMENTS.match(source, at + len(name)))

    def uses(self, source: bytes, names: Iterable[bytes]) -> Iterator[int]:
        """Where some names are used that hold evidence elsewhere."""
        for start, end in places(source, names):
            if self._names(source, start, end) and not is_listed(source, start, end):
                yield start

    def _names(self, source: bytes, start: int, end: int) -> bool:
        """Whether a name stands where its thing may be taken: not where it is defined, imported or only told of."""
        begin = source.rfind(b"\n", 0, start) + 1
        before = source[begin:start]
        is_called = source[end : end + 1] == b"("
        is_enclosed = source[end : end + 1] in (b"]", b"`", b"|") or before[-1:] in (b"[", b"`", b"|")
        if is_enclosed and not is_called and not LOOP.match(before):
            return False
        if PASSED_OVER.match(before) or before.lstrip(b" \t").startswith((b"from ", b"import ")):
            return False
        if before.endswith(b"def ") or (b"#" in before and b'"' not in before and b"'" not in before):
            return False
        return not _annotates(before, source, end) and PROSE.match(source, end) is None

    def _spells(self, source: bytes, start: int, end: int) -> bool:
        """Whether a word is part of a string whose whole text forgets; a text over several lines never does."""
        begin = source.rfind(b"\n", 0, start) + 1
        opening = max(source.rfind(quote, begin, start) for quote in QUOTES)
        if opening < 0 or source[begin:start].lstrip(b" \t").startswith(b"#"):
            return False
        quote = source[opening : opening + 1]
        limit = source.find(b"\n", end)
        closing = source.find(quote, end, limit if limit >= 0 else len(source))
        text = source[opening + 1 : closing]
        if closing < 0 or not text or _is_prose(text) or source[opening - 2 : opening] == quote * 2:
            return False
        if b"${" in text:
            text = TEMPLATE.sub(rb"\g<default>", text)
        if b"%" in text:
            text = PERCENT.sub(b"{}", text)
        if b"{" in text:
            text = BRACES.sub(b"_", PORT.sub(b":1", text))
        rank = self._vocabulary.rank(text.decode("utf-8", "replace"))
        if rank == VAGUE and PLAIN.fullmatch(text):
            window = source[lines_above(source, begin, BESIDE) : limit if limit >= 0 else len(source)]
            words = TOKEN.findall(window)
            if text.lower() in LOOSE:
                return self._vocabulary.speaks(words) or not CHOOSING.isdisjoint(words)
            return self._vocabulary.chooses(words)
        return rank > 0 or _is_part(source, opening, closing)

    def signs(self, source: bytes) -> Iterator[int]:
        """Where an address or a path that forgets is spelt, of which no word tells."""
        return (at for at, end in _fragments(source) if self._spells(source, at, end))


def _places(source: bytes, word: bytes, flags: int) -> Iterator[int]:
    """Where a word stands that may be evidence; one that forgets as nothing but a whole text, or its part, by what follows."""
    if flags & ~(COMMON | PART):
        return whole(source, word)
    length = len(word)
    return (
        start
        for start in every(source, word)
        if source[start + length : start + length + 1] in EDGES and not WORD_BYTE.match(source, max(start - 1, 0))
    )


def _fragments(source: bytes) -> Iterator[tuple[int, int]]:
    """Where an address or a path stands of which no word tells; its beginning and its end."""
    for fragment in FRAGMENTS if source.isascii() else (*FRAGMENTS, WIDE_FRAGMENT):
        yield from (match.span() for match in fragment.finditer(source))


def _aliases(source: bytes, names: tuple[bytes, ...]) -> Iterator[tuple[bytes, bytes]]:
    """Those of some names that are given another one by ``as``, with that other name."""
    for at in every(source, b" as "):
        end = at
        while source[end - 1 : end] in BLANKS:
            end -= 1
        if source.endswith(names, 0, end):
            name, alias = LAST_WORD.search(source, max(0, end - 80), end), ALIAS.match(source, at)
            if name and alias and name[0] in names:
                yield name[0], alias[1]


def _annotates(before: bytes, source: bytes, end: int) -> bool:
    """Whether a name says of what class something is: behind an arrow, in the head of a function, or ahead of a value."""
    head = before.rstrip(b" \t\"'")
    if not head.endswith((b":", b"->")):
        return False
    if head.endswith(b"->") or GIVEN.match(source, end):
        return True
    return DEFINES.match(before) is not None and b"{" not in before and b"lambda" not in before


def _is_prose(text: bytes) -> bool:
    """Whether a text is for people, and no list of ``host=localhost port=5432``."""
    return b" " in text and not all(b"=" in piece for piece in text.split())


def _is_part(source: bytes, opening: int, closing: int) -> bool:
    """Whether a string is joined with another one, so that its own text is not the whole."""
    after = source[closing + 1 : closing + 40].lstrip()
    before = source[max(0, opening - 40) : opening].rstrip(b" \t\r\nfrbFRB")
    return after[:1] in (b'"', b"'", b"+") or before[-1:] in (b'"', b"'", b"+")
