"""The application starts only when every mounted kind has a durable route; it says which has none, and for whom."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from engines.chat.service.mounts import ROUTERS
from engines.chat.service.server import create_app, mounted
from engines.common.binding import bound
from engines.common.mounted import mounted_engines
from engines.common.scope import Scope
from engines.config.runtime_config import RuntimeConfig, from_environment
from engines.routing.errors import KindUnproven, StartupRefused
from engines.routing.ports import Documents
from engines.routing.problem import Problem
from engines.routing.registry import Receipt, Route, validate_startup
from engines.routing.selector import Engine
from engines.routing.stores import create_store
from engines.routing.testing import BROKEN, EVERYONE, PRODUCTION, RouteSet, healthy_routes, registry_with

KINDS = (
    *("analytics_events", "budget", "chat_bus", "feature_flags", "firearms", "kpi", "maybes", "media", "memory"),
    *("nexus", "page_content", "rate_limit", "raw_storage", "realtime_registry", "seo", "strategy_lock"),
    "video_timeline",
)
HEALTHY = RouteSet(healthy_routes())


def refused_by(folder: Path, routes: RouteSet, config: RuntimeConfig = PRODUCTION) -> StartupRefused:
    with pytest.raises(StartupRefused) as refused:
        create_app(config, registry=registry_with(folder, routes.routes))
    return refused.value


def test_healthy_routes_are_accepted_and_leave_a_receipt(tmp_path: Path) -> None:
    registry = registry_with(tmp_path, HEALTHY.routes)

    app = create_app(PRODUCTION, registry=registry)

    receipt: Receipt = app.state.receipt
    assert receipt.kinds == frozenset(KINDS)
    assert receipt.revision == registry.store.head()
    assert (receipt.scopes, receipt.outcome, receipt.registry) == (PRODUCTION.scopes, "validated", id(registry))


def test_every_engine_of_the_table_is_mounted() -> None:
    assert sorted({engine.kind for engine in mounted_engines(mounted())}) == list(KINDS)


def test_nothing_is_served_without_validation() -> None:
    client = TestClient(mounted(), headers={"Authorization": "Bearer x"})

    with pytest.raises(AttributeError, match="no attribute 'tokens'"):
        client.get("/feature-flags")


@pytest.mark.parametrize("kind", KINDS)
def test_missing_route_is_named_with_its_scope(kind: str, tmp_path: Path) -> None:
    refused = refused_by(tmp_path, HEALTHY.without(kind))

    assert {(problem.id, problem.kind) for problem in refused.problems} == {("missing", kind)}
    assert f"- {kind} in " in str(refused)
    assert "t_system/prod/*" in str(refused)


@pytest.mark.parametrize(
    ("kind", "backend"), [*((kind, "loopback") for kind in KINDS), *(("chat_bus", backend) for backend in BROKEN)]
)
def test_route_to_what_forgets_is_named_with_its_scope(kind: str, backend: str, tmp_path: Path) -> None:
    refused = refused_by(tmp_path, HEALTHY.with_backend(kind, backend))

    assert {(problem.id, problem.kind, problem.scope) for problem in refused.problems} == {(backend, kind, EVERYONE)}
    assert f"- {kind} in t_system/prod/*: routed to " in str(refused)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    routes = HEALTHY.without("kpi").with_backend("chat_bus", "loopback").with_backend("seo", "memory")

    assert str(refused_by(tmp_path, routes)) == (
        "start-up refused: 3 resource kinds have no durable route\n"
        "  - chat_bus in t_system/prod/*: routed to redis at a loopback address:"
        " name a host that every replica reaches [loopback]\n"
        "  - kpi in t_acme/prod/p_web: no route"
        " (tried t_acme/prod/p_web, t_acme/prod/*, t_system/prod/*) [missing]\n"
        "  - seo in t_system/prod/*: routed to memory in memory,"
        " which forgets on restart: name a durable store [memory]"
    )


def test_every_declared_scope_is_proven(tmp_path: Path) -> None:
    other = Scope("t_globex", "prod", "p_web")
    own = tuple(replace(route, scope=PRODUCTION.scopes[0].tenant_wide) for route in HEALTHY.routes)
    config = replace(PRODUCTION, scopes=(*PRODUCTION.scopes, other))

    refused = refused_by(tmp_path, RouteSet((*HEALTHY.without("kpi").routes, *own)), config)

    assert [(problem.kind, problem.scope) for problem in refused.problems] == [("kpi", other)]


def test_route_of_another_environment_proves_nothing(tmp_path: Path) -> None:
    stage = tuple(replace(route, scope=Scope("t_system", "stage", "*")) for route in HEALTHY.routes)

    assert len({problem.kind for problem in refused_by(tmp_path, RouteSet(stage)).problems}) == len(KINDS)


def test_backend_without_the_needed_port_is_refused(tmp_path: Path) -> None:
    redis = Route("kpi", EVERYONE, "redis", {"url": "rediss://192.0.2.10:6380/0"})

    refused = refused_by(tmp_path, RouteSet((*HEALTHY.without("kpi").routes, redis)))

    assert [str(problem) for problem in refused.problems] == [
        "kpi in t_system/prod/*: routed to redis, which offers no Documents: name a backend that does [port]"
    ]


def test_refusal_ends_the_process_with_the_code_that_stops_supervisors(tmp_path: Path) -> None:
    refused = refused_by(tmp_path, HEALTHY.without("kpi"))

    assert isinstance(refused, SystemExit)
    assert refused.code == 3
    copy = pickle.loads(pickle.dumps(refused))
    assert (str(copy), copy.code) == (str(refused), 3)


def test_refusal_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    refused = refused_by(tmp_path, HEALTHY.without("kpi"))

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [(logging.CRITICAL, str(refused))]


def test_empty_environment_is_refused_with_every_setting_and_every_kind() -> None:
    with pytest.raises(StartupRefused) as refused:
        create_app(from_environment({}))

    settings = [problem.text.split()[0] for problem in refused.value.problems if problem.id == "setting"]
    assert settings == ["ENGINES_REGISTRY", "ENGINES_SCOPES", "ENGINES_TOKEN_KEY", "ENGINES_TOKEN_ALGORITHM"]
    missing = {(problem.kind, str(problem.scope)) for problem in refused.value.problems if problem.id == "missing"}
    assert missing == {(kind, "t_system/prod/*") for kind in KINDS}


ENVIRONMENT = {
    "ENGINES_SCOPES": "t_acme/prod/p_web, t_globex/prod/*",
    "ENGINES_TOKEN_KEY": "a key for tokens that only tests use",
    "ENGINES_TOKEN_ALGORITHM": "HS256",
}


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("sqlite:///{folder}/routes.db", "tmp"),
        ("sqlite:////srv/no/such/routes.db", "local"),
        ("postgresql://localhost:1/routes", "loopback"),
        ("postgresql:///routes?host=/no/such/folder", "loopback"),
        ("memory://", "memory"),
    ],
)
def test_registry_itself_is_judged(address: str, id: str, tmp_path: Path) -> None:
    address = address.format(folder=tmp_path)
    if id == "tmp":
        create_store(address)

    with pytest.raises(StartupRefused) as refused:
        create_app(from_environment({**ENVIRONMENT, "ENGINES_REGISTRY": address}))

    assert id in [problem.id for problem in refused.value.problems if not problem.kind]
    assert {problem.kind for problem in refused.value.problems if problem.kind} == set(KINDS)


def test_registry_that_is_lost_while_validating_is_refused(tmp_path: Path) -> None:
    registry = registry_with(tmp_path, HEALTHY.routes)
    (tmp_path / "routes.db").unlink()

    with pytest.raises(StartupRefused) as refused:
        create_app(PRODUCTION, registry=registry)

    assert {problem.id for problem in refused.value.problems} == {"unavailable", "missing"}
    assert {problem.kind for problem in refused.value.problems} == {"", *KINDS}


def test_address_with_a_password_is_never_repeated() -> None:
    address = "postgresql://app:hunter2@localhost:1/routes"

    with pytest.raises(StartupRefused) as refused:
        create_app(from_environment({**ENVIRONMENT, "ENGINES_REGISTRY": address}))

    assert "hunter2" not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("ENGINES_SCOPES", "t_acme/prod", "ENGINES_SCOPES: scope 't_acme/prod' is not a name"),
        ("ENGINES_SCOPES", "t_acme/dev/p_web", "ENGINES_SCOPES: t_acme/dev/p_web is of another environment than prod"),
        ("ENGINES_ENV", "pr/od", "ENGINES_ENV: env 'pr/od' is not a name"),
        ("ENGINES_TOKEN_KEY", "short", "the key for tokens is shorter than 32 bytes"),
        ("ENGINES_TOKEN_ALGORITHM", "none", "'none' is no algorithm for tokens"),
    ],
)
def test_setting_that_cannot_be_read_is_a_fault(setting: str, value: str, fault: str) -> None:
    config = from_environment({"ENGINES_REGISTRY": "sqlite:////x", **ENVIRONMENT, setting: value})

    assert [one for one in config.faults if one.startswith(fault)]
    with pytest.raises(StartupRefused) as refused:
        create_app(config)
    assert fault in str(refused.value)


def test_complete_environment_has_no_faults_and_is_production_unless_it_says_so() -> None:
    config = from_environment({"ENGINES_REGISTRY": "postgresql://db/routes", **ENVIRONMENT})

    assert config.faults == ()
    assert config.env == "prod"
    assert config.scopes == (Scope("t_acme", "prod", "p_web"), Scope("t_globex", "prod", "*"))
    assert "postgresql" not in repr(config)


LATE = Engine("late", Documents, lambda documents: documents)


def late_router() -> APIRouter:
    router = APIRouter()

    def endpoint(service: object = bound(LATE)) -> str:
        return "served"

    router.add_api_route("/late", endpoint)
    return router


@pytest.mark.parametrize(
    "mount",
    [
        lambda app, router: app.include_router(router),
        lambda app, router: app.include_router(router, prefix="/deep"),
        lambda app, router: app.router.routes.extend(router.routes),
        lambda app, router: app.mount("/sub", sub_application(router)),
        lambda app, router: app.include_router(nested(router)),
    ],
    ids=["included", "prefixed", "taken", "mounted", "nested"],
)
def test_mounted_kinds_are_read_from_what_is_mounted(mount: Callable[[FastAPI, APIRouter], None]) -> None:
    app = FastAPI()

    mount(app, late_router())

    assert mounted_engines(app) == (LATE,)


def sub_application(router: APIRouter) -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    return app


def nested(router: APIRouter) -> APIRouter:
    outer = APIRouter(prefix="/outer")
    outer.include_router(router)
    return outer


def test_route_mounted_after_validation_is_not_served(tmp_path: Path) -> None:
    app = create_app(PRODUCTION, registry=registry_with(tmp_path, HEALTHY.routes))

    with pytest.raises(KindUnproven) as unproven:
        app.state.router.bind(LATE, PRODUCTION.scopes[0])
    assert str(unproven.value) == "'late' was mounted after start-up was validated: mount it before"


def test_every_route_of_an_engine_is_served_by_the_application() -> None:
    served = {(context.path, frozenset(context.methods or ())) for context in routes_of(mounted())}

    assert {
        (route.path, frozenset(route.methods or ())) for router in ROUTERS for route in api_routes(router)
    } <= served


def routes_of(app: FastAPI) -> list[APIRoute]:
    return [route for route in app.routes if isinstance(route, APIRoute)]


def api_routes(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]


def test_validation_is_of_one_moment_and_cheap(tmp_path: Path) -> None:
    registry = registry_with(tmp_path, HEALTHY.routes)
    scopes = [Scope("t_acme", "prod", f"p_{number}") for number in range(100)]

    receipt = validate_startup(registry, mounted_engines(mounted()), scopes)

    assert len(receipt.scopes) == 100
    assert len(receipt.kinds) == len(KINDS)


def test_validation_of_no_scope_proves_nothing_and_is_refused(tmp_path: Path) -> None:
    registry = registry_with(tmp_path, HEALTHY.routes)

    with pytest.raises(StartupRefused) as refused:
        validate_startup(registry, mounted_engines(mounted()), ())

    assert [problem.text for problem in refused.value.problems] == ["no scope is declared: nothing would be proven"]


def test_problem_without_a_kind_is_told_without_one() -> None:
    refused = StartupRefused([Problem("setting", "", None, "ENGINES_REGISTRY is not set")])

    assert str(refused) == "start-up refused: 1 problem\n  - ENGINES_REGISTRY is not set [setting]"
