"""Where a failure of a backing service may pass unnoticed, or the program may go on without its setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from p0lint.catalogue import quiet
from p0lint.catalogue.plain import CONTAINED, UNREACHABLE
from p0lint.sieve.calls import Calls
from p0lint.sieve.layout import WORD_BYTE, block, block_end, every
from p0lint.sieve.quiet import is_quiet, is_quiet_block, tells
from p0lint.sieve.tokens import TOKEN, WORD
from p0lint.sieve.vocabulary import Vocabulary

HANDLER = re.compile(
    rb"except\b(?:[^\n#(]*\([^)]*\))?[^\n#]*:[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*\s*(?P<first>[^\n]*)"
)
TEST = re.compile(rb"[^\n#]*:[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*\s*(?P<first>[^\n]*)")
# A loop whose block begins here or a few lines on.
LOOP = re.compile(rb"\bfor[ \t][^\n]*?[ \t]in[ \t](?P<subject>[^\n]+):[ \t]*(?:#[^\n]*)?\r?\n(?:[^\n]*\n){0,4}[^\n]*\Z")
LOOP_BYTES = 400
TABLE_BYTES = 1500  # how far into a table what it holds is looked at
FALLS_BACK = re.compile(quiet.FALLS_BACK.encode())
ANNOUNCING = frozenset({b"back", b"fallback", b"Fallback"})
DOWN = re.compile(UNREACHABLE.encode())
# A test that may ask for what is missing, or that goes on in the next line.
MAY_ASK = re.compile(rb"if (?=not |[^\n:#]*(?:[#\n]|\Z)|[^\n]*(?: not | is None| and |== (?:\"\"|'')))")
NONE = (b"else None", b"None if ")
NOTHING = b"return None"
LAST_CASE = re.compile(
    rb"\n(?P<indent>[ \t]+)(?P<case>else|case _)[ \t]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*\Z"
)
BETWEEN = 300  # how many bytes may stand between a block and the end of its function: a word in the log
# The lines of a test, to the one that ends it.
MORE_LINES = re.compile(rb"(?:[^\n]*\n){1,12}?[^\n#]*:[ \t]*(?:#[^\n]*)?(?=\r?\n)")
STATEMENT = re.compile(rb"(?P<indent>[ \t]*)(?:(?:el)?if\b(?P<test>[^\n]*)|else[ \t]*:)")
ABOVE = 8000  # how far above a test its names may be given their values, in bytes: some two hundred lines
REACHED = re.compile(rb"\b([a-z_]\w*)\.(?:start|connect|ping)\(")
VALUE_BYTES = 400  # how long what a name is given may be
EXPRESSION_BYTES = 2000  # how long a value may be that is None without its setting
ASKED = 6  # how many names of a test are followed
SHORT = 3  # what a shorter name ends is another one
# What is worked out of something else.
FLAG = re.compile(rb" = (?:bool\(|[^\n]*(?: is not None| != [\"'])|[^\n]* and )")
OPERATORS = frozenset(b"if not and or is in None self isinstance len bool".split())
GOT = re.compile(rb"[. ](?P<name>[a-z_]\w*)\(\)")  # from what reads it: runtime.raw_bucket(), redis_url()
INSIDE = re.compile(rb"^[A-Z0-9_]*(?:%s)$" % "|".join(sorted(CONTAINED)).upper().encode())
ADDRESS = re.compile(rb"(?i)(?:^|_)(?:url|uri|dsn|bucket|endpoint|servers|brokers|hosts|string)$")
MADE_BELOW = 1200  # how far below a test for its address a backing service may be made, in bytes
READ = re.compile(
    rb"(?i:env|conf|cfg|setting|option|prefs|secret|getattr)|^[A-Z][A-Z0-9]+_[A-Z0-9_]+$|^get$|^_get|^get_"
)
ENVIRONMENT = (b"environ", b"getenv")
READ_VARIABLE = re.compile(
    rb"[ \t]*(?:(?P<name>[\w.]+)[ \t]*(?::[^=\n]+)?=|if(?:[ \t]*\(?\w+[ \t]*:=)?)[ \t]*(?:os\.)?(?:environ|getenv)\b[^\n]*"
)


CHECKED = (b"validator", b"post_init__")  # in what a class of settings checks its own fields
# A test for a setting whose name a variable holds, and the list that such a test fills.
MISSING_OF_LIST = re.compile(
    rb"not (?:in (?:os\.)?environ\b|(?:os\.)?(?:environ\.get|getenv)\(\w|getattr\([\w.]*(?:settings|config|conf)\b)"
)
COLLECTED = re.compile(rb"\b(?P<name>\w+)[ \t]*(?::[^=\n]+)?=[ \t]*[\[{(]")


class Failures:
    """Finds handlers and tests by the words around them."""

    def __init__(self, vocabulary: Vocabulary, calls: Calls) -> None:
        self._vocabulary = vocabulary
        self._calls = calls

    def within(self, source: bytes, tokens: set[bytes]) -> Iterator[int]:
        """What may let a failure of a backing service pass, or go on without its setting."""
        yield from self._missing(source)
        yield from self._unknown(source)
        yield from self._left_empty(source)
        yield from self._left_out(source)
        yield from self._listed(source)
        if b"except" in tokens:
            yield from self._handlers(source, ANNOUNCING.isdisjoint(tokens))
        if b"suppress" in tokens:
            yield from self._suppressed(source)
        for reader in ENVIRONMENT:
            if reader in tokens:
                yield from self._unmade(source, reader)

    def _handlers(self, source: bytes, are_silent: bool) -> Iterator[int]:
        """The handlers that may swallow the failure of a backing service; if they ``are_silent``, none says what it falls to."""
        for start in every(source, b"except"):
            begin = source.rfind(b"\n", 0, start) + 1
            if source[begin:start].strip(b" \t"):
                continue
            match = HANDLER.match(source, start)
            if match and is_quiet_block(source, match.start("first")):
                tried = _tried(source, begin, start - begin)
                is_down = DOWN.search(source, start, match.start("first")) is not None
                if (
                    self._calls.attempts(tried)
                    or (is_down and self._calls.hands_out(tried))
                    or self._reaches(source, tried, begin)
                    or self._is_repeated(source, begin - len(tried))
                    or (not are_silent and FALLS_BACK.search(block(source, begin)))
                ):
                    yield start

    def _is_repeated(self, source: bytes, head: int) -> bool:
        """Whether what is tried stands in a loop over backing services: ``for store in STORES:``."""
        loop = LOOP.search(source, max(0, head - LOOP_BYTES), head + 1)
        if loop is None:
            return False
        subject = loop["subject"]
        if self._vocabulary.speaks(TOKEN.findall(subject + b" " + subject.replace(b"_", b" "))):
            return True
        table = re.search(rb"\b%s\b[^=\n]*=[^=]" % re.escape(subject.partition(b".")[0]), source)
        return table is not None and self._vocabulary.speaks(
            TOKEN.findall(source, table.end(), table.end() + TABLE_BYTES)
        )

    def _suppressed(self, source: bytes) -> Iterator[int]:
        """The blocks that let the failure of a backing service pass."""
        for at in every(source, b"suppress("):
            begin = source.rfind(b"\n", 0, at) + 1
            tried = block(source, begin)
            if self._calls.attempts(tried) or self._reaches(source, tried, begin):
                yield at

    def _reaches(self, source: bytes, tried: bytes, end: int) -> bool:
        """Whether a name is asked to start or connect that was given a backing service further up."""
        above = max(0, end - ABOVE)
        return any(
            self._calls.attempts(source[given : _end_of_value(source, given)])
            for name in set(REACHED.findall(tried))
            for given in every(source, name + b" = ", above, end)
        )

    def _missing(self, source: bytes) -> Iterator[int]:
        """The tests for a missing setting whose block says no more than a word in the log."""
        is_checked = any(name in source for name in CHECKED)
        for at in chain((match.start() for match in MAY_ASK.finditer(source)), every(source, b"else:")):
            begin = source.rfind(b"\n", 0, at) + 1
            statement = STATEMENT.match(source, begin)
            if statement is not None and self._goes_on_without(source, statement, is_checked):
                yield begin

    def _goes_on_without(self, source: bytes, statement: re.Match[bytes], is_checked: bool) -> bool:
        """Whether a test may be for a missing setting, and its block go on; ``is_checked`` where classes check their fields."""
        begin = statement.start()
        test, last = _whole_test(source, begin, statement["test"])
        told = TEST.match(source, last) if _may_miss(test or b" not ") else None
        if told is None or not is_quiet(told["first"]):
            return False
        head = _if_of_else(source, begin, statement["indent"]) if test is None else begin
        above = source[head:begin]
        if test is None:
            test = above[: above.find(b"\n", 1)]
        asked = WORD.findall(test)
        is_own = is_checked and b"self." in test and self._vocabulary.speaks(asked)
        is_asked = (
            is_own
            or self._asks(source, begin, asked)
            or self._is_required(source, head, asked)
            or (tells(told["first"]) and self._selects(above))
        )
        return is_asked and (is_quiet_block(source, told.start("first")) or b" and " in test)

    def _left_empty(self, source: bytes) -> Iterator[int]:
        """The values that are a backing service with a setting, and None without it."""
        for word in NONE:
            for at in every(source, word):
                begin = source.rfind(b"\n", 0, at) + 1
                start, end = max(0, at - EXPRESSION_BYTES), at + EXPRESSION_BYTES
                is_last = word == NONE[0]
                test = (source.rfind(b"if ", start, at), at) if is_last else (at, source.find(b"else", at, end))
                if min(test) < 0 or not self._asks(source, begin, WORD.findall(source, *test)):
                    continue
                if self._calls.attempts(source[start:end]):
                    yield at

    def _left_out(self, source: bytes) -> Iterator[int]:
        """The tests of a function that returns a backing service where they hold, and ends below without one."""
        for at in every(source, NOTHING):
            begin = source.rfind(b"\n", 0, at) + 1
            indent = source[begin:at]
            if not indent.isspace():
                continue
            above = _head_above(source, begin, indent)
            if not above:
                continue
            asked = WORD.findall(_whole_test(source, above, source[above : source.find(b"\n", above)])[0] or b"")
            is_asked = self._vocabulary.speaks(asked) or self._asks(source, above, asked)
            if (is_asked or self._is_required(source, above, asked)) and self._calls.attempts(source[above:begin]):
                yield from (above, at)

    def _listed(self, source: bytes) -> Iterator[int]:
        """The tests for those of a list of settings that are missing: ``if missing:``."""
        for match in MISSING_OF_LIST.finditer(source):
            start = max(0, match.start() - ABOVE)
            if self._vocabulary.speaks(TOKEN.findall(source, start, match.end() + VALUE_BYTES)):
                yield match.start()
                given = COLLECTED.findall(source, max(0, match.start() - VALUE_BYTES), match.start())
                yield from every(source, b"if %s:" % given[-1], match.end(), match.end() + ABOVE) if given else ()

    def _unknown(self, source: bytes) -> Iterator[int]:
        """The last cases of a selector that only tell of a kind that it does not know."""
        for at in every(source, b"case _:"):
            told = TEST.match(source, at)
            if told is not None and tells(told["first"]) and self._calls.attempts(source[:at]):
                yield at

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

    def _selects(self, chain: bytes) -> bool:
        """Whether the tests above an ``else`` may choose among backing services by a name."""
        return _compares(chain) and self._calls.attempts(chain)

    def _asks(self, source: bytes, at: int, names: list[bytes], is_flag: bool = False) -> bool:
        """
        Whether a test asks for a backing service: by a name in it, or by what one of its names was given above.

        What a flag was worked out of is asked once more: ``enabled = bool(bucket)``.
        """
        speaks = self._vocabulary.speaks(names)
        if speaks and any(map(_reads, names)):
            return True
        start = max(0, at - ABOVE)
        for name in [name for name in names if name not in OPERATORS][:ASKED]:
            for given in every(source, name + b" = ", start, at):
                if len(name) < SHORT and WORD_BYTE.match(source, given - 1):
                    continue
                end = _end_of_value(source, given)
                words = TOKEN.findall(source, given, end)
                if any(map(_reads, words)) and (
                    speaks or self._vocabulary.speaks(words) or self._is_required(source, at, words)
                ):
                    return True
                if not is_flag and FLAG.match(source, given + len(name)) and self._asks(source, given, words[1:], True):
                    return True
                got = GOT.search(source, given, end)
                if got and (self._vocabulary.speaks((got["name"],)) or self._is_required(source, at, [got["name"]])):
                    return True
        return False

    def _is_required(self, source: bytes, at: int, words: list[bytes]) -> bool:
        """Whether a setting names something inside a backing service, or the address of one that is made below."""
        if any(map(INSIDE.search, words)):
            return True
        return any(map(ADDRESS.search, words)) and self._calls.makes(source, at, at + MADE_BELOW)


@cache
def _reads(word: bytes) -> bool:
    """Whether a word speaks of reading a setting."""
    return READ.search(word) is not None


def _end_of_value(source: bytes, given: int) -> int:
    """Where a value ends that a name is given: with the line, or with the bracket that the line opens."""
    end = source.find(b"\n", given, given + VALUE_BYTES)
    return max(end, source.find(b")", end, given + VALUE_BYTES)) if source[given:end].endswith(b"(") else end


def _tried(source: bytes, end: int, indent: int) -> bytes:
    """The statements that are tried above a handler."""
    head = source.rfind(b"\n" + source[end : end + indent] + b"try", 0, end)
    return source[max(head, 0) : end]


def _whole_test(source: bytes, begin: int, test: bytes | None) -> tuple[bytes | None, int]:
    """A test with the lines that it goes on for, and where the last of them begins; None for that of an ``else``."""
    goes_on = test is not None and b":" not in test.partition(b"#")[0]
    more = MORE_LINES.match(source, begin) if goes_on else None
    return (test, begin) if more is None else (more[0], source.rfind(b"\n", 0, more.end()) + 1)


def _may_miss(test: bytes) -> bool:
    """Whether a test may ask for what is missing; said without a loop, for it is asked of every ``if`` there is."""
    return b" not " in test or b" is None" in test or b" and " in test or b'== ""' in test or b"== ''" in test


def _compares(chain: bytes) -> bool:
    """Whether a chain of tests may compare something with a name."""
    return b"==" in chain or b" in " in chain or b" is " in chain or b"with(" in chain


def _head_above(source: bytes, begin: int, indent: bytes) -> int:
    """Where the ``if`` or ``match`` stands that a line follows as the last of a function or of its cases; 0 if there is none."""
    start = max(0, begin - ABOVE)
    outer = LAST_CASE.search(source, max(0, begin - BETWEEN), begin)
    if outer is not None and outer["case"] == b"else":
        return source.rfind(b"\n" + outer["indent"] + b"if ", start, begin) + 1
    if outer is not None:
        return source.rfind(b"\n", 0, max(0, source.rfind(b"match ", start, begin))) + 1
    above, other = (source.rfind(b"\n" + indent + word, start, begin) + 1 for word in (b"if ", b"elif "))
    return above if above and block_end(source, max(above, other), len(indent)) >= begin - BETWEEN else 0


def _if_of_else(source: bytes, at: int, indent: bytes) -> int:
    """Where the ``if`` stands that an ``else`` belongs to; where the ``else`` does, if there is none."""
    head = source.rfind(b"\n" + indent + b"if", 0, at)
    return at if head < 0 else head
