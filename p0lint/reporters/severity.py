"""How bad a finding is, for the formats that show the worst first and not all."""

from __future__ import annotations

from p0lint.finding import Finding

ERROR, WARNING = "error", "warning"

# A file that nobody looked at, then what loses data when something fails, then what does when nothing is set.
WORST_FIRST = ("P0001", "P0201", "P0104", "P0101", "P0103", "P0102", "P0105", "P0202", "P0203", "P0301")
# What takes an explicit wrong setting, or shows itself at first use, or speaks of a comment.
WARNINGS = frozenset({"P0002", "P0003", "P0004", "P0005", "P0203", "P0301"})


def level(code: str) -> str:
    """``error`` or ``warning``; a rule of a plugin gives errors."""
    return WARNING if code in WARNINGS else ERROR


def rank(finding: Finding) -> tuple[bool, int, str]:
    """Sorts the worst finding first; of those that are equally bad, the order of the report stays."""
    code = finding.code
    place = WORST_FIRST.index(code) if code in WORST_FIRST else len(WORST_FIRST)
    return (level(code) == WARNING, place, code)
