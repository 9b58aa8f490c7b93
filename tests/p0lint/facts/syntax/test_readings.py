"""The quick and the exact reading of a part give the same nodes: what the one finds, the other reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import p0lint
from p0lint.facts.collect import parts
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.module import Module
from p0lint.facts.syntax.unit import exact_unit, quick_unit

OURS = Path(p0lint.__file__).parent
SHAPES = """\
async def f(a, /, b: int = 1, *args, c="x", **kwargs) -> None:
    async with open(a) as one, lock: pass
    async for x, *y in await g(): continue
    else: z = [*a, *b]
    first = second = {"k": 1, **other}; third: int; fourth: str = "\\u20ac"
    del first; global g1, g2
    try: import os.path, os as o, a.b as c
    except (A, B) as error: raise X from error
    finally: from ..p import q as r, s
    match a.b:
        case 1 | "two" | c.D if b: return
        case None | True: return None
        case {"k": v, **rest} | [1, *_]: return -1 + 2 * 3 / 4 - 5j
        case _: yield lambda x, y=1: x if y else (x := 2)
    text = "a" "b" f"c{x!r:>{w}}\\n{{}}" + rb"\\d".decode() + r"\\n" f"\\t" rf"\\t{x}"
    assert not a < b <= c is not d not in e, "m"
    while a and b or c and (d and e) or f: a[1:2, ..., ::3][b]["c"] += [i for i, j in k if l if m for n in o]
    a @= {x: y for x in z} or {*s} or (i async for i in h)


@decorator(1)
class C(Base[int], metaclass=M, **k):
    "doc"
    field: int = 1.5
    def g(self): return self.x, super().g(*a, b=1, **c)
    class D: pass
"""


def shape(value: object) -> object:
    """What a node says, without its origin; a text is the same whether or not it was written in parts."""
    if isinstance(value, n.Joined):
        return list(_merged(value))
    if isinstance(value, n.Str):
        return [value.text]
    if isinstance(value, n.Node):
        names = [field.name for field in fields(value) if field.name != "origin"]
        return (type(value).__name__, *(shape(getattr(value, name)) for name in names))
    if isinstance(value, (list, tuple)):
        return [shape(each) for each in value]
    return {key: shape(each) for key, each in value.items()} if isinstance(value, dict) else value


def _merged(value: n.Joined) -> Iterator[object]:
    text = ""
    for part in _flat(value):
        if isinstance(part, n.Str):
            text += part.text
        else:
            yield from ([text] if text else [])
            yield shape(part)
            text = ""
    yield from ([text] if text else [])


def _flat(value: n.Joined) -> Iterator[n.Node]:
    for part in value.parts:
        yield from _flat(part) if isinstance(part, n.Joined) else [part]


def readings(module: Module) -> list[tuple[object, object]]:
    """Each part of a module, read quickly and exactly."""
    spans = [part.span for part in parts(module)]
    return [(shape(quick_unit(module, span).body), shape(exact_unit(module, span).body)) for span in spans]


def test_every_kind_of_syntax_is_read_alike() -> None:
    module = Module("a.py", "a.py", "a", False, SHAPES.encode())

    read = readings(module)

    assert len(read) == 5
    assert [quick for quick, _ in read] == [exact for _, exact in read]


# Without the generated tables, which are a few shapes over and over and take as long as all the rest.
CODE = sorted(path for path in OURS.rglob("*.py") if path.name != "_generated.py")


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(OURS).as_posix())
def test_real_code_is_read_alike(path: Path) -> None:
    read = readings(Module(str(path), path.name, path.stem, False, path.read_bytes()))

    assert [quick for quick, _ in read] == [exact for _, exact in read]


def test_a_place_is_the_same_in_both_readings() -> None:
    source = 'def f():\n    ä = "ö"; return Store(ä, "memory")\n'
    module = Module("a.py", "a.py", "a", False, source.encode())
    (span,) = (part.span for part in parts(module))

    places = []
    for unit in (quick_unit(module, span), exact_unit(module, span)):
        function = unit.body[0]
        assert isinstance(function, n.Func)
        places.append([unit.place(node) for node in function.walk() if isinstance(node, (n.Str, n.Call, n.Return))])

    assert places[0] == places[1]
    assert [(place.line, place.column, place.end_column) for place in places[0]] == [
        (2, 9, 12),
        (2, 14, 39),
        (2, 21, 39),
        (2, 30, 38),
    ]
