"""While the registry is away: closed, but for kinds that asked to go on for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.errors import MissingRoutingConfig, RegistryUnavailable
from engines.routing.policy import Policy
from engines.routing.registry import Author, Registry, Route
from engines.routing.stores import create_store

WEB = Scope("t_acme", "prod", "p_web")
ADA = Author("ada", "set up")
CLOSED = Route("kpi", WEB, "durable-stub", {})
PATIENT = Route("seo", WEB, "durable-stub", {}, last_known_good_seconds=60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "routes.db"


@pytest.fixture
def registry(file: Path) -> Iterator[Registry]:
    registry = Registry(create_store(f"sqlite:///{file}"), Policy(technology))
    registry.create(CLOSED, ADA)
    registry.create(PATIENT, ADA)
    yield registry
    registry.close()


def outage(file: Path) -> AbstractContextManager[None]:
    @contextmanager
    def away() -> Iterator[None]:
        file.rename(file.with_suffix(".away"))
        yield
        file.with_suffix(".away").rename(file)

    return away()


def test_route_that_opted_in_is_served_and_shown_in_the_status(registry: Registry, file: Path) -> None:
    registry.resolve("seo", WEB)

    with outage(file):
        assert registry.resolve("seo", WEB) == PATIENT
        status = registry.status()

    assert status.head is None
    assert "could not be reached" in status.outage
    assert [(one.kind, one.scope) for one in status.last_known_good] == [("seo", WEB)]


def test_route_that_did_not_opt_in_fails_closed(registry: Registry, file: Path) -> None:
    registry.resolve("kpi", WEB)

    with outage(file), pytest.raises(RegistryUnavailable):
        registry.resolve("kpi", WEB)


def test_route_that_was_never_read_fails_closed(registry: Registry, file: Path) -> None:
    with outage(file), pytest.raises(RegistryUnavailable):
        registry.resolve("seo", WEB)


def test_route_that_is_too_old_fails_closed(registry: Registry, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(registry._known, "_clock", lambda: now[0])
    registry.resolve("seo", WEB)

    with outage(file):
        now[0] += 60
        assert registry.resolve("seo", WEB) == PATIENT
        now[0] += 0.1
        with pytest.raises(RegistryUnavailable):
            registry.resolve("seo", WEB)
        assert registry.status().last_known_good == ()


def test_route_that_was_deleted_is_not_served_from_before(registry: Registry, file: Path) -> None:
    registry.resolve("seo", WEB)
    registry.delete("seo", WEB, registry.read("seo", WEB).revision, ADA)
    with pytest.raises(MissingRoutingConfig):
        registry.resolve("seo", WEB)

    with outage(file), pytest.raises(RegistryUnavailable):
        registry.resolve("seo", WEB)


def test_after_the_outage_nothing_is_served_from_memory(registry: Registry, file: Path) -> None:
    registry.resolve("seo", WEB)
    with outage(file):
        registry.resolve("seo", WEB)

    assert registry.resolve("seo", WEB) == PATIENT
    assert registry.status().last_known_good == ()
