"""What the tests of an engine stand on: its port, and its routes behind real tokens and real refusals."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import jwt
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from engines.common import problems
from engines.common.scope import Scope
from engines.common.tokens import TokenVerifier
from engines.routing.ports import Backend, Blobs, Bus, Documents, Keys, Log
from engines.routing.selector import Engine, Router
from tests.engines.fakes import FakeBlobs, FakeBus, FakeDocuments, FakeKeys, FakeLog

P = TypeVar("P")
S = TypeVar("S")
Ports = Callable[[type[Any], str, Scope], Any]

WEB = Scope("t_acme", "prod", "p_web")
SHOP = Scope("t_acme", "prod", "p_shop")
OTHER = Scope("t_globex", "prod", "p_web")
KEY = "a key for tokens that only tests use"
FAKES: dict[type[Any], Callable[[], Any]] = {
    Documents: FakeDocuments,
    Log: FakeLog,
    Keys: FakeKeys,
    Bus: FakeBus,
    Blobs: FakeBlobs,
}


@dataclass
class FakePorts:
    """One fake for each port, kind and scope; the same one whenever it is asked for again."""

    made: dict[tuple[type[Any], str, Scope], Any] = field(default_factory=dict)

    def __call__(self, port: type[P], kind: str, scope: Scope) -> P:
        place = (port, kind, scope)
        if place not in self.made:
            self.made[place] = FAKES[port]()
        return cast(P, self.made[place])


@dataclass
class RealPorts:
    """The ports of real backends, each instance in tenants of its own, so that no test meets what another left."""

    backend: Callable[[type[Any]], Backend]
    own: str = field(default_factory=lambda: secrets.token_hex(6))

    def __call__(self, port: type[P], kind: str, scope: Scope) -> P:
        return self.backend(port).port(port, kind, replace(scope, tenant=f"{scope.tenant}.{self.own}"))


@dataclass
class World:
    """Everything is routed to one technology; what an engine and its routes do is real."""

    ports: Ports

    def port(self, engine: Engine[P, Any], scope: Scope) -> P:
        """What the engine's service would be built on, for a test that builds one on another clock."""
        return cast(P, self.ports(engine.port, engine.kind, engine.kept_for(scope)))

    def bind(self, engine: Engine[P, S], scope: Scope) -> S:
        return engine.build(self.port(engine, scope))

    @property
    def router(self) -> Router:
        return cast(Router, self)

    def client(self, routes: APIRouter, scope: Scope = WEB, actor: str = "ada") -> TestClient:
        """A client that asks for `scope` as `actor`, with a token that grants it."""
        app = FastAPI()
        app.include_router(routes)
        problems.install(app)
        app.state.router, app.state.tokens = self, TokenVerifier(KEY, "HS256")
        return TestClient(app, headers=headers_for(scope, actor))


def headers_for(scope: Scope, actor: str = "ada") -> dict[str, str]:
    """What a request of the actor carries, with a token that grants the scope."""
    token = jwt.encode({"sub": actor, "scopes": [str(scope)], "exp": time.time() + 3600}, KEY, "HS256")
    named = {"X-Tenant-Id": scope.tenant, "X-Env": scope.env, "X-Project-Id": scope.project}
    return {"Authorization": f"Bearer {token}", **named}
