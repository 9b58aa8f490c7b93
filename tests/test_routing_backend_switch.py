"""A change in the registry switches the backend of a running application with the next request, and back again."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import pytest
from fastapi.testclient import TestClient

from engines.backends import technology
from engines.chat.service.server import create_app
from engines.common.scope import Scope
from engines.feature_flags.models import FlagChange
from engines.feature_flags.repository import LAYERS
from engines.routing.policy import Policy
from engines.routing.problem import ProblemId
from engines.routing.registry import Author, Change, Registry, Route
from engines.routing.stores import open_store
from engines.routing.testing import DECLARED, EVERYONE, PRODUCTION, TOKENS, healthy_routes, registry_with
from tests.servers.postgres import Postgres

ADA = Author("ada", "move the flags")
SHOP = Scope("t_acme", "prod", "p_shop")
HERE: frozenset[ProblemId] = frozenset({"tmp", "loopback"})  # the servers of tests are on this machine


def client_for(scope: Scope, client: TestClient) -> Callable[..., str]:
    claims = {"sub": "ada", "scopes": [str(scope)], "exp": time.time() + 3600}
    token = jwt.encode(claims, TOKENS.key, TOKENS.algorithm)
    named = {"X-Tenant-Id": scope.tenant, "X-Env": scope.env, "X-Project-Id": scope.project}
    headers = {**named, "Authorization": f"Bearer {token}"}

    def ask(enabled: bool | None = None) -> str:
        """What the flag says now, after turning it if asked to."""
        if enabled is not None:
            response = client.put(
                "/feature-flags/checkout", json={"enabled": enabled, "reason": "test"}, headers=headers
            )
            assert response.status_code == 200, response.text
        response = client.get("/feature-flags/checkout", headers=headers)
        return {404: "unknown", 503: "refused"}.get(response.status_code) or str(response.json()["flag"]["enabled"])

    return ask


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    flags = Route("feature_flags", EVERYONE, "sqlite", {"url": f"sqlite:///{tmp_path / 'old.db'}"})
    others = [route for route in healthy_routes() if route.kind != "feature_flags"]
    registry = registry_with(tmp_path, [*others, flags], permits=HERE)
    yield registry
    registry.close()


@pytest.fixture
def client(registry: Registry) -> Iterator[TestClient]:
    with TestClient(create_app(PRODUCTION, registry=registry)) as client:
        yield client


@pytest.fixture
def operator(registry: Registry, tmp_path: Path) -> Iterator[Registry]:
    """Somebody else with the same registry: another connection, nothing shared with the application."""
    operator = Registry(open_store(f"sqlite:///{tmp_path / 'routes.db'}"), Policy(technology, HERE))
    yield operator
    operator.close()


def switch(operator: Registry, backend: str, config: dict[str, str], scope: Scope = EVERYONE) -> None:
    there = {stored.route.scope: stored.revision for stored in operator.list("feature_flags")}
    operator.change([Change.put(Route("feature_flags", scope, backend, config), there.get(scope))], ADA)


def test_next_request_goes_to_the_new_backend_and_back_again(
    client: TestClient, operator: Registry, tmp_path: Path
) -> None:
    flag, old = client_for(DECLARED, client), {"url": f"sqlite:///{tmp_path / 'old.db'}"}
    assert flag(True) == "True"

    switch(operator, "sqlite", {"url": f"sqlite:///{tmp_path / 'new.db'}"})
    assert flag() == "unknown"
    assert flag(False) == "False"

    switch(operator, "sqlite", old)
    assert flag() == "True"


def test_switch_to_another_technology(client: TestClient, operator: Registry, postgres: Postgres) -> None:
    flag = client_for(DECLARED, client)
    assert flag(True) == "True"

    switch(operator, "postgres", {"url": postgres.database()})

    assert flag() == "unknown"
    assert flag(False) == "False"


def test_switch_of_one_project_leaves_the_others_where_they_are(
    client: TestClient, operator: Registry, tmp_path: Path
) -> None:
    web, shop = client_for(DECLARED, client), client_for(SHOP, client)
    assert (web(True), shop(True)) == ("True", "True")

    switch(operator, "sqlite", {"url": f"sqlite:///{tmp_path / 'shop.db'}"}, SHOP)
    assert (web(), shop()) == ("True", "unknown")

    operator.delete("feature_flags", SHOP, operator.read("feature_flags", SHOP).revision, ADA)
    assert (web(), shop()) == ("True", "True")


def test_every_one_of_many_switches_is_followed_at_once(client: TestClient, operator: Registry, tmp_path: Path) -> None:
    flag = client_for(DECLARED, client)
    places = [{"url": f"sqlite:///{tmp_path / name}"} for name in ("old.db", "new.db")]
    flag(True)
    switch(operator, "sqlite", places[1])
    flag(False)

    seen = []
    for turn in range(20):
        switch(operator, "sqlite", places[turn % 2])
        seen.append(flag())

    assert seen == ["True", "False"] * 10


def test_route_that_goes_away_is_refused_and_nothing_else_is_used(client: TestClient, operator: Registry) -> None:
    flag = client_for(DECLARED, client)
    assert flag(True) == "True"

    operator.delete("feature_flags", EVERYONE, operator.read("feature_flags", EVERYONE).revision, ADA)

    assert flag() == "refused"


def test_route_to_what_forgets_is_refused_and_the_old_one_is_not_used(client: TestClient, operator: Registry) -> None:
    flag = client_for(DECLARED, client)
    assert flag(True) == "True"

    memory = Route("feature_flags", EVERYONE, "sqlite", {"url": "sqlite:///:memory:"})
    revision = operator.read("feature_flags", EVERYONE).revision
    operator.store.change([Change.put(memory, revision)], ADA)

    assert flag() == "refused"


def test_rollback_switches_back(client: TestClient, operator: Registry, tmp_path: Path) -> None:
    flag = client_for(DECLARED, client)
    assert flag(True) == "True"
    before = operator.store.head()
    switch(operator, "sqlite", {"url": f"sqlite:///{tmp_path / 'new.db'}"})
    assert flag() == "unknown"

    operator.rollback(before, ADA)

    assert flag() == "True"


def test_switch_over_the_control_plane(client: TestClient, operator: Registry, tmp_path: Path) -> None:
    flag = client_for(DECLARED, client)
    assert flag(True) == "True"
    expected = str(operator.read("feature_flags", EVERYONE).revision)
    route = {"backend": "sqlite", "config": {"url": f"sqlite:///{tmp_path / 'new.db'}"}}
    claims = {"sub": "ada", "routing": "write", "exp": time.time() + 3600}
    token = jwt.encode(claims, TOKENS.key, TOKENS.algorithm)

    response = client.put(
        "/routing/routes/feature_flags/t_system/prod/*",
        json={"route": route, "expected": expected, "reason": "move"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert response.status_code == 200, response.text
    assert flag() == "unknown"


def test_switch_by_another_process(client: TestClient, operator: Registry, tmp_path: Path) -> None:
    flag = client_for(DECLARED, client)
    assert flag(True) == "True"

    subprocess.run([sys.executable, "-c", ELSEWHERE, str(tmp_path)], check=True)

    assert flag() == "unknown"


def test_service_bound_before_a_switch_keeps_its_backend_and_the_next_one_has_the_new(
    client: TestClient, registry: Registry, operator: Registry, tmp_path: Path
) -> None:
    router = client.app.state.router  # type: ignore[attr-defined]
    bound_before = router.bind(LAYERS["project"], DECLARED)
    bound_before.turn("checkout", FlagChange(enabled=True, reason="test"), "ada")

    switch(operator, "sqlite", {"url": f"sqlite:///{tmp_path / 'new.db'}"})

    assert bound_before.flags.find("checkout")
    assert not router.bind(LAYERS["project"], DECLARED).flags.find("checkout")


ELSEWHERE = """
import sys
from engines.routing.registry import Author, Change, Route, Scope
from engines.routing.stores import open_store
store, scope = open_store(f"sqlite:///{sys.argv[1]}/routes.db"), Scope("t_system", "prod", "*")
route = Route("feature_flags", scope, "sqlite", {"url": f"sqlite:///{sys.argv[1]}/new.db"})
expected = store.read("feature_flags", scope).revision
store.change([Change.put(route, expected)], Author("elsewhere", "switch"))
"""
