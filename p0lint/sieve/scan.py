"""
Which parts of a file can hold a finding at all: bytes in, candidate lines out.

Every fact needs evidence that stands in the source as a word: the name of something that forgets, an address of this host, a
handler that goes on quietly, a missing setting that nobody raises. The words of a file are looked up in the same catalogue that
the facts ask, so what is dropped here could not have become a finding there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from p0lint.candidates import NO_LINES, Candidates
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.plain import MEMORY_NAMES
from p0lint.catalogue.vague import LOOSE
from p0lint.sieve.calls import Calls
from p0lint.sieve.carriers import carriers_of, handed_out, passed_on
from p0lint.sieve.classes import CLASS_BYTES, Span, class_spans, head_words, may_forget
from p0lint.sieve.docstrings import without_text
from p0lint.sieve.evidence import Evidence
from p0lint.sieve.failures import Failures
from p0lint.sieve.import_lines import from_imports, imports, spelt_imports
from p0lint.sieve.layout import line_numbers
from p0lint.sieve.peers import peers
from p0lint.sieve.plain_values import kept_here, plain_values
from p0lint.sieve.shields import DECORATOR, shielded, shields_of
from p0lint.sieve.tokens import tokens_of
from p0lint.sieve.vocabulary import CHOOSES, COMMON, NAME, Vocabulary

IN_MEMORY = tuple(name.encode() for name in MEMORY_NAMES)
NEWLINE = re.compile(rb"\r\n?|\n")
Confirm = Callable[[frozenset[bytes]], frozenset[bytes]]


@dataclass(frozen=True, slots=True)
class Scan:
    """
    What the bytes of a source say of it.

    ``candidates`` is None where they could not be told. ``carriers`` are the names defined there that hold evidence, so that it
    counts where they are used; ``@name`` where it is used as a decorator. ``imports`` holds modules, as written, each with a
    name taken from it and what that is called here.
    """

    candidates: Candidates | None
    carriers: frozenset[bytes]
    imports: tuple[tuple[bytes, bytes, bytes], ...]


class Sieve:
    """Drops what could not give a finding."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._vocabulary = Vocabulary(catalogue)
        self._evidence = Evidence(self._vocabulary)
        self._calls = Calls(catalogue, self._vocabulary)
        self._failing = Failures(self._vocabulary, self._calls)

    def scan(self, source: bytes, confirm: Confirm = lambda names: names) -> Scan:
        """
        What the bytes of a source say of it.

        ``confirm`` says which of the classes whose text leaves it open that they forget really do.
        """
        source = without_text(source)
        tokens = tokens_of(source)
        known = self._vocabulary.evidence(tokens)
        choosing = self._vocabulary.chooses(known)
        known = {
            token: flags
            for token, flags in known.items()
            if flags != CHOOSES and (choosing or flags != COMMON or token.lower() in LOOSE)
        }
        taking = from_imports(source)
        found = set(self._evidence.words(source, known)) if known else set()
        found.update(self._evidence.imported(source, taking, known))
        found.update(self._evidence.signs(source))
        found.update(self._evidence.bare(source, tokens))
        spans = class_spans(source) if b"class" in tokens else {}
        suspects = self._suspects(source, spans, tokens, known)
        carriers = frozenset(carriers_of(source, found)) - suspects | (confirm(suspects) if suspects else suspects)
        used, carriers = passed_on(source, carriers)
        found.update(used)
        found.update(list(handed_out(source, found)))
        found.update(plain_values(source, spans, self._calls))
        found.update(kept_here(source, tokens))
        shields = shields_of(source, tokens)
        failing = {*self._failing.within(source, tokens), *shielded(source, shields, self._calls)}
        taken = (*imports(taking), *(spelt_imports(source) if choosing else ()))
        return Scan(_candidates(source, found, failing), carriers | shields, taken)

    def widen(
        self, source: bytes, candidates: Candidates, carried: frozenset[bytes], confirm: Confirm = lambda names: names
    ) -> Candidates:
        """The candidates of a scanned source, and what names that it imports, and that carry evidence elsewhere, add to them."""
        source = without_text(source)
        known = {name for name in carried if name.lstrip(b".") in source}
        if not known:
            return candidates
        decorated = set(shielded(source, known, self._calls))
        known = {name for name in known if not name.startswith(DECORATOR)}
        found = set(self._evidence.uses(source, known))
        found.update(self._evidence.imported(source, from_imports(source), known))
        heirs = _heirs(source, class_spans(source), {name.rpartition(b".")[2] for name in known})
        carriers = frozenset(carriers_of(source, found)) - heirs | (confirm(heirs) if heirs else heirs)
        found.update(passed_on(source, carriers)[0])
        found.update(list(handed_out(source, found)))
        added = _candidates(source, found, decorated)
        evidence, failing = {*candidates.evidence, *added.evidence}, {*candidates.failures, *added.failures}
        return Candidates(tuple(sorted(evidence)), tuple(sorted(failing)))

    def holds(self, source: bytes) -> bool:
        """Whether a piece of source names or spells something that forgets."""
        known = self._vocabulary.evidence(tokens_of(source))
        if known and any(True for _ in self._evidence.words(source, known)):
            return True
        return any(True for _ in self._evidence.signs(source))

    def _suspects(
        self, source: bytes, spans: Mapping[bytes, Span], tokens: set[bytes], known: dict[bytes, int]
    ) -> frozenset[bytes]:
        """The classes that may forget by their body or by their base, whatever their name."""
        by_body = {
            name
            for name, (start, end) in spans.items()
            if end - start <= CLASS_BYTES
            and (name.startswith(IN_MEMORY) or self._vocabulary.speaks(head_words(source, start)))
            and may_forget(source, start, end)
        }
        named = {token for token, flags in known.items() if flags & NAME}
        return _heirs(source, spans, named) | by_body | frozenset(peers(source, spans, tokens, self._vocabulary))


def _heirs(source: bytes, spans: Mapping[bytes, Span], names: set[bytes]) -> frozenset[bytes]:
    """The classes whose name, or a base of theirs, is one of something that forgets."""
    classes = spans.items() if names else ()
    return frozenset(name for name, (start, _) in classes if not names.isdisjoint(head_words(source, start)))


def _candidates(source: bytes, evidence: set[int], failures: set[int]) -> Candidates:
    if not evidence and not failures:
        return NO_LINES
    if b"\r" in source:
        source = NEWLINE.sub(_one_end, source)
    return Candidates(line_numbers(source, evidence), line_numbers(source, failures))


def _one_end(match: re.Match[bytes]) -> bytes:
    """The end of a line as a line feed, so that every byte of the source stays where it is."""
    return b"\n".rjust(len(match.group()))
