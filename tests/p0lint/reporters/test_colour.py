"""Which stream gets colour."""

import io

import pytest

from p0lint.reporters.colour import RED, Paint, wants_colour


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "environ", "expected"),
    [
        pytest.param("auto", {}, True, id="terminal"),
        pytest.param("auto", {"NO_COLOR": ""}, True, id="an-empty-variable-is-unset"),
        pytest.param("auto", {"TERM": "dumb"}, False, id="dumb"),
        pytest.param("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True, id="force-wins-over-dumb"),
        pytest.param("auto", {"NO_COLOR": "1"}, False, id="no-color"),
        pytest.param("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, id="no-color-wins-over-force"),
        pytest.param("always", {"NO_COLOR": "1"}, True, id="the-option-wins-over-no-color"),
        pytest.param("never", {"FORCE_COLOR": "1"}, False, id="the-option-wins-over-force"),
    ],
)
def test_a_terminal_gets_colour_unless_told_otherwise(choice: str, environ: dict[str, str], expected: bool) -> None:
    assert wants_colour(choice, Terminal(), environ) is expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        pytest.param({}, False, id="plain"),
        pytest.param({"FORCE_COLOR": "0"}, False, id="zero-forces-nothing"),
        pytest.param({"FORCE_COLOR": "1"}, True, id="force-color"),
        pytest.param({"CLICOLOR_FORCE": "1"}, True, id="clicolor-force"),
    ],
)
def test_a_file_gets_colour_only_by_force(environ: dict[str, str], expected: bool) -> None:
    assert wants_colour("auto", io.StringIO(), environ) is expected


def test_paint_without_colour_leaves_the_text() -> None:
    assert Paint(False)(RED, "x") == "x"


def test_paint_wraps_the_text_and_resets() -> None:
    assert Paint(True)(RED, "x") == "\x1b[1;31mx\x1b[0m"
