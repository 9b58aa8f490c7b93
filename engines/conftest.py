"""What the tests of the engines share."""

from __future__ import annotations

import pytest

from tests.engines.world import FakePorts, World


@pytest.fixture
def world() -> World:
    return World(FakePorts())
