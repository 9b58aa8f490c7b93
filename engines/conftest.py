"""What the tests of the engines share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from engines.backends import technology
from engines.routing.ports import Backend, Blobs
from tests.engines.world import FakePorts, RealPorts, World


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    file = tmp_path_factory.mktemp("sqlite") / "engines.db"
    with closing(technology("sqlite")({"url": f"sqlite:///{file}"})) as backend:
        yield backend


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with closing(technology("folder")({"path": str(tmp_path_factory.mktemp("blobs"))})) as backend:
        yield backend


@pytest.fixture(params=["fakes", "real"])
def world(request: pytest.FixtureRequest) -> World:
    """Every test of a domain runs twice: over fakes, and over SQLite with a folder for bytes."""
    if request.param == "fakes":
        return World(FakePorts())
    sqlite, folder = request.getfixturevalue("sqlite"), request.getfixturevalue("folder")
    return World(RealPorts(lambda port: folder if port is Blobs else sqlite))
