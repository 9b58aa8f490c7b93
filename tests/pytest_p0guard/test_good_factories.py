"""No factory that validates is blamed, whatever its shape."""

from __future__ import annotations

import fastapi.testclient  # noqa: F401  # pydantic's core can be loaded once in a process: before the inner runs forget it
import pytest

from tests.pytest_p0guard.good import GOOD
from tests.pytest_p0guard.projects import run


@pytest.mark.parametrize("name", GOOD)
def test_it_is_not_blamed(name: str, pytester: pytest.Pytester) -> None:
    GOOD[name].write(pytester)

    result = run(pytester)

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(GOOD[name].lines)
