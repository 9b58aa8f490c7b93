"""The control plane over HTTP: who may do what, and what is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient

from engines.chat.service.server import create_app
from engines.routing.registry import Registry
from engines.routing.testing import PRODUCTION, TOKENS, healthy_routes, registry_with

KPI = "/routing/routes/kpi/t_system/prod/*"
DATABASE = {"backend": "postgres", "config": {"url": "postgresql://192.0.2.10/app"}}


def token(**claims: Any) -> dict[str, str]:
    signed = jwt.encode({"sub": "ada", "exp": time.time() + 60, **claims}, TOKENS.key, TOKENS.algorithm)
    return {"Authorization": f"Bearer {signed}"}


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return registry_with(tmp_path, healthy_routes())


@pytest.fixture
def client(registry: Registry) -> Iterator[TestClient]:
    with TestClient(create_app(PRODUCTION, registry=registry), headers=token(routing="write")) as client:
        yield client


def head(client: TestClient) -> str:
    revision: str = client.get("/routing/status").json()["revision"]
    return revision


def test_route_is_put_read_and_deleted(client: TestClient) -> None:
    seen = client.get(KPI).json()
    assert seen["route"] == {"backend": "durable-stub", "config": {}, "last_known_good_seconds": 0.0}

    put = client.put(KPI, json={"route": DATABASE, "expected": seen["revision"], "reason": "a real place"})
    assert put.status_code == 200
    now = client.get(KPI).json()
    assert (now["revision"], now["route"]["backend"]) == (put.json()["revision"], "postgres")

    deleted = client.delete(KPI, params={"expected": now["revision"], "reason": "no longer"})
    assert deleted.json() == {"revision": head(client)}
    assert client.get(KPI).status_code == 404

    entries = client.get("/routing/history", params={"kind": "kpi", "limit": 2}).json()
    assert [(entry["actor"], entry["reason"]) for entry in entries] == [("ada", "no longer"), ("ada", "a real place")]
    assert entries[0]["new"] is None


def test_put_over_another_revision_is_a_conflict(client: TestClient) -> None:
    response = client.put(KPI, json={"route": DATABASE, "expected": None, "reason": "first"})

    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    assert [(one["id"], one["kind"], one["scope"]) for one in response.json()["problems"]] == [
        ("conflict", "kpi", "t_system/prod/*")
    ]


@pytest.mark.parametrize(
    ("route", "id"),
    [
        ({"backend": "memory"}, "memory"),
        ({"backend": "redis", "config": {"url": "redis://localhost"}}, "loopback"),
        ({"backend": "postgres", "config": {"url": "postgresql://app:hunter2@192.0.2.10/app"}}, "secret"),
    ],
)
def test_put_of_what_the_policy_refuses_is_422_and_shows_no_value(
    client: TestClient, route: dict[str, Any], id: str
) -> None:
    expected = client.get(KPI).json()["revision"]

    response = client.put(KPI, json={"route": route, "expected": expected, "reason": "try"})

    assert response.status_code == 422
    assert [one["id"] for one in response.json()["problems"]] == [id]
    assert "hunter2" not in response.text


def test_plan_shows_and_apply_writes_many_routes_at_once(client: TestClient) -> None:
    steps = [
        {"kind": "kpi", "scope": "t_system/prod/*", "route": DATABASE},
        {"kind": "kpi", "scope": "t_acme/prod/*", "route": DATABASE},
        {"kind": "seo", "scope": "t_system/prod/*", "route": {"backend": "durable-stub"}},
        {"kind": "budget", "scope": "t_system/prod/*", "route": None},
    ]
    plan = client.post("/routing/plan", json={"routes": steps}).json()
    assert [(one["kind"], one["scope"]) for one in plan["changes"]] == [
        ("kpi", "t_system/prod/*"),
        ("kpi", "t_acme/prod/*"),
        ("budget", "t_system/prod/*"),
    ]
    assert plan["head"] == head(client)

    applied = client.post("/routing/apply", json={"routes": steps, "head": plan["head"], "reason": "as planned"})

    assert applied.json() == {"revision": head(client), "changes": 3}
    assert client.get("/routing/routes/kpi/t_acme/prod/*").json()["revision"] == head(client)


def test_apply_over_another_head_than_the_plan_is_a_conflict(client: TestClient) -> None:
    steps = [{"kind": "kpi", "scope": "t_acme/prod/*", "route": DATABASE}]
    planned = client.post("/routing/plan", json={"routes": steps}).json()["head"]
    client.put("/routing/routes/seo/t_acme/prod/*", json={"route": DATABASE, "expected": None, "reason": "meanwhile"})

    response = client.post("/routing/apply", json={"routes": steps, "head": planned, "reason": "as planned"})

    assert response.status_code == 409
    assert client.get("/routing/routes/kpi/t_acme/prod/*").status_code == 404


def test_applying_what_is_there_changes_nothing(client: TestClient) -> None:
    steps = [{"kind": "kpi", "scope": "t_system/prod/*", "route": {"backend": "durable-stub"}}]
    before = head(client)

    response = client.post("/routing/apply", json={"routes": steps, "head": before, "reason": "again"})

    assert response.json() == {"revision": before, "changes": 0}


def test_plan_tells_every_problem_and_writes_nothing(client: TestClient) -> None:
    steps = [{"kind": kind, "scope": "t_acme/prod/*", "route": {"backend": "noop"}} for kind in ("kpi", "seo")]
    before = head(client)

    plan = client.post("/routing/plan", json={"routes": steps}).json()

    assert [(one["id"], one["kind"]) for one in plan["problems"]] == [("noop", "kpi"), ("noop", "seo")]
    assert head(client) == before


def test_rollback_restores_an_earlier_revision(client: TestClient) -> None:
    before = head(client)
    client.put("/routing/routes/kpi/t_acme/prod/*", json={"route": DATABASE, "expected": None, "reason": "try"})

    response = client.post("/routing/rollback", json={"to": before, "head": head(client), "reason": "it was better"})

    assert response.status_code == 200
    assert client.get("/routing/routes/kpi/t_acme/prod/*").status_code == 404


def test_explain_names_every_candidate(client: TestClient) -> None:
    explanation = client.get("/routing/explain/kpi/t_acme/prod/p_web").json()

    assert [(one["scope"], one["won"]) for one in explanation["candidates"]] == [
        ("t_acme/prod/p_web", False),
        ("t_acme/prod/*", False),
        ("t_system/prod/*", True),
    ]


READS = ["/routing/routes", KPI, "/routing/history", "/routing/status", "/routing/explain/kpi/t_acme/prod/p_web"]
WRITES = [
    ("PUT", KPI, {"route": DATABASE, "expected": None, "reason": "x"}),
    ("DELETE", f"{KPI}?expected=a-1&reason=x", None),
    ("POST", "/routing/apply", {"routes": [], "head": "a-1", "reason": "x"}),
    ("POST", "/routing/rollback", {"to": "a-1", "head": "a-1", "reason": "x"}),
]


@pytest.mark.parametrize("path", READS)
def test_reading_needs_a_token_that_may_read(client: TestClient, path: str) -> None:
    assert client.get(path, headers=token(routing="read")).status_code == 200
    assert client.get(path, headers=token(scopes=["t_system/prod/*"])).status_code == 403
    assert client.get(path, headers={"Authorization": ""}).status_code == 401


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_writing_needs_a_token_that_may_write(client: TestClient, method: str, path: str, body: Any) -> None:
    before = head(client)

    response = client.request(method, path, json=body, headers=token(routing="read"))

    assert response.status_code == 403
    assert response.json()["needed"] == "routing: write"
    assert client.request(method, path, json=body, headers={"Authorization": ""}).status_code == 401
    assert head(client) == before


@pytest.mark.parametrize(
    "body",
    [
        {"route": DATABASE, "expected": "17", "reason": "x"},
        {"route": DATABASE, "expected": None, "reason": " "},
        {"route": DATABASE, "expected": None},
        {"route": {**DATABASE, "vendor": "x"}, "expected": None, "reason": "x"},
        {"route": {"backend": ""}, "expected": None, "reason": "x"},
    ],
)
def test_body_that_says_something_else_is_422(client: TestClient, body: dict[str, Any]) -> None:
    assert client.put(KPI, json=body).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/routing/routes?kind=%00",
        "/routing/history?kind=%00",
        "/routing/routes/%00/t_acme/prod/p_web",
        "/routing/explain/KPI/t_acme/prod/p_web",
    ],
)
def test_kind_that_is_no_name_is_422(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 422


@pytest.mark.parametrize("reason", ["", " \n", "a\0b"])
def test_reason_that_says_nothing_or_cannot_be_kept_is_422(client: TestClient, reason: str) -> None:
    body = {"route": DATABASE, "expected": client.get(KPI).json()["revision"], "reason": reason}

    assert client.put(KPI, json=body).status_code == 422


def test_scope_that_is_no_name_is_422(client: TestClient) -> None:
    assert client.get("/routing/routes/kpi/t_acme/*/p_web").status_code == 422


def test_outage_is_503_and_told_in_the_status(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "routes.db").unlink()

    assert client.get("/routing/routes").status_code == 503
    status = client.get("/routing/status").json()
    assert status["revision"] is None
    assert "could not be reached" in status["outage"]
