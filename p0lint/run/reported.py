"""The findings of a file as they are reported: one for each place, each with the lines and the fingerprint it is known by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from p0lint.finding import Finding
from p0lint.linehash import line_hash

SPECIFIC = ("P0201", "P0102", "P0103", "P0101", "P0301", "P0104", "P0105", "P0202", "P0203")


def one_each(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each place, the one of the most specific category, in the order of the report."""
    best: dict[tuple[int, int, str], Finding] = {}
    for finding in findings:
        key = (finding.line, finding.column, "" if finding.code in SPECIFIC else finding.code)
        if key not in best or _rank(finding) < _rank(best[key]):
            best[key] = finding
    kept: list[Finding] = []
    around: list[Finding] = []  # those that have not ended where the next one begins
    for finding in sorted(best.values(), key=_from_the_outside):
        start = (finding.line, finding.column)
        around = [each for each in around if (each.end_line, each.end_column) >= start]
        if not any(_holds(outer, finding) for outer in around):
            kept.append(finding)
        around.append(finding)
    return sorted(kept, key=lambda finding: finding.sort_key)


def _from_the_outside(finding: Finding) -> tuple[int, int, int, int]:
    return finding.line, finding.column, -finding.end_line, -finding.end_column


def _holds(outer: Finding, inner: Finding) -> bool:
    """Whether one finding is part of the expression that another one of the same kind is about."""
    if outer is inner or outer.kind != inner.kind or not inner.kind or outer.code not in SPECIFIC:
        return False
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return start <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= end and inner.code in SPECIFIC


def _rank(finding: Finding) -> int:
    return SPECIFIC.index(finding.code) if finding.code in SPECIFIC else len(SPECIFIC)


def marked(findings: Sequence[Finding], source: str, lines: list[str]) -> list[Finding]:
    """The findings with their source lines and fingerprints; equal ones are told apart by their order."""
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        text = lines[finding.line - 1 : finding.end_line]
        identity = "\0".join([finding.code, finding.path, finding.symbol, " ".join("".join(text).split())])
        seen[identity] += 1
        digest = blake2b(f"{identity}\0{seen[identity]}".encode(), digest_size=12).hexdigest()
        found.append(
            replace(finding, source="\n".join(text), fingerprint=digest, line_hash=line_hash(source, finding.line))
        )
    return found
