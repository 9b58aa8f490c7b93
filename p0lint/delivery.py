"""A report goes out in every format that was asked for, and what was not checked is named on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace

from p0lint.finding import Report
from p0lint.output import Outputs, write_error, write_standard, write_whole
from p0lint.paths import folder_in_repository
from p0lint.reporters import View, render
from p0lint.reporters.colour import wants_colour

# What these print for people names failed files and problems itself.
FOR_PEOPLE = frozenset({"text", "concise"})


def deliver(report: Report, outputs: Outputs, *, color: str, category: str) -> None:
    """Write a report to standard output, then to its files; raises OutputUnusable for one that cannot be written."""
    plain = View(prefix=folder_in_repository(os.getcwd()), category=category)
    view = replace(plain, colour=wants_colour(color, sys.stdout))
    write_standard(render(outputs.standard, report, view))
    for line in _unchecked(report, all_told=outputs.standard in FOR_PEOPLE and sys.stdout.isatty()):
        write_error(line)
    for name, path in outputs.files:
        write_whole(path, render(name, report, plain))


def _unchecked(report: Report, *, all_told: bool) -> Iterator[str]:
    """One line for each path that was left out and, unless the terminal shows them already, for what failed."""
    for each in report.skipped:
        yield f"{each.path} is left out: {each.reason}"
    if not all_told:
        for each in report.failed:
            yield f"{each.path} is not checked: {each.reason}"
        yield from report.problems
