"""Registries for tests: an empty one in each kind of store, judged as in production."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engines.backends import technology
from engines.routing.policy import Policy
from engines.routing.registry import Registry
from engines.routing.stores import create_store


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a place for a registry, in which nothing is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'routes.db'}"
    database: str = request.getfixturevalue("postgres").database()
    return database


@pytest.fixture
def opened(address: str) -> Iterator[Callable[..., Registry]]:
    """Opens one more registry on the same store, as another process would."""
    made: list[Registry] = []

    def open_one(**policy: Any) -> Registry:
        made.append(Registry(create_store(address), Policy(technology, **policy)))
        return made[-1]

    yield open_one
    for registry in made:
        registry.close()


@pytest.fixture
def registry(opened: Callable[..., Registry]) -> Registry:
    return opened()
