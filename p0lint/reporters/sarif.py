"""The report as SARIF 2.1.0, within what GitHub code scanning takes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from typing import Any
from urllib.parse import quote

from p0lint import __version__
from p0lint.finding import Excused, Finding, Link, Report, Unchecked
from p0lint.reporters.sarif_rules import descriptors
from p0lint.reporters.severity import level, rank
from p0lint.reporters.view import View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
RESULTS = 25_000  # GitHub refuses a run that has more
STEPS = 10_000  # and a result that has more steps

Json = dict[str, Any]
Told = tuple[Finding, Excused | None]


def render(report: Report, view: View) -> str:
    """One run; the excused findings are results too, with their reason as the justification of the suppression."""
    kept, left_out = _within_limits(report)
    rules = descriptors(report)
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    run: Json = {
        "tool": {"driver": {"name": "p0lint", "semanticVersion": __version__, "rules": rules}},
        "invocations": [_invocation(report, left_out, view)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "the root of the repository"}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, indices, view) for each in kept],
    }
    if view.category:
        run["automationDetails"] = {"id": f"{view.category.rstrip('/')}/"}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _within_limits(report: Report) -> tuple[list[Told], int]:
    """The results, in the order of the report, and how many are left out: excused ones first, then mild ones."""
    every: list[Told] = [(finding, None) for finding in report.findings]
    every.extend((each.finding, each) for each in report.excused)
    kept = nsmallest(RESULTS, every, key=lambda told: (told[1] is not None, rank(told[0])))
    return sorted(kept, key=lambda told: told[0].sort_key), len(every) - len(kept)


def _result(told: Told, indices: dict[str, int], view: View) -> Json:
    finding, excused = told
    location = _location(finding.path, view, _region(finding))
    if finding.symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.symbol}]
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": indices[finding.code],
        "level": level(finding.code),
        "message": {"text": _sentences(finding.message, finding.hint)},
        "locations": [location],
        "partialFingerprints": _fingerprints(finding),
        "properties": {"category": finding.category, "setting": finding.setting, "kind": finding.kind},
    }
    if finding.chain:
        result["codeFlows"] = [_flow(finding, view)]
    if excused:
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": excused.reason}]
    return result


def _sentences(message: str, hint: str) -> str:
    """GitHub shows the first sentence where space is short, so the hint is one of its own."""
    return f"{message}. Hint: {hint}." if hint else f"{message}."


def _fingerprints(finding: Finding) -> Json:
    named = {"primaryLocationLineHash": finding.line_hash, "p0lint/v1": finding.fingerprint}
    return {name: value for name, value in named.items() if value}


def _flow(finding: Finding, view: View) -> Json:
    """The way from the setting to the finding, which is its last step."""
    links = finding.chain[: STEPS - 1]
    end = (finding.path, finding.line, finding.column)
    if (links[-1].path, links[-1].line, links[-1].column) != end:
        links = (*links, Link(*end, finding.message))
    return {"threadFlows": [{"locations": [{"location": _step(link, view)} for link in links]}]}


def _step(link: Link, view: View) -> Json:
    region = {"startLine": max(link.line, 1), "startColumn": max(link.column, 1)}
    return {**_location(link.path, view, region), "message": {"text": link.note}}


def _region(finding: Finding) -> Json:
    """The range of a finding; GitHub refuses a whole file for one line or column below 1."""
    line, column = max(finding.line, 1), max(finding.column, 1)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": max(finding.end_line, line),
        "endColumn": max(finding.end_column, 1 if finding.end_line > line else column),
    }


def _location(path: str, view: View, region: Json | None = None) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(path, view), **({"region": region} if region else {})}}


@lru_cache(maxsize=1024)
def _artifact(path: str, view: View) -> Json:
    """Where a file is; one value for all of its places, so nobody may change it."""
    path = view.in_repository(path)
    if os.path.isabs(path):
        return {"uri": f"file://{'' if path.startswith('/') else '/'}{quote(os.fsencode(path), safe='/:')}"}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": ROOT}


def _invocation(report: Report, left_out: int, view: View) -> Json:
    return {
        "executionSuccessful": not (report.failed or report.problems),
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [
            *({"level": "error", "message": {"text": problem}} for problem in report.problems),
            *_unchecked(report.failed, "error", "not checked", view),
            *_unchecked(report.skipped, "note", "skipped", view),
            *_left_out(left_out),
        ],
    }


def _unchecked(files: Iterable[Unchecked], at_level: str, what: str, view: View) -> Iterator[Json]:
    for each in files:
        text = f"{each.path}: {what}: {each.reason}"
        yield {"level": at_level, "message": {"text": text}, "locations": [_location(each.path, view)]}


def _left_out(number: int) -> Iterator[Json]:
    if number:
        text = f"{number} results are left out, the mildest: GitHub takes {RESULTS} of a run"
        yield {"level": "warning", "message": {"text": text}}
