"""All seventeen engines, in the whole service as a developer runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engines.chat.service.development import OWN, Development
from engines.common.mounted import mounted_engines
from engines.common.scope import Scope

CORRIDOR = {"title": "Churn", "corridor": {"unit": "%", "ceiling": "2.5"}}
LICENCE = {"agent": "bot", "action": "drop", "reason": "migration", "expires_at": "2100-01-01T00:00:00Z"}
PAGE = {"title": "Shoes", "description": "All our shoes", "canonical": "https://acme.example/shoes"}
SCAN = {"name": "scan.tif", "content_type": "image/tiff", "size": 1, "sha256": "0" * 64}
VIEW = {"type": "page_view", "visitor": "v1", "path": "/"}
FILM = {"name": "Trailer", "frame_rate": {"frames": 25}}

FIRST_REQUESTS: dict[str, tuple[str, str, Any]] = {
    "analytics_events": ("POST", "/analytics/events", VIEW),
    "budget": ("POST", "/budget/usage", {"provider": "acme", "cost": "0.25"}),
    "chat_bus": ("POST", "/chat/threads/th1/messages", {"text": "hello"}),
    "feature_flags": ("PUT", "/feature-flags/beta", {"enabled": True, "reason": "launch"}),
    "firearms": ("POST", "/firearms/licences", LICENCE),
    "kpi": ("PUT", "/kpis/churn", CORRIDOR),
    "maybes": ("POST", "/maybes", {"title": "Solar roof"}),
    "media": ("POST", "/media?name=pixel.png", b"\x89PNG"),
    "memory": ("POST", "/memory/bot/sessions/s1/messages", {"role": "user", "content": "hello"}),
    "nexus": ("POST", "/nexus/items", {"sort": "card", "title": "Locks"}),
    "page_content": ("PUT", "/pages/home/draft", {"title": "Hello", "body": "one"}),
    "rate_limit": ("PUT", "/rate-limits/send", {"limit": 3, "seconds": 60}),
    "raw_storage": ("POST", "/raw/uploads", SCAN),
    "realtime_registry": ("PUT", "/realtime/thread/th1/owner", None),
    "seo": ("PUT", "/seo/shop/shoes", PAGE),
    "strategy_lock": ("PUT", "/strategy-locks/deploy", {"reason": "freeze"}),
    "video_timeline": ("POST", "/timelines", FILM),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def app(folder: Path) -> FastAPI:
    return Development(folder).app()


@pytest.fixture(scope="module")
def client(app: FastAPI, folder: Path) -> Iterator[TestClient]:
    with TestClient(app) as client:
        client.headers["Authorization"] = f"Bearer {(folder / 'token').read_text().strip()}"
        yield client


def scope_of(kind: str) -> Scope:
    """A rate limit holds for a whole tenant, and is set by who may speak for it."""
    return OWN.tenant_wide if kind == "rate_limit" else OWN


def test_these_seventeen_are_mounted(app: FastAPI) -> None:
    assert {engine.kind for engine in mounted_engines(app)} == set(FIRST_REQUESTS)
    assert len(FIRST_REQUESTS) == 17


@pytest.mark.parametrize("kind", sorted(FIRST_REQUESTS))
def test_each_engine_answers_its_first_request(client: TestClient, kind: str) -> None:
    (method, address, body), scope = FIRST_REQUESTS[kind], scope_of(kind)
    headers = {"X-Tenant-Id": scope.tenant, "X-Env": scope.env, "X-Project-Id": scope.project}
    sent = {"content": body, "headers": {**headers, "Content-Type": "image/png"}}
    asked = sent if isinstance(body, bytes) else {"json": body, "headers": headers}

    answer = client.request(method, address, **asked)

    assert answer.status_code in (200, 201), answer.text


@pytest.mark.parametrize("kind", sorted(FIRST_REQUESTS))
def test_no_engine_answers_a_request_without_a_project(client: TestClient, kind: str) -> None:
    method, address, _ = FIRST_REQUESTS[kind]

    answer = client.request(method, address, headers={"X-Tenant-Id": OWN.tenant, "X-Env": OWN.env})

    assert (answer.status_code, answer.json()["missing"]) == (400, ["X-Project-Id"])
