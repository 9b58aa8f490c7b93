"""Check paths: what the command line, an editor and tests call."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from p0lint.config.settings import Settings
from p0lint.discovery import Discovered, SourceFile, discover
from p0lint.finding import Report, Unchecked
from p0lint.plugins import RuleSet, load_rules
from p0lint.reading import ON_DISK, Sources
from p0lint.run.checker import FileResult, Options

if TYPE_CHECKING:
    from p0lint.explaining import Explanation

VERIFIED_BYTES = 8 << 20  # up to this size of a run, files without a candidate have their syntax looked at too


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """
    What a run is asked to do, beside the paths.

    ``command_line`` holds the settings given as options. ``jobs`` is the number of worker processes, 0 for as many as pay.
    Without ``sieve`` every part of every file is parsed. ``today`` is the day by which a suppression's date is judged. ``sources``
    may hold a file as it stands in an editor (``p0lint.reading.unsaved``); it is checked if it is one of the paths.
    """

    command_line: Settings = field(default_factory=Settings)
    config: str | None = None
    isolated: bool = False
    sieve: bool = True
    jobs: int = 0
    today: date | None = None
    sources: Sources = ON_DISK


NO_OPTIONS = CheckOptions()


def check(paths: Sequence[str], options: CheckOptions = NO_OPTIONS, rules: RuleSet | None = None) -> Report:
    """
    Check files and folders; nothing given means the current folder.

    Raises P0lintError for a configuration or a plugin that does not load; what goes wrong with one file is in the report.
    """
    run = Options(
        options.command_line,
        options.config,
        options.isolated,
        options.sieve,
        today=options.today or date.today(),
        sources=options.sources,
    )
    ruleset = rules or load_rules()
    ruleset.chosen(options.command_line)  # a wrong code on the command line is told before anything is read
    found = discover(paths or ["."], run.resolver(), run.sources)
    results = _results(found.files, run, options.jobs, ruleset)
    return _report(found, results, ruleset)


def explain(path: str, line: int, options: CheckOptions = NO_OPTIONS, rules: RuleSet | None = None) -> Explanation:
    """Say why a line is reported, or why it is not: which gate, which setting, which suppression, no backing service."""
    from p0lint import explaining
    from p0lint.run.deep_stack import on_a_deep_stack

    run = Options(options.command_line, options.config, options.isolated, False, True, options.today or date.today())
    return on_a_deep_stack(lambda: explaining.explain(path, line, run, rules or load_rules()))


def _results(files: Sequence[SourceFile], run: Options, jobs: int, rules: RuleSet) -> list[FileResult]:
    from p0lint.run.pool import run_all

    sizes = [run.sources.size(file.path) for file in files]
    run = replace(run, verify_syntax=sum(sizes) <= VERIFIED_BYTES or not run.sieve)
    return run_all(run, Path(os.getcwd()), list(zip(files, sizes, strict=True)), jobs, rules)


def _report(found: Discovered, results: Sequence[FileResult], rules: RuleSet) -> Report:
    failed = [*found.failed, *(result.failed for result in results if result.failed)]
    problems = dict.fromkeys(problem for result in results for problem in result.problems)
    return Report(
        findings=tuple(
            sorted((f for result in results for f in result.findings), key=lambda finding: finding.sort_key)
        ),
        checked=sum(1 for result in results if result.failed is None),
        skipped=found.skipped,
        failed=tuple(sorted(failed, key=lambda each: each.path)),
        excused=tuple(sorted((e for result in results for e in result.excused), key=lambda e: e.finding.sort_key)),
        problems=(*problems, *_nothing(found)),
        rules=rules.infos,
    )


def _nothing(found: Discovered) -> tuple[str, ...]:
    """What to say when a run looked at nothing: it could only be green."""
    if found.files or found.failed:
        return ()
    left_out = f", {len(found.skipped)} left out" if found.skipped else ""
    return (f"no Python file found{left_out}: name a file or a folder that holds one",)


__all__ = ["CheckOptions", "Unchecked", "check", "explain"]
