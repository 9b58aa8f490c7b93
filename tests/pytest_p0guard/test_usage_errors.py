"""What is configured wrong stops the run, and says what was perhaps meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pytest_p0guard.projects import Project, run

GOOD = """
from routing import App, validate
def create_app(registry):
    validate(registry, ["budget", "kpi"])
    return App(registry, ["budget", "kpi"])
class Service: pass
def generator(): yield
create_dict = dict
boom = 1
"""

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown module": (
        {"factories": ("servr:create_app",)},
        "p0guard_factories: servr:create_app leads to no module 'servr': did you mean 'server:create_app'?",
    ),
    "an unknown package": (
        {"factories": ("nowhere_at_all.server:create_app",)},
        "p0guard_factories: nowhere_at_all.server:create_app leads to no module 'nowhere_at_all'",
    ),
    "an unknown function": (
        {"factories": ("server:creat_app",)},
        "p0guard_factories: server:creat_app leads to nothing: no 'creat_app' there: did you mean 'server:create_app'?",
    ),
    "an unknown method": (
        {"validators": ("routing:Registry.coppy",)},
        (
            "p0guard_validators: routing:Registry.coppy leads to nothing: no 'coppy' there: "
            "did you mean 'routing:Registry.copy'?"
        ),
    ),
    "a module that fails": (
        {"validators": ("failing:validate",), "files": {"failing": "raise KeyError('DSN')"}},
        "p0guard_validators: failing:validate cannot be imported: KeyError: 'DSN'",
    ),
    "a module that misses another": (
        {"validators": ("failing:validate",), "files": {"failing": "import not_installed"}},
        "p0guard_validators: failing:validate cannot be imported: No module named 'not_installed'",
    ),
    "no colon": (
        {"factories": ("server.create_app",)},
        "p0guard_factories: 'server.create_app' is not of the form module:name",
    ),
    "a class": (
        {"factories": ("server:Service",)},
        "p0guard_factories: server:Service is a class: name the function or method that is called",
    ),
    "a generator": (
        {"factories": ("server:generator",)},
        "p0guard_factories: server:generator is a generator: name a function that returns",
    ),
    "no function": (
        {"factories": ("server:boom",)},
        "p0guard_factories: server:boom is a int, which runs no Python function",
    ),
    "no factory": (
        {"factories": ()},
        "p0guard_factories: is not set: name the functions that build the application",
    ),
    "no validator": (
        {"validators": ()},
        "p0guard_validators: is not set: name the functions that validate what it is built on",
    ),
    "another time": (
        {"ini": "p0guard_when = later"},
        "p0guard_when: 'later' is neither 'call' nor 'startup'",
    ),
    "more adapters than factories": (
        {"ini": "p0guard_adapter =\n    adapter:adapter\n    adapter:Adapter"},
        "p0guard_adapter: names 2 adapters for 1 factories: the first is for the first, and so on",
    ),
    "an adapter that is none": (
        {"ini": "p0guard_adapter = routing:Registry.copy"},
        (
            "p0guard_adapter: routing:Registry.copy has no kinds, scope, healthy, build: "
            "see pytest_p0guard.conformance.Adapter"
        ),
    ),
    "an adapter without kinds": (
        {
            "ini": "p0guard_adapter = none:Empty",
            "files": {"none": "import adapter\nclass Empty(adapter.Adapter):\n    def kinds(self): return []\n"},
        },
        "p0guard_adapter: none:Empty tells no kinds: there is nothing to refuse",
    ),
    "an adapter that is not there": (
        {"ini": "p0guard_adapter = adapter:adaptr"},
        "p0guard_adapter: adapter:adaptr leads to nothing: no 'adaptr' there: did you mean 'adapter:adapter'?",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_it_is_a_usage_error(name: str, pytester: pytest.Pytester) -> None:
    changes, message = WRONG[name]
    Project(GOOD, **{"test": "def test_nothing(): pass\n", "has_adapter": False, **changes}).write(pytester)

    result = run(pytester)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: {message}" in result.errlines


@pytest.mark.parametrize("option", ["--p0guard=strict", "--p0guard=warn", "--p0guard-report=guard.json"])
def test_asking_for_the_guard_with_nothing_to_watch_is_a_usage_error(option: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing(): pass")

    result = run(pytester, option)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    name = option.partition("=")[0] if "report" in option else option
    assert f"ERROR: {name}: there is nothing to watch: set p0guard_factories and p0guard_validators" in result.errlines


def test_a_wrong_name_in_a_run_of_one_file_is_found_once_its_module_is_imported(pytester: pytest.Pytester) -> None:
    Project(GOOD, factories=("server:creat_app",), test="import server\ndef test_nothing(): pass\n").write(pytester)

    result = run(pytester, "test_app.py")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
