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


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_imports_nothing_heavy(name: str) -> None:
    script = (
        "import sys; from p0lint.finding import Report; from p0lint.reporters import render; "
        f"render({name!r}, Report((), 0)); print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"


@pytest.mark.parametrize("name", FORMATS)
def test_only_the_module_of_the_format_is_imported(name: str) -> None:
    script = (
        "import sys; from p0lint.finding import Report; from p0lint.reporters import FORMATS, render; "
        f"render({name!r}, Report((), 0)); print([x for x in FORMATS if 'p0lint.reporters.' + x in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert result.stdout == f"{['concise', 'github'] if name == 'github' else [name]}\n"
