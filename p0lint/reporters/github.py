"""Workflow commands of GitHub Actions: annotations beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from p0lint.finding import Finding, Report, Unchecked
from p0lint.reporters.columns import plain
from p0lint.reporters.concise import one_line
from p0lint.reporters.severity import ERROR, level, rank
from p0lint.reporters.unchecked import silent_failures
from p0lint.reporters.view import View

SHOWN = 10  # annotations of one level that GitHub shows of a step; it drops the others without a word
IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, view: View) -> str:
    """
    The worst of a run as annotations, as many as GitHub shows; a notice counts the others, and the log lists them.

    What kept the run from doing all of its work comes first.
    """
    commands = [*_complaints(report, view)]
    rest: list[Finding] = []
    shown: dict[str, int] = {ERROR: len(commands)}
    for finding in sorted(report.findings, key=rank):
        kind = level(finding.code)
        if shown.get(kind, 0) < SHOWN:
            shown[kind] = shown.get(kind, 0) + 1
            commands.append(_annotation(finding, view))
        else:
            rest.append(finding)
    lines = [*commands, *_rest(rest), *_skipped(report.skipped)]
    return "".join(f"{line}\n" for line in lines)


def _complaints(report: Report, view: View) -> Iterator[str]:
    for problem in report.problems:
        yield _command(ERROR, problem, title="p0lint could not do all of its work")
    for failed in silent_failures(report):
        yield _command(ERROR, failed.reason, file=view.in_repository(failed.path), title="p0lint did not check it")


def _annotation(finding: Finding, view: View) -> str:
    lines = {"line": finding.line, "endLine": finding.end_line}
    # GitHub misplaces an annotation over several lines that has columns.
    columns = {"col": finding.column, "endColumn": finding.end_column} if finding.line == finding.end_line else {}
    steps = (f"{view.in_repository(link.path)}:{link.line}:{link.column}: {link.note}" for link in finding.chain)
    hints = [f"hint: {finding.hint}"] if finding.hint else []
    return _command(
        level(finding.code),
        "\n".join([finding.message, *steps, *hints]),
        file=view.in_repository(finding.path),
        **lines,
        **columns,
        title=f"{finding.code} {finding.category}",
    )


def _rest(findings: Iterable[Finding]) -> Iterator[str]:
    listed = sorted(findings, key=lambda finding: finding.sort_key)
    if listed:
        count = f"{len(listed)} more finding{'' if len(listed) == 1 else 's'}"
        yield _command("notice", f"{count} without an annotation: the log of this step lists them all", title="p0lint")
        yield from _group(f"p0lint: {count}", map(one_line, listed))


def _skipped(files: tuple[Unchecked, ...]) -> Iterator[str]:
    if files:
        lines = (plain(f"{each.path}: {each.reason}") for each in files)
        yield from _group(f"p0lint: {len(files)} file{'' if len(files) == 1 else 's'} skipped", lines)


def _group(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines of the log that fold; the dash keeps a line that begins with colons from being a command."""
    yield f"::group::{_escaped(title, IN_DATA)}"
    yield from (f"- {line}" for line in lines)
    yield "::endgroup::"


def _command(name: str, message: str, **properties: str | int) -> str:
    written = ",".join(f"{key}={_escaped(str(value), IN_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {written}::{_escaped(message, IN_DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
