"""What a run did not check, in the words of every format for people."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.finding import Report, Unchecked
from p0lint.reporters.columns import plain

UNREADABLE_FILE = "P0001"


def silent_failures(report: Report) -> Iterator[Unchecked]:
    """The failed files that no finding speaks of; the others would be told twice."""
    told = {finding.path for finding in report.findings if finding.code == UNREADABLE_FILE}
    return (failed for failed in report.failed if failed.path not in told)


def complaints(report: Report) -> list[str]:
    """A line for each thing that kept the run from doing all of its work and that no finding speaks of."""
    failed = [f"{plain(each.path)}: not checked: {plain(each.reason)}" for each in silent_failures(report)]
    return failed + [plain(problem) for problem in report.problems]
