"""Columns in UTF-16 units, bytes and cells, and texts that steer no terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p0lint.reporters.columns import cell_column, cells, plain, utf8_column, utf16_column

LINES = st.text(st.sampled_from("ab \t\u00e9\u0301\u65e5\U0001f40d\u200d\x1b\u202e"), max_size=30)
CONVERSIONS = (utf16_column, utf8_column, cell_column)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)), st.integers(1, 200))
def test_columns_of_ascii_are_the_same_in_every_unit(line: str, column: int) -> None:
    assert {convert(line, column) for convert in CONVERSIONS} == {column}


@given(LINES, st.integers(0, 30))
def test_units_are_those_that_the_text_before_encodes_to(line: str, before: int) -> None:
    text = line[:before]

    assert utf16_column(line, len(text) + 1) == len(text.encode("utf-16-le")) // 2 + 1
    assert utf8_column(line, len(text) + 1) == len(text.encode()) + 1


@given(LINES, st.integers(1, 30))
def test_columns_never_go_back(line: str, column: int) -> None:
    for convert in CONVERSIONS:
        assert 1 <= convert(line, column) <= convert(line, column + 1)


@given(LINES, st.integers(1, 40))
def test_columns_past_the_end_count_on(line: str, beyond: int) -> None:
    for convert in CONVERSIONS:
        assert convert(line, len(line) + 1 + beyond) == convert(line, len(line) + 1) + beyond


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param("ab", 3, id="ascii"),
        pytest.param("\t", 5, id="tab"),
        pytest.param("abc\t", 5, id="tab-fills-the-stop"),
        pytest.param("日本", 5, id="wide"),
        pytest.param("e\u0301", 2, id="combining"),
        pytest.param("\x1b", 2, id="control"),
    ],
)
def test_a_cell_column_is_where_a_terminal_shows_it(before: str, expected: int) -> None:
    assert cell_column(before + "x", len(before) + 1) == expected


@given(st.text())
def test_what_is_shown_steers_no_terminal(text: str) -> None:
    for shown in ("".join(part for part, _ in cells(text)), plain(text)):
        assert not any(char < " " or "\x7f" <= char < "\xa0" or char in "\u202e\u2066\u2028\u2029" for char in shown)


def test_control_characters_are_shown_by_their_pictures() -> None:
    assert plain("a\x1b[31m\r\nb\x7f\u202e") == "a\u241b[31m\u240d\u240ab\ufffd\ufffd"
