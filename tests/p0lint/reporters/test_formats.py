"""What all formats promise."""

import subprocess
import sys

import pytest

from p0lint.reporters import FORMATS, View, render
from tests.p0lint.reporters.samples import FULL

HEAVY = ("click", "libcst", "pluggy", "jsonschema")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_text(name: str) -> None:
    text = render(name, FULL)

    assert text == render(name, FULL)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "text"])
def test_a_machine_format_has_no_colour(name: str) -> None:
    assert render(name, FULL, View(colour=True)) == render(name, FULL)


def imported_for(name: str) -> set[str]:
    """The modules that a process has after it made a report in one format."""
    script = (
        "import sys; from p0lint.finding import Report; from p0lint.reporters import render; "
        f"render({name!r}, Report((), 0)); print(*sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_imports_itself_and_nothing_heavy(name: str) -> None:
    modules = imported_for(name)

    assert modules.isdisjoint(HEAVY)
    # github lists what it does not annotate as concise does
    assert {each for each in FORMATS if f"p0lint.reporters.{each}" in modules} - {"concise"} == {name} - {"concise"}
