"""Hostile sources: each is checked, or named as failed for one reason; nothing else is lost, and nothing hangs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from p0lint.api import CheckOptions, check
from p0lint.discovery import discover
from p0lint.finding import Report, Unchecked
from p0lint.sieve import Scan, Sieve

READ = 'os.getenv("FLAGS_BACKEND", "memory")'
FINDING = f"import os\n\nbackend = {READ}\n"
OPTIONS = CheckOptions(isolated=True, jobs=1)

# How Python words it changed with 3.11.
CONTROL_Z = "invalid syntax" if sys.version_info < (3, 11) else "invalid non-printable character U+001A"


@pytest.fixture(autouse=True)
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(report: Report) -> list[tuple[str, int, int, str]]:
    return [(each.path, each.line, each.column, each.code) for each in report.findings if each.code != "P0001"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(FINDING, "utf-8-sig", id="byte-order-mark"),
        pytest.param(f'# -*- coding: latin-1 -*-\nx = "\xe9"; y = {READ}\n', "latin-1", id="latin-1"),
        pytest.param(f'#!x\n# vim: set fileencoding=cp1252 :\na = "\u201c"; y = {READ}\n', "cp1252", id="cp1252"),
        pytest.param(f'# coding: shift_jis\nx = "\u8868"; y = {READ}\n', "shift_jis", id="shift-jis"),
        pytest.param(f'x = "\u8868\U0001f600"; y = {READ}\n', "utf-8", id="utf-8"),
        pytest.param(FINDING.replace("\n", "\r"), "utf-8", id="lone-carriage-return"),
        pytest.param(FINDING.replace("\n", "\r\n"), "utf-8", id="carriage-return-and-line-feed"),
        pytest.param(f"import os\r\n\rx = {READ}\n", "utf-8", id="mixed-line-ends"),
        pytest.param(f"\f\n\fx = {READ}\n\f", "utf-8", id="form-feeds"),
        pytest.param(f"def f():\n\f    x = {READ}\n    return x\n", "utf-8", id="form-feed-before-the-indent"),
        pytest.param(f'# \u2028 \x1c\nx = "\x0b\x85"; y = {READ}\n', "utf-8", id="no-line-ends-of-python"),
        pytest.param(FINDING.rstrip(), "utf-8", id="no-line-end-at-the-end"),
        pytest.param(f"a = 1; b = {READ}; c = 2\n", "utf-8", id="between-semicolons"),
        pytest.param(f"a = (\n1); b = (\n{READ}\n); c = (\n2)\n", "utf-8", id="between-semicolons-over-lines"),
        pytest.param(f"\xe9 = 1; b = {READ}\n", "utf-8", id="after-a-wide-letter"),
        pytest.param(f"class A: a = 1; flags_backend: str = {READ}\n", "utf-8", id="class-in-one-line"),
        pytest.param(f"def f(): a = 1; return {READ}\n", "utf-8", id="function-in-one-line"),
        pytest.param(f'x = "\\ud800"; y = {READ}\n', "utf-8", id="lone-surrogate"),
        pytest.param(f"def f():\n\tx = {READ}\n\treturn x\n", "utf-8", id="tabs"),
        pytest.param(f"x = \\\n{READ}\n", "utf-8", id="continued-line"),
    ],
)
def test_odd_text_is_checked_and_places_are_right(text: str, encoding: str) -> None:
    Path("a.py").write_bytes(text.encode(encoding))

    report = check(["a.py"], OPTIONS)

    lines = re.split(r"\r\n?|\n", text)
    line = next(number for number, each in enumerate(lines, 1) if READ in each)
    assert report.failed == ()
    assert found(report) == [("a.py", line, lines[line - 1].index('"memory"') + 1, "P0101")]


# Blocks of nothing but this are empty for all that looks at them.
UNSAID = "del x"


@pytest.mark.parametrize(
    "text",
    [
        "if a:\n    {0}\nelif b:\n    {0}\nelse:\n    {0}\n",
        "try:\n    {0}\nexcept KeyError:\n    {0}\nexcept Exception:\n    {0}\nelse:\n    {0}\nfinally:\n    {0}\n",
        "for a in b:\n    try:\n        c()\n    except Exception:\n        {0}\nelse:\n    {0}\nraise a\n",
        "while not a:\n    try:\n        a = b()\n        break\n    except Exception:\n        {0}\n",
        "def g():\n    for a in b:\n        try:\n            return c()\n        except Exception:\n            {0}\n    return d\n",
        "with a:\n    {0}\n",
        "match a:\n    case 1:\n        {0}\n    case _:\n        {0}\n",
        "def g():\n    {0}\nclass A:\n    {0}\n    def h(self):\n        {0}\n",
        (
            "class A:\n    def __init__(self):\n        self.on = bool(os.environ.get('CART_URL'))\n"
            "    def save(self):\n        if not self.on:\n            {0}\n        store(self)\n"
        ),
        (
            "def d(f):\n    def w(*args):\n        try:\n            return f(*args)\n        except Exception:\n            {0}\n"
            "    return w\n@d\ndef connect():\n    return Redis(url)\n"
        ),
    ],
)
@pytest.mark.parametrize("after", ["", f"return {READ}", "raise y"])
def test_blocks_that_say_nothing_are_checked(text: str, after: str) -> None:
    body = "".join(f"    {line}\n" for line in [*text.format(UNSAID).splitlines(), after])
    Path("a.py").write_text(f"import os\n\n\ndef f(x, y):\n{body}\n{text.format(UNSAID)}", encoding="utf-8")

    report = check(["a.py"], CheckOptions(isolated=True, jobs=1, sieve=False))

    assert report.failed == ()
    assert [code for *_, code in found(report)] == ["P0101"] * after.startswith("return")


CLEAN = "def total(items):\n    return sum(items)\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(CLEAN.encode() + b"\0", id="nul-byte"),
        pytest.param(b"name = '\xe9'\n", id="undecodable"),
        pytest.param(b"# coding: no-such\nname = '\xe9'\n", id="unknown-encoding"),
        pytest.param(f"{CLEAN}<<<<<<< ours\n{CLEAN}=======\n{CLEAN}>>>>>>> theirs\n".encode(), id="half-done-merge"),
        pytest.param(b"def total(items):\n    return sum(\n", id="cut-off"),
    ],
)
@pytest.mark.parametrize("beside", ["", FINDING])
def test_what_looks_broken_is_named_in_a_run_that_is_too_large_to_parse_all(
    source: bytes, beside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("p0lint.api.VERIFIED_BYTES", 1)
    Path("broken.py").write_bytes(beside.encode() + source)
    Path("clean.py").write_text(CLEAN)

    report = check(["."], OPTIONS)

    assert [each.path for each in report.failed] == ["broken.py"]
    assert report.checked == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"x = {'(' * 90}{READ}{')' * 90}\n", id="parentheses"),
        pytest.param(f"x = {READ}\ny = {'f(' * 90}1{')' * 90}\n", id="calls-in-calls"),
        pytest.param(f"x = {READ}\ny = a{'.b()' * 190}\n", id="calls-of-calls"),
        pytest.param(f"x = {READ}\ny = a{'.b' * 390}\n", id="attributes"),
        pytest.param(f"x = {READ}\ny = a{' + b' * 390}\n", id="terms"),
        pytest.param(f"x = {READ}\ny = ({'1,' * 5000})\n", id="long-list"),
        pytest.param(f"x = {READ}, ({'1,' * 5000})\n", id="inside-a-long-list"),
        pytest.param(f"x = {READ}\ny = (" + '"a"\n' * 1000 + ")\n", id="adjacent-strings"),
        pytest.param(f"x = {READ}\ny = a{' < b' * 3000}\n", id="comparisons"),
        pytest.param(f"{'x = ' * 1000}{READ}\n", id="targets"),
        pytest.param(f"if a: x = {READ}\n" + "elif a: pass\n" * 190, id="elif"),
        pytest.param("".join(" " * n + "if a:\n" for n in range(90)) + " " * 90 + f"x = {READ}\n", id="indents"),
        pytest.param(f"x = {READ}\n" * 100, id="many-findings"),
    ],
)
def test_what_nests_deep_but_not_too_deep_is_checked(text: str) -> None:
    Path("a.py").write_text(text)

    report = check(["a.py"], OPTIONS)

    assert report.failed == ()
    assert {code for *_, code in found(report)} == {"P0101"}


def test_a_function_that_calls_itself_in_many_places_is_read_once() -> None:
    calls = "".join(f"    if a == {n}:\n        return kind(a - {n})\n" for n in range(38))
    Path("a.py").write_text(
        f'import os\n\n\ndef kind(a):\n{calls}    return "memory"\n\n\nbackend = {READ}\nother = kind(1)\n'
    )

    report = check(["a.py"], OPTIONS)

    assert report.failed == ()
    assert {code for *_, code in found(report)} == {"P0101"}


Shape = Callable[[int], str]
SHAPES: dict[str, Shape] = {
    "parentheses": lambda size: f"x = {'(' * size}{READ}{')' * size}\n",
    "brackets": lambda size: f"x = {'[' * size}{READ}{']' * size}\n",
    "calls-in-calls": lambda size: f"x = {'f(' * size}{READ}{')' * size}\n",
    "calls-of-calls": lambda size: f"x = {READ}{'.b()' * size}\n",
    "attributes": lambda size: f"x = {READ}{'.b' * size}\n",
    "subscripts": lambda size: f"x = {READ}{'[0]' * size}\n",
    "terms": lambda size: f"x = {READ}{' + b' * size}\n",
    "terms-on-lines": lambda size: f"x = ({READ}\n" + "+ b\n" * size + ")\n",
    "or": lambda size: f"x = {READ}{' or b' * size}\n",
    "not": lambda size: f"x = {'not ' * size}{READ}\n",
    "signs": lambda size: f"x = {'-' * size}{READ}\n",
    "conditionals": lambda size: f"x = {'a if b else ' * size}{READ}\n",
    "lambdas": lambda size: f"x = {'lambda: ' * size}{READ}\n",
    "elif": lambda size: f"if a: x = {READ}\n" + "elif a: pass\n" * size,
    "elif-in-a-function": lambda size: f"def f():\n if a: x = {READ}\n" + " elif a: pass\n" * size,
}


@pytest.mark.parametrize("size", [1_000, 20_000])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_nests_too_deep_is_named_and_nothing_else_is_lost(shape: str, size: int) -> None:
    Path("deep.py").write_text(SHAPES[shape](size))
    Path("good.py").write_text(FINDING)

    report = check(["."], OPTIONS)

    assert [each.path for each in report.failed] == ["deep.py"]
    assert report.failed[0].reason.startswith(
        (
            "it nests more than 400 levels deep: ",
            "it nests too deep for Python to parse: ",
            "it cannot be parsed: too many",
        )
    )
    assert found(report) == [("good.py", 3, 38, "P0101")]
    assert [each.path for each in report.findings if each.code == "P0001"] == ["deep.py"]


def test_the_limit_is_told_with_its_line() -> None:
    Path("a.py").write_text(
        f"import os\n\n\nclass A:\n    def f(self):\n        x = {READ}\n        return x{'.b' * 401}\n"
    )

    report = check(["a.py"], OPTIONS)

    assert report.failed == (Unchecked("a.py", "it nests more than 400 levels deep: split what begins there"),)
    assert [(each.code, each.line) for each in report.findings] == [("P0001", 7)]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(b"x = 1\0\n", "it holds a NUL byte: save it as text", id="nul"),
        pytest.param(FINDING.encode("utf-16"), "it holds a NUL byte: save it as text", id="utf-16"),
        pytest.param(
            b'\n\nx = "\xe9"\n',
            "it cannot be decoded: 'utf-8' codec can't decode byte 0xe9 in position 7: ",
            id="latin-1",
        ),
        pytest.param(b"# coding: klingon\n", "it cannot be decoded: unknown encoding: klingon", id="unknown-cookie"),
        pytest.param(b"# coding: hex\n", "it cannot be decoded: 'hex' is not a text encoding", id="no-text-cookie"),
        pytest.param(b"# coding: undefined\n", "it cannot be decoded: ", id="codec-that-refuses"),
        pytest.param(
            b"\xef\xbb\xbf# coding: latin-1\n", "it cannot be decoded: encoding problem: utf-8", id="two-encodings"
        ),
        pytest.param(b"print 'x'\n", "it cannot be parsed: Missing parentheses in call to 'print'", id="python-2"),
        pytest.param(
            b"def f():\n\tx\n        y\n", "it cannot be parsed: inconsistent use of tabs and spaces", id="bad-tabs"
        ),
        pytest.param(b"x = (\n", "it cannot be parsed: '(' was never closed", id="open"),
        pytest.param(b"x = 1\x1a\n", f"it cannot be parsed: {CONTROL_Z}", id="control-z"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_python_cannot_read_is_named_and_nothing_else_is_lost(source: bytes, reason: str, jobs: int) -> None:
    Path("bad.py").write_bytes(source)
    Path("good.py").write_text(FINDING)

    report = check(["."], CheckOptions(isolated=True, jobs=jobs))

    assert [(each.path, each.reason[: len(reason)]) for each in report.failed] == [("bad.py", reason)]
    assert [path for path, *_ in found(report)] == ["good.py"]
    assert report.exit_code == 2


def test_a_byte_that_cannot_be_decoded_is_told_with_its_line() -> None:
    Path("a.py").write_bytes(b'x = 1\n\n\ny = "\xe9"\n')

    (finding,) = check(["a.py"], OPTIONS).findings

    assert (finding.code, finding.line, finding.source) == ("P0001", 4, 'y = "\N{REPLACEMENT CHARACTER}"')


def test_a_hostile_module_costs_the_one_that_imports_it_nothing() -> None:
    Path("deep.py").write_text(
        f'import os\nNAME = "memory"{" + a" * 20_000}\ndef read():\n    return os.getenv("X"){".b" * 20_000}\n'
    )
    Path("app.py").write_text(f"from deep import NAME, read\n{FINDING}x = os.getenv('Y_BACKEND', NAME) or read()\n")

    report = check(["app.py"], OPTIONS)

    assert report.failed == ()
    assert [(path, line) for path, line, *_ in found(report)] == [("app.py", 4)]


def test_python_warnings_about_the_source_reach_nobody() -> None:
    Path("a.py").write_text(f'import os\nx = "\\d" is "\\d"\nassert (1, 2)\ny = 1or 2\nz = {READ}, "\\d"\n')
    command = [sys.executable, "-W", "error", "-m", "p0lint", "--isolated", "--format", "concise", "a.py"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert (done.returncode, done.stdout[:9]) == (1, "a.py:5:32")


def test_what_is_no_regular_file_is_passed_over_or_named_and_never_waited_for(top: Path) -> None:
    Path("good.py").write_text(FINDING)
    Path("folder.py").mkdir()
    Path("gone.py").symlink_to("none.py")
    Path("loop").symlink_to(top)
    Path("ring.py").symlink_to("ring.py")
    os.mkfifo("pipe.py")

    assert [path for path, *_ in found(check(["."], OPTIONS))] == ["good.py"]
    report = check(["good.py", "folder.py", "gone.py", "ring.py", "pipe.py"], OPTIONS)
    assert [path for path, *_ in found(report)] == ["good.py"]
    assert report.failed == (
        Unchecked("gone.py", "no such file or folder"),
        Unchecked("pipe.py", "not a regular file"),
        Unchecked("ring.py", "no such file or folder"),
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_vanishes_or_turns_into_something_else_is_named(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gone.py", "folder.py", "pipe.py", "good.py"):
        Path(name).write_text(FINDING)

    def change(*arguments: object) -> object:
        discovered = discover(*arguments)  # type: ignore[arg-type]
        for name in ("gone.py", "folder.py", "pipe.py"):
            Path(name).unlink()
        Path("folder.py").mkdir()
        os.mkfifo("pipe.py")
        return discovered

    monkeypatch.setattr("p0lint.api.discover", change)
    report = check(["."], CheckOptions(isolated=True, jobs=jobs))

    assert [path for path, *_ in found(report)] == ["good.py"]
    assert report.failed == (
        Unchecked("folder.py", "it cannot be read: Is a directory"),
        Unchecked("gone.py", "it cannot be read: No such file or directory"),
        Unchecked("pipe.py", "it cannot be read: not a regular file"),
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_named() -> None:
    Path("good.py").write_text(FINDING)
    Path("shut.py").write_text(FINDING)
    Path("shut.py").chmod(0)

    report = check(["."], OPTIONS)

    assert [path for path, *_ in found(report)] == ["good.py"]
    assert report.failed == (Unchecked("shut.py", "it cannot be read: Permission denied"),)


@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude", "p0lint.toml", "setup.cfg", "pyproject.toml"])
def test_a_pipe_in_the_place_of_a_settings_file_is_not_waited_for(name: str) -> None:
    Path("a.py").write_text(FINDING)
    Path(".git/info").mkdir()
    os.mkfifo(name)
    command = [sys.executable, "-m", "p0lint", "--format", "concise", "."]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)

    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


def test_files_of_the_same_source_are_all_checked() -> None:
    Path("a.py").write_text(FINDING)
    Path("b.py").symlink_to("a.py")
    os.link("a.py", "c.py")

    assert [path for path, *_ in found(check(["."], OPTIONS))] == ["a.py", "b.py", "c.py"]


def test_a_defect_of_the_sieve_costs_one_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_text(FINDING)
    Path("b.py").write_text("x = 1  # odd\n")
    scan = Sieve.scan

    def defective(self: Sieve, source: bytes, *rest: Any) -> Scan:
        if b"odd" in source:
            raise IndexError("planted")
        return scan(self, source, *rest)

    monkeypatch.setattr(Sieve, "scan", defective)
    report = check(["."], OPTIONS)

    assert [path for path, *_ in found(report)] == ["a.py"]
    assert report.failed == (Unchecked("b.py", "p0lint failed on it: IndexError: planted"),)
