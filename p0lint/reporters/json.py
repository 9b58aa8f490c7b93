"""The report as JSON: the contract that docs/output.md states."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from p0lint.finding import Finding, Report, Unchecked
from p0lint.reporters.view import View

VERSION = 1


def render(report: Report, view: View) -> str:
    """One object, each finding on a line of its own, in ASCII: whatever the encoding of the stream, it stays JSON."""
    files = {"checked": report.checked, "skipped": _unchecked(report.skipped), "failed": _unchecked(report.failed)}
    parts = [f'"version": {VERSION}', f'"findings": {_lines(report.findings)}', f'"files": {json.dumps(files)}']
    if report.problems:
        parts.append(f'"problems": {json.dumps(report.problems)}')
    return "{" + ",\n ".join(parts) + "}\n"


def _lines(findings: Iterable[Finding]) -> str:
    lines = [f"\n  {json.dumps(_finding(finding))}" for finding in findings]
    return f"[{','.join(lines)}\n ]" if lines else "[]"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "category": finding.category,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "message": finding.message,
        "hint": finding.hint,
        "setting": finding.setting,
        "kind": finding.kind,
        "symbol": finding.symbol,
        "chain": [
            {"path": link.path, "line": link.line, "column": link.column, "note": link.note} for link in finding.chain
        ],
        "fingerprint": finding.fingerprint,
    }


def _unchecked(files: Iterable[Unchecked]) -> list[dict[str, str]]:
    return [{"path": each.path, "reason": each.reason} for each in files]
