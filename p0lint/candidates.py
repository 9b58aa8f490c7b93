"""The lines of a file that could give a finding, by what is to be seen there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidates:
    """
    Lines, sorted, from 1.

    On those of ``evidence`` something that forgets is named or spelt, or a name is used that stands for one. Those of
    ``failures`` begin a handler or a test whose block may go on without a backing service.
    """

    evidence: tuple[int, ...] = ()
    failures: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.evidence or self.failures)

    def hold_evidence(self, start: int, end: int) -> bool:
        """Whether one of the lines of evidence lies between two lines, both included."""
        return _between(self.evidence, start, end)

    def hold_failure(self, start: int, end: int) -> bool:
        """Whether one of the lines of failures lies between two lines, both included."""
        return _between(self.failures, start, end)

    def touch(self, start: int, end: int) -> bool:
        """Whether any line lies between two lines, both included."""
        return _between(self.evidence, start, end) or _between(self.failures, start, end)


NO_LINES = Candidates()


def _between(lines: tuple[int, ...], start: int, end: int) -> bool:
    return bisect_left(lines, start) < bisect_right(lines, end)
