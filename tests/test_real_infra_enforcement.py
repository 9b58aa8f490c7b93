"""The production path refuses whatever forgets or is not shared, for every mounted kind, at each of three gates."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from engines.backends import technology
from engines.chat.service.server import create_app, mounted
from engines.common.mounted import mounted_engines
from engines.common.scope import Scope
from engines.config.runtime_config import from_environment
from engines.routing import testing
from engines.routing.errors import ChangeRefused, MissingRoutingConfig, RouteRefused, StartupRefused
from engines.routing.policy import Policy
from engines.routing.ports import Backend, Blobs, Config, StubUsed, Target
from engines.routing.registry import Author, Change, Registry, Route
from engines.routing.selector import Router
from engines.routing.stores import create_store
from engines.routing.testing import EVERYONE, PRODUCTION, RouteSet, healthy_routes

RegistryWith = Callable[..., Registry]

ADA = Author("ada", "try it")
ENGINES = mounted_engines(mounted())
KINDS = sorted({engine.kind for engine in ENGINES})
SCOPE = PRODUCTION.scopes[0]
HEALTHY = RouteSet(healthy_routes())

FORGETFUL: dict[str, tuple[str, str, Mapping[str, str]]] = {
    "memory by name": ("memory", "memory", {}),
    "sqlite in memory": ("memory", "sqlite", {"url": "sqlite:///:memory:"}),
    "sqlite in shared memory": ("memory", "sqlite", {"url": "sqlite:///file::memory:?cache=shared&uri=true"}),
    "noop by name": ("noop", "noop", {}),
    "no name": ("noop", "", {}),
    "local by name": ("local", "local", {}),
    "sqlite on the local disk": ("local", "sqlite", {"url": "sqlite:////srv/engines/state.db"}),
    "a local folder": ("local", "folder", {"path": "/srv/engines/media"}),
    "tmp by name": ("tmp", "tmp", {}),
    "sqlite in a temporary folder": ("tmp", "sqlite", {"url": f"sqlite:///{tempfile.gettempdir()}/state.db"}),
    "a temporary folder": ("tmp", "folder", {"path": "/var/tmp/media"}),
    "redis on localhost": ("loopback", "redis", {"url": "redis://localhost:6379/0"}),
    "redis without a host": ("loopback", "redis", {"url": "redis://"}),
    "redis on a short address": ("loopback", "redis", {"url": "redis://127.1:6379"}),
    "redis on a socket": ("loopback", "redis", {"url": "unix:///run/redis.sock"}),
    "postgres on localhost": ("loopback", "postgres", {"url": "postgresql://localhost/app"}),
    "postgres with a local second host": ("loopback", "postgres", {"url": "postgresql://192.0.2.1,127.0.0.1/app"}),
    "s3 on localhost": ("loopback", "s3", {"endpoint": "http://localhost:9000", "bucket": "b", "region": "r"}),
    "s3 without a bucket": ("unreadable", "s3", {"endpoint": "https://192.0.2.1", "region": "r"}),
    "a technology that is not there": ("unknown-backend", "redi", {"url": "redis://192.0.2.1"}),
    "a host that is not there": ("unresolvable", "redis", {"url": "redis://cache.invalid"}),
    "a password in the address": ("secret", "redis", {"url": "redis://:hunter2@192.0.2.1"}),
}


@pytest.fixture
def registry_with() -> Iterator[RegistryWith]:
    """Registries as `testing` makes them, closed in the end."""
    with ExitStack() as until_done:
        yield lambda *given, **more: until_done.enter_context(closing(testing.registry_with(*given, **more)))


def test_durable_routes_are_accepted(tmp_path: Path, registry_with: RegistryWith) -> None:
    app = create_app(PRODUCTION, registry=registry_with(tmp_path, HEALTHY.routes))

    assert app.state.receipt.kinds == set(KINDS)


def test_real_technologies_on_hosts_are_accepted(tmp_path: Path, registry_with: RegistryWith) -> None:
    places: dict[bool, tuple[str, Mapping[str, str]]] = {
        True: ("s3", {"endpoint": "https://192.0.2.10", "bucket": "media", "region": "eu-1"}),
        False: ("postgres", {"url": "postgresql://192.0.2.11/app", "password": "secretref:env:APP_PASSWORD"}),
    }
    routes = {engine.kind: Route(engine.kind, EVERYONE, *places[engine.port is Blobs]) for engine in ENGINES}

    assert create_app(PRODUCTION, registry=registry_with(tmp_path, routes.values()))


@pytest.mark.parametrize("case", FORGETFUL)
def test_no_kind_can_be_written_to_what_forgets(case: str, tmp_path: Path, registry_with: RegistryWith) -> None:
    id, backend, config = FORGETFUL[case]
    registry = registry_with(tmp_path, ())

    with pytest.raises(ChangeRefused) as refused:
        registry.change([Change.put(Route(kind, EVERYONE, backend, config), None) for kind in KINDS], ADA)

    assert {(problem.id, problem.kind) for problem in refused.value.problems} == {(id, kind) for kind in KINDS}
    assert registry.list() == ()


@pytest.mark.parametrize("case", FORGETFUL)
def test_application_does_not_start_on_what_forgets(case: str, tmp_path: Path, registry_with: RegistryWith) -> None:
    id, backend, config = FORGETFUL[case]
    registry = registry_with(tmp_path, [Route(kind, EVERYONE, backend, config) for kind in KINDS])

    with pytest.raises(StartupRefused) as refused:
        create_app(PRODUCTION, registry=registry)

    assert {(problem.id, problem.kind) for problem in refused.value.problems} == {(id, kind) for kind in KINDS}
    assert all(f"- {kind} in t_system/prod/*: " in str(refused.value) for kind in KINDS)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("case", FORGETFUL)
def test_running_application_does_not_follow_a_route_to_what_forgets(
    case: str, tmp_path: Path, registry_with: RegistryWith
) -> None:
    id, backend, config = FORGETFUL[case]
    registry = registry_with(tmp_path, HEALTHY.routes)
    app = create_app(PRODUCTION, registry=registry)

    for stored in registry.list():  # as somebody with the database in hand could
        route = Route(stored.route.kind, EVERYONE, backend, config)
        registry.store.change([Change.put(route, stored.revision)], ADA)

    for engine in ENGINES:
        with pytest.raises(RouteRefused) as refused:
            app.state.router.bind(engine, SCOPE)
        assert {(problem.id, problem.kind) for problem in refused.value.problems} == {(id, engine.kind)}


def test_application_does_not_start_without_routes(tmp_path: Path, registry_with: RegistryWith) -> None:
    with pytest.raises(StartupRefused) as refused:
        create_app(PRODUCTION, registry=registry_with(tmp_path, ()))

    assert {(problem.id, problem.kind) for problem in refused.value.problems} == {("missing", kind) for kind in KINDS}


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: f"{engine.kind}-{engine.layer}")
def test_running_application_refuses_a_kind_whose_route_is_gone(
    engine: object, tmp_path: Path, registry_with: RegistryWith
) -> None:
    registry = registry_with(tmp_path, HEALTHY.routes)
    app = create_app(PRODUCTION, registry=registry)
    for stored in registry.list():
        registry.delete(stored.route.kind, EVERYONE, stored.revision, ADA)

    with pytest.raises(MissingRoutingConfig) as missing:
        app.state.router.bind(engine, SCOPE)

    assert f"no route for {engine.kind!r} in tenant t_" in str(missing.value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["APP_ENV", "ENV", "ENVIRONMENT", "ENGINES_DEV", "ENGINES_TEST", "TESTING", "DEBUG"])
def test_no_variable_opens_the_production_path(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registry_with: RegistryWith
) -> None:
    monkeypatch.setenv(name, "test")
    registry = registry_with(tmp_path, HEALTHY.with_backend("kpi", "memory").routes)

    with pytest.raises(StartupRefused):
        create_app(PRODUCTION, registry=registry)


@pytest.mark.parametrize("env", ["dev", "test", "local"])
def test_no_name_of_an_environment_opens_the_production_path(env: str, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'routes.db'}"
    create_store(address).close()
    settings = {"ENGINES_ENV": env, "ENGINES_SCOPES": f"t_acme/{env}/p_web", "ENGINES_REGISTRY": address}
    tokens = {"ENGINES_TOKEN_KEY": "a key for tokens that only tests use", "ENGINES_TOKEN_ALGORITHM": "HS256"}

    with pytest.raises(StartupRefused) as refused:
        create_app(from_environment({**settings, **tokens}))

    assert {problem.id for problem in refused.value.problems} == {"tmp", "missing"}


def test_placeholder_may_be_routed_to_and_never_pretends_to_store(tmp_path: Path, registry_with: RegistryWith) -> None:
    app = create_app(PRODUCTION, registry=registry_with(tmp_path, HEALTHY.routes))
    kpi = next(engine for engine in ENGINES if engine.kind == "kpi")

    service = app.state.router.bind(kpi, SCOPE)

    with pytest.raises(StubUsed) as used:
        service.documents.get("x")
    assert str(used.value) == (
        "'kpi' in t_acme/prod/p_web is routed to durable-stub, which keeps nothing: route it to a backend"
    )


def test_flag_in_code_opens_what_it_names_for_tests(tmp_path: Path, registry_with: RegistryWith) -> None:
    folder, state = tmp_path / "blobs", tmp_path / "state.db"
    places: dict[bool, tuple[str, Mapping[str, str]]] = {
        True: ("folder", {"path": str(folder)}),
        False: ("sqlite", {"url": f"sqlite:///{state}"}),
    }
    routes = {engine.kind: Route(engine.kind, EVERYONE, *places[engine.port is Blobs]) for engine in ENGINES}
    (tmp_path / "closed").mkdir()

    assert create_app(PRODUCTION, registry=registry_with(tmp_path, routes.values(), permits=frozenset({"tmp"})))
    with pytest.raises(StartupRefused):
        create_app(PRODUCTION, registry=registry_with(tmp_path / "closed", routes.values()))


class InjectedStub:
    """What a test puts in the place of a technology: in code, and under its own name."""

    offers = frozenset({Blobs})

    def targets(self, config: Config) -> tuple[Target, ...]:
        return (Target("placeholder", "a stub of this test"),)

    def __call__(self, config: Config) -> Backend:
        raise NotImplementedError


def test_injected_stub_is_accepted_where_it_is_injected_and_nowhere_else(
    tmp_path: Path, registry_with: RegistryWith
) -> None:
    routes = (*HEALTHY.without("raw_storage").routes, Route("raw_storage", EVERYONE, "stub", {}))
    (tmp_path / "closed").mkdir()

    def find(name: str) -> object:
        return InjectedStub() if name == "stub" else technology(name)

    stubbed = registry_with(tmp_path, routes, find=find)
    assert create_app(PRODUCTION, registry=stubbed).state.receipt.kinds == set(KINDS)
    with pytest.raises(StartupRefused) as refused:
        create_app(PRODUCTION, registry=registry_with(tmp_path / "closed", routes))
    assert [(problem.id, problem.kind) for problem in refused.value.problems] == [("unknown-backend", "raw_storage")]


def test_registry_opened_for_a_deployment_has_no_bypass(tmp_path: Path) -> None:
    registry = Registry(create_store(f"sqlite:///{tmp_path / 'routes.db'}"), Policy(technology))

    assert registry.policy.permits == frozenset()
    with pytest.raises(ChangeRefused):
        registry.create(Route("kpi", Scope("t_acme", "dev", "p_web"), "memory", {}), ADA)


SELECTORS = {
    "analytics_events": "engines.analytics_events.service",
    "budget": "engines.budget.repository",
    "chat_bus": "engines.chat.service.transport_layer",
    "feature_flags": "engines.feature_flags.repository",
    "firearms": "engines.firearms.repository",
    "kpi": "engines.kpi.service",
    "maybes": "engines.maybes.repository",
    "media": "engines.media_v2.service",
    "memory": "engines.memory.repository",
    "nexus": "engines.nexus.backends",
    "page_content": "engines.page_content.service",
    "rate_limit": "engines.nexus.hardening.rate_limit",
    "raw_storage": "engines.nexus.raw_storage.repository",
    "realtime_registry": "engines.realtime.isolation",
    "seo": "engines.seo.service",
    "strategy_lock": "engines.strategy_lock.state",
    "video_timeline": "engines.video_timeline.service",
}


def selector(kind: str) -> Callable[[Router, Scope], object]:
    found: Callable[[Router, Scope], object] = getattr(import_module(SELECTORS[kind]), kind)
    return found


def test_each_selector_states_the_engine_that_is_mounted() -> None:
    stated = [import_module(module).ENGINE for module in SELECTORS.values()]

    assert [engine.kind for engine in stated] == list(SELECTORS) == KINDS
    assert all(engine in ENGINES for engine in stated)


@pytest.mark.parametrize("kind", SELECTORS)
def test_selector_has_nothing_to_give_but_what_the_registry_says(
    kind: str, tmp_path: Path, registry_with: RegistryWith
) -> None:
    registry = registry_with(tmp_path, HEALTHY.routes)
    router = create_app(PRODUCTION, registry=registry).state.router
    assert selector(kind)(router, SCOPE)

    forgetful = Route(kind, EVERYONE, "memory", {})
    revision = registry.store.change([Change.put(forgetful, registry.read(kind, EVERYONE).revision)], ADA)
    with pytest.raises(RouteRefused):
        selector(kind)(router, SCOPE)

    registry.delete(kind, EVERYONE, revision, ADA)
    with pytest.raises(MissingRoutingConfig) as missing:
        selector(kind)(router, SCOPE)
    assert f"no route for {kind!r} in tenant " in str(missing.value)


@pytest.mark.parametrize("kind", SELECTORS)
def test_selector_cannot_be_turned_by_the_environment(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registry_with: RegistryWith
) -> None:
    router = create_app(PRODUCTION, registry=registry_with(tmp_path, HEALTHY.routes)).state.router
    asked: list[str] = []

    def getenv(name: str, default: str | None = None) -> str | None:
        asked.append(name)
        return default

    with monkeypatch.context() as patched:
        patched.setattr(os, "getenv", getenv)
        patched.setattr(os, "environ", Watched(asked))
        selector(kind)(router, SCOPE)

    assert asked == []


class Watched(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, asked: list[str]) -> None:
        super().__init__()
        self._asked = asked

    def get(self, name: str, default: Any = None) -> Any:
        self._asked.append(name)
        return default

    def __getitem__(self, name: str) -> str:
        self._asked.append(name)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        self._asked.append(str(name))
        return False
