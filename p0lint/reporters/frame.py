"""Source lines with their numbers and the range that matters marked, as compilers show them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from p0lint.finding import Finding, Link
from p0lint.reporters.colour import BLUE, Paint
from p0lint.reporters.columns import cell_column, cells

WIDEST = 140  # cells of a line that are shown; of a longer one, those around the range
AROUND = 40  # cells that are shown before the range then
LINES = 6  # of a longer range its first and last lines are shown
CUT = "…"


class Frame:
    """Draws the frames of one finding: all have gutters of one width."""

    def __init__(self, width: int, paint: Paint, style: str) -> None:
        self._width = width
        self._paint = paint
        self._style = style

    def arrow(self, arrow: str, place: str) -> str:
        """The line that says where the lines below it stand."""
        return f"{' ' * self._width}{self._paint(BLUE, arrow)} {place}"

    def note(self, text: str) -> str:
        """A line below the frame."""
        return f"{self._row('')}\n{' ' * self._width} {self._paint(BLUE, '=')} {text}"

    def code(self, finding: Finding) -> Iterator[str]:
        """The lines of the finding, with its range marked."""
        lines = [line.rstrip("\r") for line in finding.source.rstrip("\n").split("\n")]
        yield self._row("")
        if finding.line == finding.end_line or len(lines) == 1:
            yield from self._single(finding.line, lines[0], finding.column, _end(finding, lines))
        else:
            yield from self._several(finding, lines)

    def link(self, link: Link) -> Iterator[str]:
        """The line of a step of the chain; its end is not known, so its beginning alone is marked."""
        yield from self._single(link.line, link.source.rstrip("\r\n"), link.column, link.column + 1)

    def _row(self, text: str, number: int | None = None) -> str:
        margin = f"{'' if number is None else number:>{self._width}} |"
        return f"{self._paint(BLUE, margin)} {text}".rstrip() if text else self._paint(BLUE, margin)

    def _single(self, number: int, line: str, column: int, end_column: int) -> Iterator[str]:
        start = cell_column(line, column)
        width = max(cell_column(line, end_column) - start, 1)
        text, cut = _clipped(line, start, width)
        yield self._row(text, number)
        yield self._row(" " * (start - 1 - cut) + self._paint(self._style, "^" * min(width, WIDEST)))

    def _several(self, finding: Finding, lines: list[str]) -> Iterator[str]:
        """A range over several lines: its first and last character are marked, and a bar runs between them."""
        bar = self._paint(self._style, "|")
        first, start = lines[0], cell_column(lines[0], finding.column)
        text, cut = _clipped(first, start, 1)
        opens_line = not first[: finding.column - 1].strip()
        yield self._row(f"{self._paint(self._style, '/') if opens_line else ' '} {text}", finding.line)
        if not opens_line:
            yield self._row(self._paint(self._style, f" {'_' * (start - cut)}^"))
        shown = range(1, len(lines)) if len(lines) <= LINES else [1, 2, 0, len(lines) - 2, len(lines) - 1]
        for index in shown:
            text = _clipped(lines[index], 1, 1)[0] if index else "..."
            yield self._row(f"{bar} {text}", finding.line + index if index else None)
        end = max(cell_column(lines[-1], finding.end_column) - 1, 1)
        yield self._row(self._paint(self._style, f"|{'_' * min(end, WIDEST)}^"))


def _end(finding: Finding, lines: list[str]) -> int:
    """Where the marks of a finding end of which one line is shown."""
    return finding.end_column if finding.line == finding.end_line else len(lines[0]) + 1


def _clipped(line: str, start: int, width: int) -> tuple[str, int]:
    """A line as it is shown, the cells from ``start`` on in view; and by how many cells it has moved to the left."""
    shown = cells(line)
    ends = list(accumulate(cell for _, cell in shown))
    if not ends or ends[-1] <= WIDEST:
        return "".join(text for text, _ in shown), 0
    first = 0 if start + width <= WIDEST else bisect_right(ends, max(start - AROUND, 0))
    hidden = ends[first - 1] if first else 0
    last = bisect_right(ends, hidden + WIDEST)
    text = "".join(part for part, _ in shown[first:last])
    text = f"{CUT if first else ''}{text}{CUT if last < len(shown) else ''}"
    return text, hidden - len(CUT) if first else 0
