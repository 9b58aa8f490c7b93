"""The report for people, frame by frame."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p0lint.finding import Finding, Report, Unchecked
from p0lint.reporters import View, render
from tests.p0lint.reporters.samples import CLEAN, FALLTHROUGH, FULL

SHORT = replace(FALLTHROUGH, chain=(), hint="")


def framed(finding: Finding) -> list[str]:
    """The lines of the frame, without the head, the arrow and the summary."""
    return render("text", Report((finding,), 1)).split("\n\n")[0].splitlines()[3:]


def test_a_clean_run_is_one_line() -> None:
    assert render("text", CLEAN) == "no finding in 3 files\n"


def test_a_clean_run_tells_what_it_did_not_look_at() -> None:
    report = replace(CLEAN, skipped=FULL.skipped, excused=FULL.excused)

    assert render("text", report) == "no finding in 3 files, 1 finding excused, 1 file skipped\n"


def test_a_full_report() -> None:
    assert (
        render("text", FULL)
        == """\
P0104 fallthrough: 'flags' ends in InMemoryFlags, which forgets on restart
   --> app/flags.py:12:12
    |
 12 |     return InMemoryFlags()
    |            ^^^^^^^^^^^^^^^
   ::: app/settings.py:3:11: FLAGS_BACKEND is read
  3 | BACKEND = os.getenv("FLAGS_BACKEND")
    |           ^
   ::: app/backends.py:104:7: 'InMemoryFlags' keeps its state in a dict
    |
    = hint: raise for what is not known

P0301 accepts-nondurable: 'memory' is taken without a gate
 --> app/ünï code.py:2:9
  |
2 |   x = 1 + table(
  |  _________^
3 | |     "a",
4 | | )
  | |_^

error: app/locked.py: not checked: it cannot be read: Permission denied
error: app/odd.py: rule P0105 crashed: KeyError: 'x'

2 findings in 2 files, 5 files checked, 1 finding excused, 1 file skipped, 1 file not checked, 1 problem
"""
    )


def test_a_failed_file_that_has_a_finding_is_told_once() -> None:
    unread = replace(
        SHORT, code="P0001", category="unreadable-file", source="", message="not checked: it has a NUL byte"
    )
    report = Report((unread,), 0, failed=(Unchecked(unread.path, "it has a NUL byte"),))

    assert render("text", report) == (
        "P0001 unreadable-file: not checked: it has a NUL byte\n"
        "  --> app/flags.py:12:12\n\n"
        "1 finding in 1 file, 0 files checked, 1 file not checked\n"
    )


def test_a_failed_run_without_findings_does_not_read_as_clean() -> None:
    report = replace(CLEAN, problems=("app/odd.py: rule P0105 crashed",))

    assert render("text", report) == (
        "error: app/odd.py: rule P0105 crashed\n\nno finding in the 3 files checked, 1 problem\n"
    )


@pytest.mark.parametrize(
    ("source", "column", "end_column", "expected"),
    [
        pytest.param("\tx = y", 6, 7, ["12 |     x = y", "   |         ^"], id="tab"),
        pytest.param("日本 = y", 6, 7, ["12 | 日本 = y", "   |        ^"], id="wide"),
        pytest.param("e\u0301 = y", 6, 7, ["12 | e\u0301 = y", "   |     ^"], id="combining"),
        pytest.param("x = '日本'", 5, 9, ["12 | x = '日本'", "   |     ^^^^^^"], id="wide-range"),
        pytest.param("x = '\x1b[2J'", 5, 10, ["12 | x = '␛[2J'", "   |     ^^^^^"], id="escape-sequence"),
        pytest.param("x = ", 5, 5, ["12 | x = ", "   |     ^"], id="empty-range"),
        pytest.param("x = y\r", 5, 6, ["12 | x = y", "   |     ^"], id="carriage-return"),
    ],
)
def test_carets_stand_under_the_range(source: str, column: int, end_column: int, expected: list[str]) -> None:
    finding = replace(SHORT, source=source, column=column, end_column=end_column)

    assert [line.rstrip() for line in framed(finding)] == [line.rstrip() for line in expected]


def test_a_range_that_opens_its_line_has_the_bar_beside_it() -> None:
    finding = replace(SHORT, source="    try:\n        a\n    b", column=5, end_line=14, end_column=6)

    assert framed(finding) == ["12 | /     try:", "13 | |         a", "14 | |     b", "   | |_____^"]


def test_a_long_range_shows_its_ends() -> None:
    lines = ["try:", *[f"    a{n}" for n in range(20)], "z"]
    finding = replace(SHORT, source="\n".join(lines), column=1, end_line=33, end_column=2)

    assert framed(finding) == [
        "12 | / try:",
        "13 | |     a0",
        "14 | |     a1",
        "   | | ...",
        "32 | |     a19",
        "33 | | z",
        "   | |_^",
    ]


@given(st.integers(1, 600), st.integers(1, 90), st.text(st.sampled_from("a\u65e5\t"), min_size=700, max_size=700))
def test_a_long_line_is_cut_around_the_range(column: int, width: int, filling: str) -> None:
    line = filling[: column - 1] + "^" + filling[column:]
    source, marks = framed(replace(SHORT, source=line, column=column, end_column=column + width))[:2]

    cells = "".join(char * 2 if char == "日" else char for char in source)
    assert len(cells) <= 160
    assert cells.index("^") == marks.index("^")


def test_colour_changes_no_character() -> None:
    coloured = render("text", FULL, View(colour=True))

    assert "\x1b[1;31mP0104\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render("text", FULL)


def test_a_path_steers_no_terminal() -> None:
    report = Report((replace(SHORT, path="a\x1b[2J\n.py"),), 1)

    assert "  --> a␛[2J␊.py:12:12\n" in render("text", report)
