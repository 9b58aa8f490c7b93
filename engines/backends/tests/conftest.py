"""Every technology for real, as a route would make it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.ports import Backend, Blobs, Bus, Config, Documents, Keys, Log
from tests.servers.s3 import S3

KIND = "kind"


def _s3_config(s3: S3) -> Config:
    login = {"access_key_id": "test", "secret_access_key": "test"}
    return {"endpoint": s3.endpoint, "bucket": s3.bucket(), "region": "us-east-1", **login}


_CONFIGS: dict[str, Callable[[pytest.FixtureRequest, Path], Config]] = {
    "sqlite": lambda _request, folder: {"url": f"sqlite:///{folder}/engines.db"},
    "postgres": lambda request, _folder: {"url": request.getfixturevalue("postgres").database()},
    "redis": lambda request, _folder: {"url": request.getfixturevalue("valkey")},
    "s3": lambda request, _folder: _s3_config(request.getfixturevalue("s3")),
    "folder": lambda _request, folder: {"path": str(folder / "blobs")},
}


@pytest.fixture(scope="session")
def configured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Config]:
    """The configuration of a technology; the same at each call, so that two backends can share what is behind it."""
    made: dict[str, Config] = {}

    def config(name: str) -> Config:
        if name not in made:
            made[name] = _CONFIGS[name](request, tmp_path_factory.mktemp(name))
        return made[name]

    return config


@pytest.fixture
def opened(configured: Callable[[str], Config]) -> Iterator[Callable[[str], Backend]]:
    """Open a backend of that technology; it is closed after the test."""
    open_backends: list[Backend] = []

    def open_one(name: str) -> Backend:
        open_backends.append(technology(name)(configured(name)))
        return open_backends[-1]

    yield open_one
    for backend in open_backends:
        backend.close()


@pytest.fixture
def scope() -> Scope:
    """A scope that nobody else uses."""
    return Scope(f"t_{uuid.uuid4().hex}", "test", "p_web")


@pytest.fixture(params=["sqlite", "postgres"])
def documents(request: pytest.FixtureRequest, opened: Callable[[str], Backend], scope: Scope) -> Documents:
    return opened(request.param).port(Documents, KIND, scope)


@pytest.fixture(params=["sqlite", "postgres"])
def log(request: pytest.FixtureRequest, opened: Callable[[str], Backend], scope: Scope) -> Log:
    return opened(request.param).port(Log, KIND, scope)


@pytest.fixture(params=["sqlite", "postgres", "redis"])
def keys(request: pytest.FixtureRequest, opened: Callable[[str], Backend], scope: Scope) -> Keys:
    return opened(request.param).port(Keys, KIND, scope)


@pytest.fixture(params=["sqlite", "postgres", "redis"])
def bus(request: pytest.FixtureRequest, opened: Callable[[str], Backend], scope: Scope) -> Bus:
    return opened(request.param).port(Bus, KIND, scope)


@pytest.fixture(params=["s3", "folder"])
def blobs(request: pytest.FixtureRequest, opened: Callable[[str], Backend], scope: Scope) -> Blobs:
    return opened(request.param).port(Blobs, KIND, scope)
