"""The rules as SARIF tells of them: their help is what a reader of an alert sees first."""

from __future__ import annotations

from typing import Any

from p0lint.finding import Finding, Report, RuleInfo
from p0lint.pages import markdown_page, plain_page
from p0lint.reporters.severity import level

DESCRIPTION = 1000  # characters of a full description that GitHub takes

Json = dict[str, Any]


def descriptors(report: Report) -> list[Json]:
    """Every rule of the report, by code, and what is known of a rule that only its findings name."""
    known = {rule.code: _descriptor(rule) for rule in report.rules}
    for finding in (*report.findings, *(each.finding for each in report.excused)):
        if finding.code not in known:
            known[finding.code] = _unknown(finding)
    return [known[code] for code in sorted(known)]


def _descriptor(rule: RuleInfo) -> Json:
    return {
        **_named(rule.code, rule.slug, rule.summary),
        "fullDescription": {"text": rule.why[:DESCRIPTION]},
        "help": {"text": plain_page(rule), "markdown": markdown_page(rule)},
    }


def _unknown(finding: Finding) -> Json:
    text = {"text": finding.hint or finding.category}
    return {**_named(finding.code, finding.category, finding.category), "fullDescription": text, "help": text}


def _named(code: str, slug: str, summary: str) -> Json:
    severity = level(code)
    return {
        "id": code,
        "name": slug,
        "shortDescription": {"text": summary},
        "defaultConfiguration": {"level": severity},
        "properties": {"precision": "high", "problem.severity": severity, "tags": ["reliability"]},
    }
