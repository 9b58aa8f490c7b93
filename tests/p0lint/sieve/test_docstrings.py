"""What only tells is taken out of a source, and nothing else is."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

import p0lint
from p0lint.sieve.docstrings import without_text

OURS = sorted(Path(p0lint.__file__).parent.rglob("*.py"))
THEIRS = sorted(Path(tokenize.__file__).parent.glob("*.py"))[::4]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(b'x = """memory"""\n', id="a value in one line"),
        pytest.param(b'run(\n    """memory"""\n)\n', id="an argument on a line of its own"),
        pytest.param(b'd = {"a":\n    """memory"""}\n', id="a value below its key"),
        pytest.param(b'x = f"""{get("A", "memory")}\n"""\n', id="code in a text over several lines"),
        pytest.param(b'x = rf"""{get("A", "memory")}\n"""\n', id="code in a raw text"),
        pytest.param(b'# a mark: """\nx = \'memory\'\n# and: """\n', id="marks in comments"),
        pytest.param(b"x = '\"\"\"'\ny = 'memory'\nz = '\"\"\"'\n", id="marks in strings"),
        pytest.param(b'x = """memory\n', id="a string that never ends"),
    ],
)
def test_code_is_kept(source: bytes) -> None:
    assert without_text(source) == source


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        pytest.param(b'"""One\nmemory\n"""\nx = 1\n', b"x=1", id="of a module"),
        pytest.param(b'def f():\n    """Memory."""\n    return 1\n', b"deff():return1", id="in one line"),
        pytest.param(
            b'def f(\n    a,\n) -> int:\n    """Memory."""\n', b"deff(a,)->int:", id="below the end of a head"
        ),
        pytest.param(b"x = '''a\r\nb\r\n'''; y = 2\r\n", b"x=;y=2", id="three single quotes"),
        pytest.param(b'x = """a\n\\""" b\n"""; y = 2\n', b"x=;y=2", id="a mark behind a backslash"),
        pytest.param(b'x = """a \'\'\' b\n"""; y = 2\n', b"x=;y=2", id="the other mark inside"),
        pytest.param(b'# it\'s\nx = "\\""; y = """a\n"""; z = 3\n', b'#it\'sx="\\"";y=;z=3', id="after another string"),
    ],
)
def test_text_is_taken_out_and_the_ends_of_its_lines_stay(source: bytes, kept: bytes) -> None:
    left = without_text(source)

    assert b"".join(left.split()) == kept
    assert re.findall(rb"[\r\n]", left) == re.findall(rb"[\r\n]", source)


def test_what_follows_a_text_stands_as_far_in_as_before() -> None:
    assert without_text(b'x = f("""a\n""").b\n') == b"x = f(\n   ).b\n"


@pytest.mark.parametrize("path", [*OURS, *THEIRS], ids=lambda path: path.name)
def test_no_name_of_real_code_is_lost(path: Path) -> None:
    source = path.read_bytes()

    lines = without_text(source).decode().splitlines()

    at = dict.fromkeys(range(len(lines)), 0)
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.NAME:
            row = token.start[0] - 1
            at[row] = lines[row].index(token.string, at[row]) + len(token.string)  # one behind the other, as they stood
