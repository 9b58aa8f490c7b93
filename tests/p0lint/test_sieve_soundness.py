"""The sieve is sound: what it drops could not have become a finding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from p0lint.api import CheckOptions, check
from p0lint.catalogue._generated import VALUES
from p0lint.finding import Finding
from p0lint.plugins import built_in_rules
from tests.p0lint.cases.test_cases import PAGES, cases_of
from tests.p0lint.files import write

FOLDERS = "P0LINT_SOUNDNESS"  # folders of real code, separated as those of PATH are
UNREAD = "P0001"  # a source in which nothing could be found is not always parsed


def found(*, sieve: bool) -> tuple[Finding, ...]:
    """What is found in the working folder, in files that can be parsed."""
    report = check(["."], CheckOptions(isolated=True, sieve=sieve), built_in_rules())
    assert [each for each in report.failed if "p0lint failed on it" in each.reason] == []
    unread = {each.path for each in report.failed}
    return tuple(each for each in report.findings if each.code != UNREAD and each.path not in unread)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_of_cases_gives_the_same_findings_without_the_sieve(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, case in enumerate(cases_of(page)):
        write(tmp_path / f"case{number}", case.files)
    monkeypatch.chdir(tmp_path)

    assert found(sieve=True) == found(sieve=False)


def test_the_examples_of_the_rules_give_the_same_findings_without_the_sieve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for info in built_in_rules().infos:
        write(tmp_path / info.code, {"bad.py": info.bad, "good.py": info.good})
    monkeypatch.chdir(tmp_path)

    assert found(sieve=True) == found(sieve=False) != ()


@pytest.mark.skipif(FOLDERS not in os.environ, reason=f"{FOLDERS} names no folder of real code")
@pytest.mark.parametrize("folder", os.environ.get(FOLDERS, "").split(os.pathsep))
def test_real_code_gives_the_same_findings_without_the_sieve(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    with_sieve, without = found(sieve=True), found(sieve=False)

    assert [each for each in without if each not in with_sieve] == []
    assert [each for each in with_sieve if each not in without] == []


def test_every_value_of_the_catalogue_gives_the_same_findings_without_the_sieve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spelt = sorted({spelling for value in VALUES for spelling in (value, value.replace("-", "_"), value.upper())})
    read = 'import os\n\nBACKEND = os.environ.get("CACHE_BACKEND", {!r})\nSTORE = os.environ.get("STORE", {!r})\n'
    write(tmp_path, {f"value{number}.py": read.format(value, value) for number, value in enumerate(spelt)})
    monkeypatch.chdir(tmp_path)

    assert found(sieve=True) == found(sieve=False) != ()
