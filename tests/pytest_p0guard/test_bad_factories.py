"""Every way that we know of to let an unvalidated application out is caught, and named."""

from __future__ import annotations

import fastapi.testclient  # noqa: F401  # pydantic's core can be loaded once in a process: before the inner runs forget it
import pytest

from tests.pytest_p0guard.bad import BAD
from tests.pytest_p0guard.projects import run


@pytest.mark.parametrize("name", BAD)
def test_it_is_caught_and_named(name: str, pytester: pytest.Pytester) -> None:
    BAD[name].write(pytester)

    result = run(pytester, *BAD[name].args)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([line.replace("[", "[[]") for line in BAD[name].lines])
