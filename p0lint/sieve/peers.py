"""The classes that offer what a class beside them does, which keeps it elsewhere: Ring beside KafkaFeed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from p0lint.catalogue.plain import ACTS
from p0lint.catalogue.siblings import MODULES
from p0lint.sieve.classes import CLASS_BYTES, Span, head_words
from p0lint.sieve.layout import every
from p0lint.sieve.vocabulary import Vocabulary

NAME = re.compile(rb"[ \t]*([A-Za-z]\w*|__[gs]etitem__|__call__)\b")
IS_PART = re.compile(rb"[\w.]")
NO_METHODS: frozenset[bytes] = frozenset()
_ACTS = frozenset(name.encode() for name in ACTS)


def peers(source: bytes, spans: Mapping[bytes, Span], tokens: set[bytes], vocabulary: Vocabulary) -> Iterator[bytes]:
    """The classes that offer all that one offers which says, or calls, what keeps things elsewhere, or no more than that."""
    if len(spans) < 2:
        return
    named = vocabulary.named_elsewhere(spans)
    elsewhere = named | {name for name in _calling(source, spans, tokens) if vocabulary.may_keep(name)}
    theirs = [methods for name in elsewhere if (methods := _methods(source, *spans[name]))]
    extended = {base for start, _ in spans.values() for base in head_words(source, start)[2:]} if theirs else set()
    for name, span in spans.items() if theirs else ():
        if name in named or name in extended or name[:1] == b"_":
            continue
        own = _methods(source, *span) if span[1] - span[0] <= CLASS_BYTES else NO_METHODS
        if own and not own <= _ACTS and any(own <= others or others <= own for others in theirs):
            yield name


def _calling(source: bytes, spans: Mapping[bytes, Span], tokens: set[bytes]) -> set[bytes]:
    """The classes whose bodies speak of the module of a durable technology."""
    modules = tokens & MODULES
    names, begins = list(spans), [start for start, _ in spans.values()]
    found = set()
    for module in modules:
        for at in every(source, module):
            after = source[at + len(module) : at + len(module) + 1]
            if (
                after in (b".", b" ")
                and not IS_PART.match(source, max(at - 1, 0))
                and (place := bisect_right(begins, at))
            ):
                found.add(names[place - 1])
    return found


def _methods(source: bytes, start: int, end: int) -> frozenset[bytes]:
    """The methods that a class offers: the functions that stand as far in as the first."""
    heads = ((source.rfind(b"\n", 0, at) + 1, at) for at in every(source, b"def ", start, end))
    inside = [(source[begin:at].removesuffix(b"async "), at + 4) for begin, at in heads]
    indents = [(indent, at) for indent, at in inside if indent and not indent.strip(b" \t")]
    names = (NAME.match(source, at) for indent, at in indents if indent == indents[0][0])
    return frozenset(name[1] for name in names if name)
