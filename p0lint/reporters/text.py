"""The report for people: a frame of code for each finding, the chain below it, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.finding import Finding, Link, Report
from p0lint.reporters.colour import BOLD, CYAN, GREEN, RED, YELLOW, Paint
from p0lint.reporters.columns import plain
from p0lint.reporters.frame import Frame
from p0lint.reporters.severity import WARNING, level
from p0lint.reporters.unchecked import complaints
from p0lint.reporters.view import View


def render(report: Report, view: View) -> str:
    """Every finding with its code, then what was not checked, then the counts."""
    paint = Paint(view.colour)
    blocks = ["\n".join(_block(finding, paint)) for finding in report.findings]
    not_done = [f"{paint(RED, 'error')}: {complaint}" for complaint in complaints(report)]
    if not_done:
        blocks.append("\n".join(not_done))
    blocks.append(_summary(report, paint))
    return "\n\n".join(blocks) + "\n"


def _block(finding: Finding, paint: Paint) -> Iterator[str]:
    style = YELLOW if level(finding.code) == WARNING else RED
    frame = Frame(_gutter(finding), paint, style)
    yield f"{paint(style, finding.code)} {finding.category}: {paint(BOLD, plain(finding.message))}"
    yield frame.arrow("-->", _place(finding))
    if finding.source:
        yield from frame.code(finding)
    for link in finding.chain:
        yield frame.arrow(":::", f"{_place(link)}: {plain(link.note)}")
        if link.source:
            yield from frame.link(link)
    if finding.hint:
        yield frame.note(f"{paint(CYAN, 'hint')}: {plain(finding.hint)}")


def _place(where: Finding | Link) -> str:
    return f"{plain(where.path)}:{where.line}:{where.column}"


def _gutter(finding: Finding) -> int:
    """The width of the longest line number that the frame shows."""
    return max(len(str(line)) for line in (finding.end_line, *(link.line for link in finding.chain)))


def _summary(report: Report, paint: Paint) -> str:
    checked = _count(report.checked, "file")
    if report.findings:
        files = _count(len({finding.path for finding in report.findings}), "file")
        said = [paint(RED, f"{_count(len(report.findings), 'finding')} in {files}"), f"{checked} checked"]
    elif report.exit_code:
        said = [f"no finding in the {checked} checked"]
    else:
        said = [paint(GREEN, f"no finding in {checked}")]
    if report.excused:
        said.append(f"{_count(len(report.excused), 'finding')} excused")
    if report.skipped:
        said.append(f"{_count(len(report.skipped), 'file')} skipped")
    if report.failed:
        said.append(paint(RED, f"{_count(len(report.failed), 'file')} not checked"))
    if report.problems:
        said.append(paint(RED, _count(len(report.problems), "problem")))
    return ", ".join(said)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
