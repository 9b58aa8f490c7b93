"""One line for each finding, for editors and for ``grep``."""

from __future__ import annotations

from p0lint.finding import Finding, Report
from p0lint.reporters.columns import plain
from p0lint.reporters.unchecked import complaints
from p0lint.reporters.view import View


def render(report: Report, view: View) -> str:
    """``path:line:column: CODE message``, then what was not checked; nothing for a clean run."""
    lines = [*map(one_line, report.findings), *complaints(report)]
    return "".join(f"{line}\n" for line in lines)


def one_line(finding: Finding) -> str:
    """A finding on one line, its column in code points."""
    return plain(f"{finding.path}:{finding.line}:{finding.column}: {finding.code} {finding.message}")
