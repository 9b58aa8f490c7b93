"""The plugin in a run of pytest: what it fails, what it lets pass, what it shows and writes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.pytest_p0guard.projects import Project, run, run_apart

GOOD = """
from routing import App, validate
def create_app(registry, kinds=("budget", "kpi")):
    validate(registry, kinds)
    return App(registry, kinds)
"""
BAD = """
from routing import App
def create_app(registry, kinds=("budget", "kpi")):
    return App(registry, kinds)
"""
SELECTOR = """
import adapter as plain
from routing import validate
class Adapter(plain.Adapter):
    def selector(self, kind):
        return validate
adapter = Adapter()
"""
NOT_RUN = "p0guard: server:create_app built 1 app without running routing:validate"

Write = Callable[..., None]


@pytest.fixture
def write(pytester: pytest.Pytester) -> Write:
    def make(server: str, **changes: object) -> None:
        Project(server, **{"has_adapter": False, **changes}).write(pytester)  # type: ignore[arg-type]

    return make


def test_a_green_run_tells_what_was_watched_expected_run_and_refused(write: Write, pytester: pytest.Pytester) -> None:
    write(GOOD, has_adapter=True)

    result = run(pytester)

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "p0guard: strict, server:create_app must run routing:validate",
            "*= p0guard =*",
            "server:create_app: apps built 2, validated 2, unvalidated 0, bypassed 0",
            "generated cases: expected 14, run 14, refused 12 of 12",
            "server:create_app: 8 of them once more in python -I -O: passed",
        ]
    )


def test_a_test_that_builds_a_validated_application_passes_beside_one_that_does_not(
    write: Write, pytester: pytest.Pytester
) -> None:
    write(
        """
        from routing import App, validate
        def create_app(checked):
            if checked:
                validate(None, [])
            return App(None)
        """,
        test="""
        from server import create_app
        def test_good(): create_app(True)
        def test_bad(): create_app(False)
        """,
    )

    result = run(pytester)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*_ test_bad _*", NOT_RUN, "  built at test_app.py:3 in test_bad"])


@pytest.mark.parametrize(
    "body",
    ["pytest.skip('later')", "pytest.xfail('known')", "pass"],
    ids=["skipped", "expected to fail", "passed"],
)
def test_no_outcome_hides_an_unvalidated_application(body: str, write: Write, pytester: pytest.Pytester) -> None:
    write(
        BAD, test=f"import pytest\nfrom server import create_app\ndef test_app():\n    create_app(None)\n    {body}\n"
    )

    result = run(pytester)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([NOT_RUN])


def test_a_failure_of_the_test_itself_is_shown_first(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD, test="from server import create_app\ndef test_app():\n    create_app(None)\n    assert 1 == 2\n")

    result = run(pytester)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E       assert 1 == 2", "*- p0guard -*", NOT_RUN])


def test_applications_alike_are_counted_together(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD, test="from server import create_app\ndef test_app():\n    for _ in range(3): create_app(None)\n")

    result = run(pytester)

    result.stdout.fnmatch_lines(["p0guard: server:create_app built 3 apps without running routing:validate"])


def test_an_application_built_in_a_fixture_fails_the_test_at_setup(write: Write, pytester: pytest.Pytester) -> None:
    write(
        BAD,
        test="""
        import pytest
        from server import create_app
        @pytest.fixture
        def app(): return create_app(None)
        def test_app(app): pass
        """,
    )

    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([NOT_RUN, "  built at test_app.py:4 in app"])


def test_a_bypass_with_a_reason_is_let_pass_and_listed(write: Write, pytester: pytest.Pytester) -> None:
    write(
        BAD,
        test="""
        import pytest
        from server import create_app
        @pytest.mark.p0guard_bypass(reason="only the routes are looked at")
        def test_app(): create_app(None)
        """,
    )

    result = run(pytester, "--strict-markers")

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "server:create_app: apps built 1, validated 0, unvalidated 0, bypassed 1",
            "bypass: test_app.py::test_app: only the routes are looked at",
        ]
    )


@pytest.mark.parametrize("marker", ["p0guard_bypass", "p0guard_bypass(reason=' ')", "p0guard_bypass('why')"])
def test_a_bypass_without_a_reason_fails(marker: str, write: Write, pytester: pytest.Pytester) -> None:
    write(GOOD, test=f"import pytest\n@pytest.mark.{marker}\ndef test_app(): pass\n")

    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['p0guard_bypass needs a reason: @pytest.mark.p0guard_bypass(reason="…")'])


def test_a_bypass_does_not_cover_a_fixture_that_outlives_the_test(write: Write, pytester: pytest.Pytester) -> None:
    write(
        BAD,
        test="""
        import pytest
        from server import create_app
        @pytest.fixture(scope="module")
        def app(): return create_app(None)
        @pytest.mark.p0guard_bypass(reason="a reason")
        def test_app(app): pass
        """,
    )

    result = run(pytester)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [NOT_RUN, "  in fixture 'app' (module scope), which outlives the test: a bypass of one test does not cover it"]
    )


def test_an_application_kept_from_a_bypass_is_held_against_the_next_test(
    write: Write, pytester: pytest.Pytester
) -> None:
    write(
        """
        from routing import App
        app = None
        def create_app():
            global app
            app = app or App(None)
            return app
        """,
        test="""
        import pytest
        from server import create_app
        @pytest.mark.p0guard_bypass(reason="a reason")
        def test_first(): create_app()
        def test_second(): create_app()
        """,
    )

    result = run(pytester)

    result.assert_outcomes(passed=1, failed=1)


def test_an_application_built_outside_any_test_fails_the_session(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD, test="from server import create_app\napp = create_app(None)\ndef test_app(): pass\n")

    result = run(pytester)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([NOT_RUN, "  built at test_app.py:2 in <module>"])


def test_an_application_built_before_the_guard_could_look_fails_the_session(
    write: Write, pytester: pytest.Pytester
) -> None:
    write(
        """
        from routing import App, validate
        def create_app() -> App:
            validate(None, [])
            return App(None)
        """,
        files={"early": "import server\napp = server.create_app()\n"},
        test="def test_app(): pass",
    )

    late = run_apart(pytester, "-p", "early", "-p", "p0guard")
    first = run_apart(pytester, "-p", "p0guard", "-p", "early")

    assert late.ret == pytest.ExitCode.TESTS_FAILED
    late.stdout.fnmatch_lines(
        [
            (
                "p0guard: a routing.App (early:app) was built before p0guard could look: "
                "nobody knows whether it was validated"
            ),
            "  to do: load the guard before what imports the application: -p p0guard first on the command line",
        ]
    )
    assert first.ret == pytest.ExitCode.OK


def test_a_factory_that_starts_late_is_judged_when_its_test_is_over(write: Write, pytester: pytest.Pytester) -> None:
    write(
        """
        from routing import App, validate
        def create_app():
            return App(None)
        def start(app):
            validate(None, [])
        """,
        ini="p0guard_when = startup",
        test="""
        import pytest
        from server import create_app, start
        @pytest.fixture
        def app():
            app = create_app()
            yield app
            start(app)
        def test_started(app): pass
        def test_two_started_the_other_way_round():
            one, two = create_app(), create_app()
            start(two)
            start(one)
        def test_never_started(): create_app()
        """,
    )

    result = run(pytester)

    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines([NOT_RUN, "  built at test_app.py:13 in test_never_started"])


def test_warn_shows_the_same_and_fails_nothing(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD, has_adapter=True)

    result = run(pytester, "--p0guard=warn")

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "p0guard: warn, server:create_app must run routing:validate",
            NOT_RUN,
            "  built at test_app.py:6 in test_healthy",
        ]
    )
    result.assert_outcomes(passed=3, xfailed=13)


def test_off_does_nothing(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD, has_adapter=True)

    result = run(pytester, "--p0guard=off")

    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("*p0guard*")


def test_the_report_holds_what_was_proven(write: Write, pytester: pytest.Pytester) -> None:
    write(GOOD, has_adapter=True, files={"selecting": SELECTOR})
    pytester.path.joinpath("tox.ini").write_text(
        pytester.path.joinpath("tox.ini").read_text().replace("adapter:adapter", "selecting:adapter")
    )

    result = run(pytester, "--p0guard-report", "out/guard.json")

    told = json.loads(pytester.path.joinpath("out/guard.json").read_text(encoding="utf-8"))
    assert result.ret == pytest.ExitCode.OK
    assert {
        key: told[key] for key in ("version", "mode", "when", "factories", "validators", "kinds", "expected", "run")
    } == {
        "version": 1,
        "mode": "strict",
        "when": "call",
        "factories": ["server:create_app"],
        "validators": ["routing:validate"],
        "kinds": ["budget", "kpi"],
        "expected": 14,
        "run": 14,
    }
    assert told["selectors"] == {"budget": "routing.py:34", "kpi": "routing.py:34"}
    assert told["apps"][1] == {
        "factory": "server:create_app",
        "test": "test_app.py::test_healthy",
        "phase": "call",
        "fixture": "",
        "where": "test_app.py:6 in test_healthy",
        "type": "routing.App",
        "kinds": ["budget", "kpi"],
        "receipts": [{"validator": "routing:validate", "kinds": ["budget", "kpi"]}],
        "faults": [],
        "bypass": "",
    }
    refusal = next(one for one in told["refusals"] if one["id"] == "p0guard::server:create_app::kpi[loopback]")
    assert refusal.pop("seconds") >= 0
    assert refusal == {
        "id": "p0guard::server:create_app::kpi[loopback]",
        "outcome": "passed",
        "factory": "server:create_app",
        "kind": "kpi",
        "violation": "loopback",
        "said": "RuntimeError: 'kpi' in t_acme/prod is routed to loopback",
        "child_run": 0,
    }


def test_a_conftest_can_load_it(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD, files={"conftest": "pytest_plugins = ['pytest_p0guard.plugin']\n"})

    result = run_apart(pytester)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([NOT_RUN])


def test_to_be_installed_is_enough(write: Write, pytester: pytest.Pytester) -> None:
    write(BAD)

    result = pytester.runpytest_subprocess()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([NOT_RUN])


@pytest.mark.parametrize("switch", ["-p no:p0guard", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"])
def test_switching_it_off_is_an_error_where_it_is_required(
    switch: str, write: Write, pytester: pytest.Pytester
) -> None:
    write(BAD, ini="required_plugins = p0lint")

    result = pytester.runpytest_subprocess(*switch.split()) if " " in switch else run_apart(pytester)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*Missing required plugins: p0lint*"])


def test_without_configuration_nothing_of_it_is_loaded_or_shown(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys
        def test_modules():
            heavy = {"fastapi", "starlette", "flask", "django", "sqlalchemy", "sqlite3", "asyncio", "contextvars"}
            ours = {name for name in sys.modules if name.startswith("pytest_p0guard")}
            assert ours == {"pytest_p0guard", "pytest_p0guard.plugin"}
            assert not heavy & set(sys.modules)
        """
    )

    result = run_apart(pytester, "-p", "p0guard")

    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*p0guard:*")
    result.stdout.no_fnmatch_line("*= p0guard =*")


def test_a_configured_guard_loads_nothing_of_the_project_before_the_tests_do(
    write: Write, pytester: pytest.Pytester
) -> None:
    write(
        GOOD,
        test="""
        import sys
        heavy = {"server", "routing", "fastapi", "sqlalchemy", "sqlite3", "asyncio"} & set(sys.modules)
        def test_modules(): assert not heavy
        """,
    )

    result = run_apart(pytester, "-p", "p0guard")

    result.assert_outcomes(passed=1)
