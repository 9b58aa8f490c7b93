"""The public helper finds what a rule finds, and says what differs from what was expected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from p0lint import Finding, Rule, SettingDefault
from p0lint.config.resolver import Settings
from p0lint.own_rules import UnreadableFile
from p0lint.rules.env_default import EnvDefault
from p0lint.rules.loopback_default import LoopbackDefault
from p0lint.testing import assert_findings, assert_rule_examples, check_source

READ = """
    import os

    backend = os.getenv("FLAGS_BACKEND", "memory")
"""


class Crashing(Rule):
    """
    Summary.

    Why:
        Because.

    Bad:
        x = 1

    Good:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")
    """

    code = "X101"
    since = message = hint = "x"

    def check(self, default: SettingDefault) -> Iterator[Finding]:
        raise KeyError("role")


def test_a_source_is_checked_with_the_rules_that_are_named_and_no_others() -> None:
    assert check_source(READ, LoopbackDefault).findings == ()
    assert [finding.line for finding in check_source(READ, EnvDefault).findings] == [4]


def test_what_is_expected_is_asserted() -> None:
    assert_findings(READ, [("example.py", 4, "P0101")], EnvDefault, LoopbackDefault)


def test_sources_of_one_case_see_one_another() -> None:
    files = {
        "acme/__init__.py": "",
        "acme/defaults.py": 'BACKEND = "memory"\n',
        "acme/app.py": 'import os\n\nfrom acme.defaults import BACKEND\n\nb = os.getenv("FLAGS_BACKEND", BACKEND)\n',
    }

    assert_findings(files, [("acme/app.py", 5, "P0101")], EnvDefault)


def test_settings_hold_for_the_case() -> None:
    source = 'from acme.config import read\n\nbackend = read("FLAGS_BACKEND", "memory")\n'
    settings = Settings(settings_readers=("acme.config.read",))

    assert_findings(source, [("example.py", 3, "P0101")], EnvDefault, settings=settings)


def test_what_differs_is_told_whole() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_findings(READ, [("example.py", 3, "P0101")], EnvDefault)

    lines = str(caught.value).splitlines()
    assert lines[0] == "not found: example.py:3 P0101"
    assert lines[1].startswith("not expected: example.py:4 P0101 ")


def test_a_rule_that_crashes_is_told() -> None:
    with pytest.raises(AssertionError, match=r"example\.py: rule X101 crashed: KeyError: 'role'"):
        assert_findings(READ, [], Crashing)


def test_a_page_that_is_not_true_is_told() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_rule_examples(Crashing)

    assert str(caught.value) == "X101 crashing, example under Bad: nothing is reported"


def test_the_working_folder_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    check_source("x = (", EnvDefault)

    assert Path(os.getcwd()) == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_cannot_be_checked_is_no_case_without_findings() -> None:
    with pytest.raises(AssertionError, match=r"^not checked: example\.py: it cannot be parsed: "):
        assert_findings("x = (", set(), EnvDefault)


def test_a_case_may_expect_that_a_file_cannot_be_checked() -> None:
    assert_findings("x = (", {("example.py", 1, "P0001")}, EnvDefault, UnreadableFile)
