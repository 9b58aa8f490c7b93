"""Every case on the pages beside this file: what is marked is found there, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from p0lint.rules import RULES
from p0lint.testing import assert_findings

PAGES = sorted(path for path in Path(__file__).parent.glob("*.md") if path.name != "README.md")
CODES = {rule.info().slug: rule.code for rule in RULES}

DEFAULT_FILE = "app.py"
FILE = re.compile(r"`([^`]+)`:")
MARK = re.compile(r"# expect: (.+)")


@dataclass(frozen=True, slots=True)
class Case:
    """A heading of a page, with the code below it and the places that are marked in the code."""

    page: str
    section: str
    title: str
    files: dict[str, str]
    expected: frozenset[tuple[str, int, str]]

    @property
    def id(self) -> str:
        return f"{self.page}: {self.title}"


def cases_of(page: Path) -> Iterator[Case]:
    """The cases of a page; the code of each stands on the lines on which it stands there."""
    text = page.read_text(encoding="utf-8")
    section = ""
    for part in re.finditer(r"^##(#?) (.+)\n((?:(?!^###? ).*\n)*)", text, re.MULTILINE):
        level, title, body = part.groups()
        if level:
            yield _case(page.stem, section, title, body, text.count("\n", 0, part.start(3)))
        else:
            section = title


def _case(page: str, section: str, title: str, body: str, line: int) -> Case:
    files = dict(_files(body.splitlines(), line))
    marks = (
        (path, number, CODES[slug.strip()])
        for path, source in files.items()
        for number, code in enumerate(source.splitlines(), 1)
        for mark in MARK.findall(code)
        for slug in mark.split(",")
    )
    return Case(page, section, title, files, frozenset(marks))


def _files(lines: list[str], before: int) -> Iterator[tuple[str, str]]:
    """The blocks of code with their paths, each below as many empty lines as stand before it on the page."""
    path = DEFAULT_FILE
    start: int | None = None
    for number, line in enumerate(lines):
        if named := FILE.fullmatch(line):
            path = named[1]
        elif line.startswith("```") and start is None:
            start = number + 1
        elif line == "```" and start is not None:
            yield path, "\n" * (before + start) + "\n".join(lines[start:number]) + "\n"
            start = None


CASES = [case for page in PAGES for case in cases_of(page)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_case(case: Case) -> None:
    assert_findings(case.files, case.expected, *RULES)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in PAGES])
def test_what_is_allowed_comes_first_and_bears_no_mark(page: Path) -> None:
    cases = list(cases_of(page))

    assert [case.section for case in cases] == sorted(case.section for case in cases)
    assert {case.section for case in cases} <= {"Allowed", "Found"}
    assert [case.title for case in cases if bool(case.expected) != (case.section == "Found")] == []
    assert [case.title for case in cases if not case.files] == []


def test_no_fewer_than_half_of_the_cases_are_allowed_ones() -> None:
    allowed = [case for case in CASES if case.section == "Allowed"]

    assert len(CASES) >= 300
    assert len({case.id for case in CASES}) == len(CASES)
    assert 2 * len(allowed) >= len(CASES)


def test_every_rule_has_cases() -> None:
    marked = {code for case in CASES for _, _, code in case.expected}

    assert marked == set(CODES.values())
