"""What the tests of a rule need: small sources in, findings out; an outside rule is tested as ours are."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from p0lint.api import CheckOptions, check
from p0lint.config.settings import Settings, merge
from p0lint.finding import Report
from p0lint.plugins import built_in_rules, rule_set
from p0lint.rule import Rule

UNREADABLE = "P0001"
EXAMPLE = "example.py"

Source = str | Mapping[str, str]
Expected = Iterable[tuple[str, int, str]]


def check_source(source: Source, *rules: type[Rule], settings: Settings | None = None) -> Report:
    """
    The report on one source, named ``example.py``, or on several by their paths, with these rules and no others.

    Sources are dedented. The paths in the report are those of the case; no configuration file outside of it is read.
    """
    files = {EXAMPLE: source} if isinstance(source, str) else source
    selected = Settings(select=tuple(rule.code for rule in rules), origins=(("select", "the test"),))
    known = rule_set({*(type(rule) for rule in built_in_rules().rules), *rules})
    options = CheckOptions(command_line=merge(settings or Settings(), selected), jobs=1)
    with _working_folder() as folder:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text), encoding="utf-8")
        return check(["."], options, known)


def assert_findings(source: Source, expected: Expected, *rules: type[Rule], settings: Settings | None = None) -> None:
    """Assert that these rules find in a case what is expected, as (path, line, code), and nothing else."""
    report = check_source(source, *rules, settings=settings)
    found = {(finding.path, finding.line, finding.code): finding.message for finding in report.findings}
    wanted = set(expected)
    differences = [
        *(f"not found: {path}:{line} {code}" for path, line, code in sorted(wanted - found.keys())),
        *(
            f"not expected: {path}:{line} {code} {found[path, line, code]}"
            for path, line, code in sorted(found.keys() - wanted)
        ),
        *report.problems,
        *_unchecked(report, {path for path, _, code in wanted if code == UNREADABLE}),
    ]
    if differences:
        raise AssertionError("\n".join(differences))


def assert_rule_examples(rule: type[Rule], *beside: type[Rule]) -> None:
    """
    Assert that the page of a rule is true: what stands under ``Bad:`` is reported, what stands under ``Good:`` is not.

    ``beside`` are rules that have to run with it.
    """
    info = rule.info()
    for name, source, wanted in (("Bad", info.bad, True), ("Good", info.good, False)):
        report = check_source(source, rule, *beside)
        found = [finding for finding in report.findings if finding.code == rule.code]
        problems = [*report.problems, *_unchecked(report, {EXAMPLE} if rule.code == UNREADABLE else set())]
        if bool(found) != wanted or problems:
            outcome = "; ".join([*(f"line {each.line}: {each.message}" for each in found), *problems])
            raise AssertionError(f"{rule.code} {rule.slug}, example under {name}: {outcome or 'nothing is reported'}")


def _unchecked(report: Report, expected: set[str]) -> Iterator[str]:
    """The files that could not be checked, but for those whose case expects it."""
    return (f"not checked: {each.path}: {each.reason}" for each in report.failed if each.path not in expected)


@contextmanager
def _working_folder() -> Iterator[Path]:
    """A new working folder that is the top of a repository, so that nothing above it is looked at."""
    before = os.getcwd()
    with TemporaryDirectory(prefix="p0lint-") as name:
        folder = Path(name).resolve()
        (folder / ".git").mkdir()
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)
