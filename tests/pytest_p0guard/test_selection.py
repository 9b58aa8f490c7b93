"""The generated cases are items like others: selected, rerun, distributed, and missed when they do not run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from tests.pytest_p0guard.projects import Project, run, run_apart

GOOD = """
from routing import App, validate
def create_app(registry):
    validate(registry, ["budget", "kpi"])
    return App(registry, ["budget", "kpi"])
"""
FIRST_KIND_ONLY = """
from routing import App, validate
def create_app(registry):
    validate(registry, ["budget"])
    return App(registry, ["budget"])
"""
BAD = """
from routing import App
def create_app(registry):
    return App(registry, ["budget", "kpi"])
"""
FACTORY = "p0guard::server:create_app"
CASE = f"{FACTORY}::kpi[memory]"
TEST = "def test_one(): pass\ndef test_two(): pass\n"


@pytest.fixture
def good(pytester: pytest.Pytester) -> pytest.Pytester:
    Project(GOOD, test=TEST).write(pytester)
    return pytester


def ids(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line and " " not in line]


def test_every_case_has_an_id_of_its_own(good: pytest.Pytester) -> None:
    result = run(good, "--collect-only", "-q")

    violations = ["missing", "memory", "noop", "local", "tmp", "loopback"]
    assert ids(result) == [
        "test_app.py::test_one",
        "test_app.py::test_two",
        f"{FACTORY}::healthy",
        *(f"{FACTORY}::{kind}[{violation}]" for kind in ("budget", "kpi") for violation in violations),
        f"{FACTORY}::outside-pytest[-O]",
    ]


ALL = "generated cases: expected 14, run 14, refused 12 of 12"
PART = "generated cases: expected 14, run {}, refused {} of {}, deselected {}: this run is partial"


@pytest.mark.parametrize(
    ("args", "passed", "line"),
    [
        ((), 16, ALL),
        ((".",), 16, ALL),
        ((FACTORY,), 14, ALL),
        (("-m", "p0guard"), 14, ALL),
        ((CASE,), 1, PART.format(1, 1, 1, 13)),
        ((CASE, f"{FACTORY}::healthy"), 2, PART.format(2, 1, 1, 12)),
        ((CASE, "test_app.py"), 3, PART.format(1, 1, 1, 13)),
        (("-k", "kpi and memory"), 1, PART.format(1, 1, 1, 13)),
        (("-k", "test_one"), 1, PART.format(0, 0, 0, 14)),
        (("-m", "not p0guard"), 2, PART.format(0, 0, 0, 14)),
        (("--deselect", CASE), 15, PART.format(13, 11, 11, 1)),
    ],
    ids=str,
)
def test_cases_are_chosen_as_tests_are(args: Sequence[str], passed: int, line: str, good: pytest.Pytester) -> None:
    result = run(good, *args)

    assert result.ret == pytest.ExitCode.OK
    assert result.parseoutcomes()["passed"] == passed
    assert line in result.outlines


@pytest.mark.parametrize("args", [("test_app.py",), ("test_app.py::test_one",)], ids=str)
def test_a_run_of_named_files_or_tests_runs_nothing_else_and_says_so(
    args: Sequence[str], good: pytest.Pytester
) -> None:
    result = run(good, *args)

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["generated cases: none, since the run was limited to files or tests"])


def test_an_empty_folder_still_has_the_cases(good: pytest.Pytester) -> None:
    good.path.joinpath("test_app.py").unlink()

    result = run(good)

    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=14)


def test_an_unknown_case_is_a_usage_error_with_the_nearest(good: pytest.Pytester) -> None:
    result = run(good, f"{FACTORY}::kpi[memry]")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: p0guard: {FACTORY}::kpi[[]memry] is no generated case: did you mean '{FACTORY}::kpi[[]memory]'?"]
    )


def test_only_the_failed_ones_run_again(pytester: pytest.Pytester) -> None:
    Project(FIRST_KIND_ONLY, test=TEST).write(pytester)
    args = ("-p", "p0guard")

    first = run_apart(pytester, *args)
    again = run_apart(pytester, *args, "--lf")

    first.assert_outcomes(passed=9, failed=7)
    again.assert_outcomes(failed=7, deselected=9)
    again.stdout.fnmatch_lines(
        ["generated cases: expected 14, run 7, refused 0 of 6, deselected 7: this run is partial"]
    )


@pytest.mark.parametrize("distribution", ["load", "loadfile", "loadgroup"])
def test_workers_share_the_cases_and_one_process_tells(distribution: str, good: pytest.Pytester) -> None:
    args = ("-p", "p0guard", "-p", "xdist", "-n2", "--dist", distribution)

    result = run_apart(good, *args, "--p0guard-report=guard.json")

    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=16)
    result.stdout.fnmatch_lines(["generated cases: expected 14, run 14, refused 12 of 12"])
    told = json.loads(good.path.joinpath("guard.json").read_text(encoding="utf-8"))
    assert (told["expected"], len(told["refusals"]), told["kinds"]) == (14, 14, ["budget", "kpi"])


def test_a_case_is_chosen_by_its_id_across_workers(good: pytest.Pytester) -> None:
    result = run_apart(good, "-p", "p0guard", "-p", "xdist", "-n2", CASE)

    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=1)


def test_workers_tell_of_applications_built_in_and_outside_tests(pytester: pytest.Pytester) -> None:
    test = "from server import create_app\napp = create_app(None)\ndef test_app(): create_app(None)\n"
    Project(BAD, test=test, has_adapter=False).write(pytester)

    result = run_apart(pytester, "-p", "p0guard", "-p", "xdist", "-n2")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "  built at test_app.py:3 in test_app",
            "server:create_app: apps built 3, validated 0, unvalidated 3, bypassed 0",
            "p0guard: server:create_app built 2 apps without running routing:validate",
            "  built at test_app.py:2 in <module>",
        ]
    )


def test_a_fault_outside_the_tests_of_a_worker_fails_the_session(pytester: pytest.Pytester) -> None:
    test = "from server import create_app\napp = create_app(None)\ndef test_app(): pass\n"
    Project(BAD, test=test, has_adapter=False).write(pytester)

    result = run_apart(pytester, "-p", "p0guard", "-p", "xdist", "-n2")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1)


def test_a_wrong_name_is_a_usage_error_across_workers_too(pytester: pytest.Pytester) -> None:
    Project(GOOD, test=TEST, validators=("routing:validat",), has_adapter=False).write(pytester)

    result = run_apart(pytester, "-p", "p0guard", "-p", "xdist", "-n2")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(
        [
            (
                "usage error: p0guard_validators: routing:validat leads to nothing: no 'validat' there: "
                "did you mean 'routing:validate'?"
            ),
        ]
    )


def test_junit_holds_the_cases_and_their_properties(good: pytest.Pytester) -> None:
    run(good, "--junit-xml=junit.xml")

    case = next(
        found
        for found in ElementTree.parse(good.path / "junit.xml").iter("testcase")
        if found.get("name") == "kpi[memory]"
    )
    properties = {found.get("name"): found.get("value") for found in case.iter("property")}
    assert case.get("classname") == "p0guard.server:create_app"
    assert properties == {
        "p0guard_kind": "kpi",
        "p0guard_violation": "memory",
        "p0guard_said": "RuntimeError: 'kpi' in t_acme/prod is routed to memory",
    }


@pytest.mark.parametrize(
    "conftest",
    [
        "def pytest_collection_modifyitems(items): del items[-3:]",
        "import pytest\ndef pytest_runtest_setup(item):\n    if 'kpi' in item.name: pytest.skip('not now')",
    ],
    ids=["taken away", "skipped"],
)
def test_cases_that_are_taken_away_or_skipped_fail_the_session(conftest: str, good: pytest.Pytester) -> None:
    good.makeconftest(conftest)

    result = run(good)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["p0guard: * of 14 generated cases did not run and were not deselected: *"])


def test_a_stopped_run_is_not_blamed_for_what_it_did_not_reach(pytester: pytest.Pytester) -> None:
    Project(GOOD, test="def test_one(): assert 0\n").write(pytester)

    result = run(pytester, "-x")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.no_fnmatch_line("*did not run*")
