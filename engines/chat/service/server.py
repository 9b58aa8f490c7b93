"""The composition root: the only place that knows every engine, the registry, the policy and the backends."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from engines.backends import technology
from engines.chat.service.mounts import ROUTERS
from engines.common import problems
from engines.common.mounted import mounted_engines
from engines.common.scope import EVERY, SYSTEM_TENANT, Scope
from engines.config import runtime_config
from engines.config.runtime_config import RuntimeConfig
from engines.config.secrets import resolve_secret
from engines.routing import routes as control_plane
from engines.routing.errors import RoutingError, StartupRefused
from engines.routing.opened import Backends
from engines.routing.policy import Policy
from engines.routing.problem import Problem
from engines.routing.registry import Receipt, Registry, Route, Served, validate_startup
from engines.routing.selector import Router
from engines.routing.startup import unrouted
from engines.routing.stores import open_store

logger = logging.getLogger(__name__)


def create_app(config: RuntimeConfig | None = None, *, registry: Registry | None = None) -> FastAPI:
    """
    Build the service, after proving that every mounted kind has a durable route in every declared scope.

    Without arguments it is configured by the environment of the process and judged by the production policy. A
    registry can be given by tests and by development, with a policy of its own. Raises StartupRefused, which ends the
    process with a code that stops supervisors, and logs it first: a supervisor may print nothing of it.
    """
    app = mounted()
    try:
        _prove(app, config or runtime_config.current(), registry)
    except StartupRefused as refused:
        logger.critical("%s", refused)
        raise
    return app


def mounted() -> FastAPI:
    """
    The application with every route and no registry: it shows what there is to prove, and can serve nothing.

    The routes themselves are taken, as they were built on import; including the routers builds each of them again.
    """
    routes = [route for router in (*ROUTERS, control_plane.router) for route in router.routes]
    app = FastAPI(title="engines", lifespan=_closing, routes=routes)
    problems.install(app)
    control_plane.install(app)
    return app


def _prove(app: FastAPI, config: RuntimeConfig, registry: Registry | None) -> None:
    """Give the application its registry, router and receipt; StartupRefused with everything that is wrong."""
    engines = mounted_engines(app)
    faults = [Problem("setting", "", None, fault) for fault in config.faults]
    registry = registry or _opened(config, engines, faults)
    receipt = _validated(registry, engines, config.declared, faults)
    app.state.registry, app.state.receipt, app.state.tokens = registry, receipt, config.tokens
    app.state.backends = Backends(registry.policy.technology, resolve_secret)
    app.state.router = Router(registry, app.state.backends, receipt)


def _opened(config: RuntimeConfig, engines: Iterable[Served], faults: list[Problem]) -> Registry:
    policy = Policy(technology)
    faults += _faults_of_address(policy, config)
    try:
        return Registry(open_store(config.registry), policy)
    except RoutingError as error:
        if config.registry:
            faults.append(Problem("unavailable", "", None, str(error)))
        raise StartupRefused([*faults, *unrouted(engines, config.declared)]) from error


def _faults_of_address(policy: Policy, config: RuntimeConfig) -> Iterable[Problem]:
    """What the policy says of the place where the routes themselves are kept; a password may be part of its address."""
    backend, colon, _ = config.registry.partition(":")
    if not colon:
        return
    names = {"postgresql": "postgres"}
    place = Route("", Scope(SYSTEM_TENANT, config.env, EVERY), names.get(backend, backend), {"url": config.registry})
    for problem in policy.problems(place):
        if problem.id not in ("secret", "unknown-backend"):
            yield Problem(problem.id, "", None, f"{runtime_config.REGISTRY} is {problem.text}")


def _validated(
    registry: Registry, engines: Iterable[Served], scopes: Iterable[Scope], faults: Iterable[Problem]
) -> Receipt:
    try:
        receipt = validate_startup(registry, engines, scopes)
    except StartupRefused as refused:
        raise StartupRefused([*faults, *refused.problems]) from refused
    if faults:
        raise StartupRefused(faults)
    return receipt


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.backends.close()
    app.state.registry.close()
