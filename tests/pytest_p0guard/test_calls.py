"""Corners of the judgement that no factory above turns."""

from __future__ import annotations

import sys

import pytest

from tests.pytest_p0guard.projects import ADAPTER, Project, run

GOOD = """
from routing import App, validate
def create_app(registry):
    validate(registry, ["budget", "kpi"])
    return App(registry, ["budget", "kpi"])
"""


def adapter_with(method: str) -> str:
    return ADAPTER.replace("adapter = Adapter()", f"{method}\nadapter = Adapter()")


def test_a_success_with_something_else_does_not_excuse_a_failure(pytester: pytest.Pytester) -> None:
    Project(
        """
        from routing import App, Registry, SCOPE, validate
        def create_app(registry):
            try:
                validate(registry, ["kpi"])
            except RuntimeError:
                validate(Registry({(SCOPE, "kpi"): "postgres"}), ["kpi"])
            return App(registry, ["kpi"])
        """,
        has_adapter=False,
        test="""
        from routing import Registry
        from server import create_app
        def test_app(): create_app(Registry({}))
        """,
    ).write(pytester)

    result = run(pytester)

    result.stdout.fnmatch_lines(
        [
            (
                "p0guard: server:create_app built 1 app although routing:validate raised "
                "RuntimeError: no route for 'kpi' in t_acme/prod"
            )
        ]
    )


def test_what_wraps_a_validator_is_no_validation_of_its_own(pytester: pytest.Pytester) -> None:
    Project(
        GOOD.replace("from routing", "from checks"),
        validators=("checks:validate",),
        has_adapter=False,
        files={
            "checks": """
            import functools
            import routing
            from routing import App
            def twice(function):
                @functools.wraps(function)
                def wrapper(*args):
                    function(*args)
                    return function(*args)
                return wrapper
            @twice
            def validate(registry, kinds):
                return routing.validate(registry, kinds)
            """
        },
    ).write(pytester)

    run(pytester, "--p0guard-report=guard.json", "-k", "healthy")

    assert pytester.path.joinpath("guard.json").read_text(encoding="utf-8").count('"validator"') == 2


@pytest.mark.parametrize(
    ("method", "message"),
    [
        (
            "def mounted(self, app): raise KeyError('routes')\nAdapter.mounted = mounted",
            "p0guard: server:create_app built 1 app of which the adapter cannot tell: KeyError: 'routes'",
        ),
        (
            "def mounted(self, app): return ['budget', 'kpi', 'media']\nAdapter.mounted = mounted",
            "p0guard: server:create_app mounts 'media', of which the kinds of the adapter say nothing",
        ),
        (
            (
                "import routing\ndef build(self, routes):\n    routing.validate(Registry(routes.routes), [])\n"
                "Adapter.build = build\ndel Adapter.mounted"
            ),
            "p0guard: server:create_app was not called: the adapter must build through it",
        ),
    ],
    ids=["it raises", "it tells too few kinds", "it builds without the factory"],
)
def test_an_adapter_is_not_believed_blindly(method: str, message: str, pytester: pytest.Pytester) -> None:
    Project(GOOD, files={"adapter": adapter_with(method)}).write(pytester)

    result = run(pytester)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert message in result.outlines


def test_a_child_that_breaks_fails_its_case(pytester: pytest.Pytester) -> None:
    breaking = "import sys\nif 'pytest' not in sys.modules: raise LookupError('only under pytest')"
    Project(GOOD, files={"adapter": adapter_with(breaking)}).write(pytester)

    result = run(pytester)

    result.assert_outcomes(failed=1, passed=15)
    result.stdout.fnmatch_lines(
        [
            (
                "  - server:create_app could not be tried: the child ended with 1: "
                "pytest_p0guard.errors.NameNotFound: p0guard_adapter: adapter:adapter cannot be imported: "
                "LookupError: only under pytest"
            )
        ]
    )


def test_a_run_in_this_process_leaves_nothing_behind(pytester: pytest.Pytester) -> None:
    Project(GOOD).write(pytester)
    before = list(sys.meta_path)

    run(pytester)
    run(pytester, "--p0guard=off")

    assert sys.meta_path == before
    if sys.version_info >= (3, 12):
        from pytest_p0guard.monitoring import free_tool

        assert free_tool() is not None


def test_an_error_tells_its_notes_and_those_it_groups_but_not_its_causes() -> None:
    from pytest_p0guard.wording import error_text

    error = RuntimeError("refused")
    error.__cause__ = KeyError("cause")
    error.__notes__ = ["see the registry"]  # type: ignore[attr-defined]  # Python 3.11 has add_note

    assert error_text(error) == "RuntimeError: refused see the registry"
    assert error_text(SystemExit()) == "SystemExit"
