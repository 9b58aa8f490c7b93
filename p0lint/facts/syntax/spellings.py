"""What can be spelt in two ways, as one shape: texts that are filled in by ``%``, tables that are made by ``dict()``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from p0lint.facts.syntax import nodes as n

PLACE = re.compile(r"%(?:\((?P<key>[^)]*)\))?[#0 +-]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<kind>[a-zA-Z%])")


def filled(origin: Any, pattern: n.Expr, given: n.Expr) -> n.Joined | None:
    """``"redis://%s/0" % host`` as the text that it is put together to; None where its left side is no plain text."""
    text = _plain(pattern)
    if text is None:
        return None
    return n.Joined(origin, [part for part in _parts(origin, text, given) if not isinstance(part, n.Str) or part.text])


def _parts(origin: Any, text: str, given: n.Expr) -> Iterator[n.Expr]:
    values = iter(given.items if isinstance(given, n.Seq) and given.kind == "tuple" else [given])
    at = 0
    for place in PLACE.finditer(text):
        yield n.Str(origin, text[at : place.start()])
        at = place.end()
        if place["kind"] == "%":
            yield n.Str(origin, "%")
        elif place["key"] is None:
            yield next(values, n.Other(origin, []))
        else:
            yield _named(place["key"], given)
    yield n.Str(origin, text[at:])


def _named(key: str, given: n.Expr) -> n.Expr:
    """What stands under a key of a mapping; the mapping where that is not written out."""
    items = given.items if isinstance(given, n.Dict) else []
    return next((value for name, value in items if isinstance(name, n.Str) and name.text == key), given)


def _plain(pattern: n.Expr) -> str | None:
    pieces = pattern.parts if isinstance(pattern, n.Joined) else [pattern]
    texts = [piece.text for piece in pieces if isinstance(piece, n.Str)]
    return "".join(texts) if len(texts) == len(pieces) else None


def table(call: n.Call) -> n.Dict | None:
    """``dict(memory=Store)`` as the table that it makes; None for any other call."""
    is_table = isinstance(call.func, n.Name) and call.func.id == "dict" and bool(call.args)
    if not is_table or not all(arg.keyword for arg in call.args):
        return None
    return n.Dict(call.origin, [(n.Str(arg.origin, arg.keyword), arg.value) for arg in call.args])
