"""What a caller is told when the service behind a route does not answer, or when the code is at fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from engines.backends import technology
from engines.chat.service.server import create_app
from engines.common.scope import Scope
from engines.config.secrets import resolve_secret
from engines.routing.opened import Backends
from engines.routing.ports import BackendUnavailable, Blobs, Keys
from engines.routing.registry import Registry, Route
from engines.routing.testing import EVERYONE, PRODUCTION, healthy_routes, registry_with
from tests.engines.world import headers_for

WEB = Scope("t_acme", "prod", "p_web")
LOGIN = {"access_key_id": "a", "secret_access_key": "b"}
NOBODY_ANSWERS = {
    "redis": {"url": "redis://127.0.0.1:1"},
    "postgres": {"url": "postgresql://127.0.0.1:1/app"},
    "s3": {"endpoint": "http://127.0.0.1:1", "bucket": "bucket", "region": "r", **LOGIN},
    "sqlite": {"url": "sqlite:////nonexistent/state.db"},
    "folder": {"path": "/dev/null/blobs"},
}


@pytest.fixture
def backends() -> Iterator[Backends]:
    backends = Backends(technology, resolve_secret)
    yield backends
    backends.close()


@pytest.mark.parametrize("backend", NOBODY_ANSWERS)
def test_a_backend_that_does_not_answer_is_one_error_for_all(backend: str, backends: Backends) -> None:
    route = Route("kpi", EVERYONE, backend, NOBODY_ANSWERS[backend])

    port: type[Blobs] | type[Keys] = Blobs if backend in ("s3", "folder") else Keys

    with pytest.raises(BackendUnavailable) as outage:
        backends.port(route, port, WEB).delete("key")

    assert str(outage.value) == (
        f"{backend} behind 'kpi' in t_acme/prod/p_web could not be reached ({outage.value.reason}): "
        "look whether a change was made, and try again"
    )


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    flags = Route("feature_flags", EVERYONE, "sqlite", {"url": f"sqlite:///{tmp_path / 'away' / 'state.db'}"})
    others = [route for route in healthy_routes() if route.kind != "feature_flags"]
    registry = registry_with(tmp_path, [*others, flags], permits=frozenset({"tmp"}))
    yield registry
    registry.close()


@pytest.fixture
def client(registry: Registry) -> Iterator[TestClient]:
    app = create_app(PRODUCTION, registry=registry)

    @app.get("/at-fault")
    def at_fault() -> None:
        raise ZeroDivisionError("hunter2")

    with TestClient(app, headers=headers_for(WEB), raise_server_exceptions=False) as client:
        yield client


def test_an_outage_is_a_503_until_it_is_over(client: TestClient, tmp_path: Path) -> None:
    away = client.get("/feature-flags")
    (tmp_path / "away").mkdir()
    back = client.get("/feature-flags")

    assert (away.status_code, away.headers["Content-Type"]) == (503, "application/problem+json")
    assert away.json()["detail"].startswith("sqlite behind 'feature_flags' in t_system/prod/* could not be reached")
    assert (back.status_code, back.json()) == (200, [])


def test_a_fault_of_the_code_is_a_problem_too_and_shows_nothing_of_it(client: TestClient) -> None:
    answer = client.get("/at-fault")

    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["detail"] == "this should not have happened: look into the log of the service"
