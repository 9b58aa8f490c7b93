"""
What tests are given: a registry in a folder, and the application built on it as in production.

`adapter` has the shape by which a guard of test runs asks for the kinds that are mounted, for routes that are healthy
or broken in one place, and for the application on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import MappingProxyType

from fastapi import FastAPI

from engines.backends import technology
from engines.chat.service.server import create_app, mounted
from engines.common.mounted import mounted_engines
from engines.common.scope import EVERY, SYSTEM_TENANT, Scope
from engines.common.tokens import TokenVerifier
from engines.config.runtime_config import RuntimeConfig
from engines.routing.policy import FindTechnology, Policy
from engines.routing.problem import ProblemId
from engines.routing.registry import Author, Change, Registry, Route
from engines.routing.stores import create_store

EVERYONE = Scope(SYSTEM_TENANT, "prod", EVERY)
DECLARED = Scope("t_acme", "prod", "p_web")
TOKENS = TokenVerifier("a key for tokens that only tests use", "HS256")
PRODUCTION = RuntimeConfig("", "prod", (DECLARED,), TOKENS)

BROKEN: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "memory": ("memory", {}),
        "noop": ("noop", {}),
        "local": ("sqlite", {"url": "sqlite:////srv/engines/state.db"}),
        "tmp": ("sqlite", {"url": f"sqlite:///{gettempdir()}/state.db"}),
        "loopback": ("redis", {"url": "redis://localhost:6379/0"}),
    }
)


def registry_with(
    folder: Path,
    routes: Iterable[Route],
    *,
    permits: frozenset[ProblemId] = frozenset(),
    find: FindTechnology = technology,
) -> Registry:
    """A registry in `folder` with these routes, written without asking the policy that judges them from then on."""
    store = create_store(f"sqlite:///{folder / 'routes.db'}")
    store.change([Change.put(route, None) for route in routes], Author("test", "set up"))
    return Registry(store, Policy(find, permits))


def healthy_routes(backend: str = "durable-stub", config: Mapping[str, str] | None = None) -> tuple[Route, ...]:
    """A route of everyone for each kind that is mounted."""
    kinds = sorted({engine.kind for engine in mounted_engines(mounted())})
    return tuple(Route(kind, EVERYONE, backend, config or {}) for kind in kinds)


@dataclass(frozen=True, slots=True)
class RouteSet:
    """Routes as a value: each method answers with another set."""

    routes: tuple[Route, ...]

    def without(self, kind: str) -> RouteSet:
        return RouteSet(tuple(route for route in self.routes if route.kind != kind))

    def with_backend(self, kind: str, backend: str) -> RouteSet:
        name, config = BROKEN[backend]
        return RouteSet((*self.without(kind).routes, Route(kind, EVERYONE, name, config)))


class Adapter:
    """The service, for a guard of test runs."""

    def kinds(self) -> tuple[str, ...]:
        return tuple(route.kind for route in healthy_routes())

    def scope(self) -> tuple[str, ...]:
        return (EVERYONE.tenant, EVERYONE.env)

    def healthy(self) -> RouteSet:
        return RouteSet(healthy_routes())

    def build(self, routes: RouteSet) -> FastAPI:
        with TemporaryDirectory() as folder:
            return create_app(PRODUCTION, registry=registry_with(Path(folder), routes.routes))

    def mounted(self, app: FastAPI) -> frozenset[str]:
        return frozenset(engine.kind for engine in mounted_engines(app))

    def registry(self, app: FastAPI) -> Registry:
        registry: Registry = app.state.registry
        return registry

    def selector(self, kind: str) -> object:
        """What is bound to the route of a kind."""
        return next(engine.build for engine in mounted_engines(mounted()) if engine.kind == kind)


adapter = Adapter()
