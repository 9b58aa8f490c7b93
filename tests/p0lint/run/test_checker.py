"""One process that checks many files: what it read of them does not pile up."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from p0lint.config.settings import Settings
from p0lint.discovery import SourceFile
from p0lint.facts.syntax.node import Node
from p0lint.run.checker import Checker, Options
from tests.p0lint.cases.test_cases import PAGES, cases_of
from tests.p0lint.files import write

MADE_FOR_GOOD = 100  # what the linter itself keeps of syntax between files


@pytest.fixture
def no_search_for_garbage() -> Iterator[None]:
    """As in a run: what holds itself stays until the process ends."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def nodes() -> int:
    return sum(isinstance(each, Node) for each in gc.get_objects())


@pytest.mark.usefixtures("no_search_for_garbage")
@pytest.mark.parametrize("page", PAGES[::4], ids=lambda page: page.stem)
def test_what_was_read_of_modules_is_let_go_of(page: Path, tmp_path: Path) -> None:
    for number, case in enumerate(cases_of(page)):
        write(tmp_path / f"case{number}", case.files)
    checker = Checker(Options(Settings(), isolated=True), tmp_path)
    before = nodes()

    for path in sorted(tmp_path.rglob("*.py")):
        checker.check(SourceFile(str(path), path.name))
    read = nodes()
    checker.project.forget()
    del checker

    assert read - before > MADE_FOR_GOOD
    assert nodes() - before < MADE_FOR_GOOD
