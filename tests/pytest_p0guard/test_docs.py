"""What docs/guard.md shows is what happens: its files are written, its commands run, their output compared."""

from __future__ import annotations

import re
from pathlib import Path

import fastapi.testclient  # noqa: F401  # pydantic's core can be loaded once in a process: before the inner runs forget it
import flask  # noqa: F401  # once for all runs
import pytest

from tests.pytest_p0guard.projects import run

DOCUMENT = Path(__file__).parents[2] / "docs" / "guard.md"
BLOCK = re.compile(
    r"^```(?P<language>python|ini|console)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
CHAPTERS = {"Flask": "## Five minutes, with Flask", "FastAPI": "## The refusals that nobody wrote, with FastAPI"}


@pytest.mark.parametrize("framework", CHAPTERS)
def test_the_chapter_is_true(framework: str, pytester: pytest.Pytester) -> None:
    chapter = DOCUMENT.read_text(encoding="utf-8").partition(CHAPTERS[framework])[2].partition("\n## ")[0]
    blocks = list(BLOCK.finditer(chapter))
    pytester.syspathinsert()

    for block in blocks:
        if block["file"]:
            pytester.path.joinpath(block["file"]).write_text(block["text"], encoding="utf-8")
        elif block["language"] == "console":
            command, *lines = block["text"].splitlines()
            assert_shown(run(pytester, *command.split()[2:]), lines)

    assert len(blocks) > 5


def assert_shown(result: pytest.RunResult, lines: list[str]) -> None:
    """Each line is shown; the last is the end of the run, without its decoration."""
    result.stdout.fnmatch_lines_random([line.replace("[", "[[]") for line in lines[:-1]])
    assert lines[-1] in result.outlines[-1]
