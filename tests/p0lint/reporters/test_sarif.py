"""SARIF: valid, stable, and within what GitHub takes."""

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from p0lint.finding import Link, Report
from p0lint.reporters import PLAIN, View, render
from tests.p0lint.reporters.samples import ACCEPTED, CLEAN, FALLTHROUGH, FULL, many

# As published by OASIS, erratum 01.
SCHEMA = Path(__file__).parent / "data" / "sarif-schema-2.1.0.json"


@lru_cache(maxsize=1)
def validator() -> Draft4Validator:
    return Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def run_of(report: Report, view: View = PLAIN) -> Any:
    return json.loads(render("sarif", report, view))["runs"][0]


def uri_of(path: str, view: View = PLAIN) -> Any:
    (result,) = run_of(Report((replace(FALLTHROUGH, path=path),), 1), view)["results"]
    return result["locations"][0]["physicalLocation"]["artifactLocation"]


@pytest.mark.parametrize(
    "report",
    [pytest.param(CLEAN, id="clean"), pytest.param(FULL, id="full"), pytest.param(Report(many(30), 1), id="no-rules")],
)
def test_a_log_is_valid(report: Report) -> None:
    log = json.loads(render("sarif", report, View(prefix="a b/c", category="linux")))

    assert [error.message for error in validator().iter_errors(log)] == []


def test_the_schema_tells_a_bad_log() -> None:
    log = json.loads(render("sarif", FULL))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0

    assert len(list(validator().iter_errors(log))) == 1


def test_a_clean_run_has_results_all_the_same() -> None:
    run = run_of(CLEAN)

    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}]


def test_a_result_has_all_that_github_reads() -> None:
    result = run_of(FULL)["results"][0]

    assert result == {
        "ruleId": "P0104",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "'flags' ends in InMemoryFlags, which forgets on restart. Hint: raise for what is not known."
        },
        "locations": [
            {
                "physicalLocation": physical("app/flags.py", startLine=12, startColumn=12, endLine=12, endColumn=27),
                "logicalLocations": [{"fullyQualifiedName": "app.flags.flags"}],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": "39fa2ee980eb94b0:1", "p0lint/v1": "0f1e"},
        "properties": {"category": "fallthrough", "setting": "FLAGS_BACKEND", "kind": "memory"},
        "codeFlows": [{"threadFlows": [{"locations": [{"location": step} for step in steps()]}]}],
    }


def physical(path: str, **region: int) -> dict[str, Any]:
    return {"artifactLocation": {"uri": path, "uriBaseId": "%SRCROOT%"}, "region": region}


def steps() -> list[dict[str, Any]]:
    links = [
        ("app/settings.py", 3, 11, "FLAGS_BACKEND is read"),
        ("app/backends.py", 104, 7, "'InMemoryFlags' keeps its state in a dict"),
        ("app/flags.py", 12, 12, "'flags' ends in InMemoryFlags, which forgets on restart"),
    ]
    return [
        {"physicalLocation": physical(path, startLine=line, startColumn=column), "message": {"text": note}}
        for path, line, column, note in links
    ]


def test_columns_are_code_points() -> None:
    assert run_of(FULL)["columnKind"] == "unicodeCodePoints"


def test_an_excused_finding_is_a_suppressed_result() -> None:
    suppressed = [result["suppressions"] for result in run_of(FULL)["results"] if "suppressions" in result]

    assert suppressed == [
        [{"kind": "inSource", "status": "accepted", "justification": "flags are constants, see ADR 7"}]
    ]


def test_what_was_not_checked_is_a_notification() -> None:
    (invocation,) = run_of(FULL)["invocations"]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]] == [
        ("error", "app/odd.py: rule P0105 crashed: KeyError: 'x'"),
        ("error", "app/locked.py: not checked: it cannot be read: Permission denied"),
        ("note", "build/x.py: skipped: excluded by 'build'"),
    ]


def test_rules_have_help_for_people_and_ranks_for_github() -> None:
    rules = run_of(FULL)["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["P0104", "P0301"]
    assert rules[0]["help"]["markdown"].startswith("# P0104 fallthrough\n")
    assert "raise LookupError" in rules[0]["help"]["text"]
    assert rules[0]["properties"] == {"precision": "high", "problem.severity": "error", "tags": ["reliability"]}


def test_a_rule_index_leads_to_the_rule() -> None:
    run = run_of(FULL)
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert [ids[result["ruleIndex"]] for result in run["results"]] == [each["ruleId"] for each in run["results"]]


@pytest.mark.parametrize(
    ("path", "prefix", "expected"),
    [
        pytest.param("app/x.py", "", "app/x.py", id="plain"),
        pytest.param("x.py", "services/flags", "services/flags/x.py", id="below-the-root"),
        pytest.param("../common/x.py", "services", "common/x.py", id="beside-the-working-folder"),
        pytest.param("c,d%é #.py", "", "c%2Cd%25%C3%A9%20%23.py", id="percent-encoded"),
        pytest.param("a\udcff.py", "", "a%FF.py", id="not-utf-8"),
    ],
)
def test_a_uri_is_relative_to_the_repository(path: str, prefix: str, expected: str) -> None:
    assert uri_of(path, View(prefix=prefix)) == {"uri": expected, "uriBaseId": "%SRCROOT%"}


def test_an_absolute_path_has_a_file_uri() -> None:
    assert uri_of("/opt/x y.py", View(prefix="services")) == {"uri": "file:///opt/x%20y.py"}


def test_a_place_below_one_is_lifted_to_one() -> None:
    nowhere = replace(FALLTHROUGH, line=0, column=0, end_line=-1, end_column=0)
    (result,) = run_of(Report((nowhere,), 1))["results"]

    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 1,
    }


def test_a_category_names_the_upload() -> None:
    assert run_of(CLEAN, View(category="linux"))["automationDetails"] == {"id": "linux/"}
    assert "automationDetails" not in run_of(CLEAN)


def test_more_results_than_github_takes_are_counted_and_the_worst_stay() -> None:
    plain_finding = replace(FALLTHROUGH, chain=(), path="z.py")
    run = run_of(Report((*many(3, ACCEPTED), *many(25_000, plain_finding)), 1))

    assert len(run["results"]) == 25_000
    assert {result["ruleId"] for result in run["results"]} == {"P0104"}
    assert [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]] == [
        "3 results are left out, the mildest: GitHub takes 25000 of a run"
    ]


def test_a_chain_that_ends_at_the_finding_has_no_second_end() -> None:
    finding = replace(FALLTHROUGH, chain=(Link("app/flags.py", 12, 12, "it is memory"),))
    (result,) = run_of(Report((finding,), 1))["results"]
    (flow,) = result["codeFlows"][0]["threadFlows"]

    assert [each["location"]["message"]["text"] for each in flow["locations"]] == ["it is memory"]


def test_a_chain_keeps_within_the_steps_that_github_takes() -> None:
    finding = replace(FALLTHROUGH, chain=FALLTHROUGH.chain * 6_000)
    (result,) = run_of(Report((finding,), 1))["results"]
    (flow,) = result["codeFlows"][0]["threadFlows"]

    assert len(flow["locations"]) == 10_000
    assert flow["locations"][-1]["location"] == steps()[-1]
