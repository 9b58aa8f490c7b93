"""What only a test or development run can meet."""

import pytest

from p0lint.catalogue import Catalogue

catalogue = Catalogue.load()


@pytest.mark.parametrize(
    "name", ["", "ENVIRON_SIZE", "environments", "latest", "contest", "USE_REDIS", "PRODUCTION", "IS_PROD"]
)
def test_other_names_are_no_gate(name: str) -> None:
    assert not catalogue.is_test_flag(name)
    assert not catalogue.is_environment_name(name)
    assert not catalogue.is_test_marker(name)


@pytest.mark.parametrize(
    "name", ["ENV", "APP_ENV", "app_env", "settings.environment", "MYAPP_ENV", "billing_environment", "STAGE"]
)
def test_names_that_say_the_environment(name: str) -> None:
    assert catalogue.is_environment_name(name)
    assert not catalogue.is_test_flag(name)


@pytest.mark.parametrize(
    "name",
    [
        "TESTING",
        "is_testing",
        "self.testing",
        "MYAPP_TESTING",
        "app.debug",
        "settings.DEBUG",
        "TYPE_CHECKING",
        "CI",
        "allow_in_memory",
    ],
)
def test_flags_that_only_a_test_or_development_run_sets(name: str) -> None:
    assert catalogue.is_test_flag(name)


@pytest.mark.parametrize("name", ["pytest", "PYTEST_CURRENT_TEST", "GITHUB_ACTIONS"])
def test_names_whose_presence_says_test(name: str) -> None:
    assert catalogue.is_test_marker(name)


@pytest.mark.parametrize("name", ["unittest", "APP_ENV", "KUBERNETES_SERVICE_HOST", "redis"])
def test_names_whose_presence_says_nothing(name: str) -> None:
    assert not catalogue.is_test_marker(name)


@pytest.mark.parametrize(
    ("value", "development"), [("prod", False), ("staging", False), ("eu-1", False), ("dev", True), ("Test", True)]
)
def test_values_that_mean_no_production(value: str, development: bool) -> None:
    assert catalogue.is_development_value(value) is development


@pytest.mark.parametrize("name", ["__debug__", "platform.node", "shutil.which"])
def test_a_gate_that_does_not_keep_production_out_says_so(name: str) -> None:
    gate = catalogue.gate(name)

    assert gate is not None
    assert gate.verdict == "bad"
    assert gate.why
