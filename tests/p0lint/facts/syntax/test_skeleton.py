"""A source without the bodies of its functions says the same of where its definitions stand."""

from __future__ import annotations

import ast
import tokenize
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import p0lint
from p0lint.errors import FileFailed
from p0lint.facts.syntax.index import ClassIndex, Span
from p0lint.facts.syntax.module import Module
from p0lint.facts.syntax.skeleton import skeleton

OURS = sorted(Path(p0lint.__file__).parent.rglob("*.py"))
THEIRS = sorted(Path(tokenize.__file__).parent.glob("*.py"))


def places(found: object) -> object:
    """What an index says, without how far into the last line a definition goes: a comment may follow there."""
    if isinstance(found, Span):
        return found.start, found.end, found.indent
    if isinstance(found, ClassIndex):
        return found.name, places(found.span), places(found.parts)
    if is_dataclass(found):
        return [places(getattr(found, field.name)) for field in fields(found)]
    if isinstance(found, dict):
        return {name: places(value) for name, value in found.items()}
    return [places(value) for value in found] if isinstance(found, (list, tuple)) else found


def definitions(source: bytes, *, whole: bool) -> object:
    """Where the definitions of a source stand, by all of it or by what is left without the bodies of its functions."""
    return places(Module("a.py", "a.py", "a", is_package=False, source=source, whole=whole).index)


@pytest.mark.parametrize("path", [*OURS, *THEIRS], ids=lambda path: path.stem)
def test_definitions_of_real_code_stand_where_they_stood(path: Path) -> None:
    source = path.read_bytes()

    assert definitions(source, whole=False) == definitions(source, whole=True)


def test_hardly_any_real_code_is_laid_out_so_oddly_that_all_of_it_is_parsed() -> None:
    sources = [path.read_bytes() for path in (*OURS, *THEIRS)]

    assert sum(is_program(skeleton(source)) for source in sources) > 0.95 * len(sources)


def is_program(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(): return 1\nx = 1\n", id="one line"),
        pytest.param("def f(\n    a=(1, [2]),\n) -> str:\n    return a\n", id="a head of many lines"),
        pytest.param("def f(a,\n      b):  # why\n    '''Text.'''\n\n# below\nx = 1\n", id="nothing but a docstring"),
        pytest.param(
            "class A:\n    @property\n    async def f(self):\n        x = 1\n        # last\n\n    y = 2\n", id="method"
        ),
        pytest.param("def f():\n    x = [\n1, 2\n]\n    return x\n", id="a table at the left margin"),
        pytest.param(
            "def f():\n    return '''\ndef g():\n    pass\n'''\n\n\ndef h():\n    pass\n", id="code in a text"
        ),
        pytest.param("def f():\n    return f'''\n{x}\n'''\n'''Of f.'''\ny = 1\n", id="a text below"),
        pytest.param("def f():\n    def g():\n        return 1\n    return g\ndef h(): pass\n", id="a function in it"),
        pytest.param("def f():\n    x = 1 + \\\n2\n    return x\ny = 1\n", id="a line that goes on at the left margin"),
        pytest.param("if A:\n    def f():\n        return 1\nelse:\n    def f():\n        return 2\n", id="in blocks"),
        pytest.param("def f():\n    return 'ä'; x = 1\ny = 2\n", id="two statements on a line"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_definitions_stand_where_they_stood(source: str, end: str) -> None:
    written = source.replace("\n", end).encode()

    assert definitions(written, whole=False) == definitions(written, whole=True)


def test_most_of_a_long_function_is_gone() -> None:
    assert len(skeleton(b"def f():\n" + b"    x = 1\n" * 50).split()) < 5


def test_a_part_that_is_no_python_is_named_when_it_is_read() -> None:
    source = b"def f():\n    return 1\n\n\ndef g():\n    return 1 +\n"
    module = Module("a.py", "a.py", "a", is_package=False, source=source, whole=False)
    functions = module.index.functions

    assert module.unit(functions["f"]).body
    with pytest.raises(FileFailed) as failed:
        module.unit(functions["g"])
    assert (failed.value.line, "cannot be parsed" in failed.value.reason) == (6, True)
