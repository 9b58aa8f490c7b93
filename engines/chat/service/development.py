"""The whole service on one folder, for a developer's machine: an explicit choice, made by a flag in code."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from fastapi import FastAPI

from engines.backends import technology
from engines.chat.service.server import create_app, mounted
from engines.common.mounted import mounted_engines
from engines.common.scope import EVERY, SYSTEM_TENANT, Scope
from engines.common.tokens import TokenVerifier
from engines.config.runtime_config import RuntimeConfig
from engines.routing.policy import Policy
from engines.routing.ports import Blobs
from engines.routing.problem import ProblemId
from engines.routing.registry import Author, Change, Registry, Route
from engines.routing.stores import create_store

# What one developer's folder is, and production is not. Nothing lets memory or noop through.
PERMITS: frozenset[ProblemId] = frozenset({"local", "tmp", "loopback"})
EVERYONE = Scope(SYSTEM_TENANT, "dev", EVERY)
OWN = Scope("t_dev", "dev", "p_dev")
TOKEN_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Development:
    """A folder that holds everything: routes, state, blobs, the key for tokens and a token to try things with."""

    folder: Path

    def app(self) -> FastAPI:
        """The service on this folder; the first time, with a route for every kind that is mounted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        registry = Registry(create_store(f"sqlite:///{self.folder / 'routes.db'}"), Policy(technology, PERMITS))
        self._seed(registry)
        key = self._key()
        _write_private(self.folder / "token", _token(key) + "\n")
        config = RuntimeConfig("", EVERYONE.env, (OWN,), TokenVerifier(key, "HS256"))
        return create_app(config, registry=registry)

    def _seed(self, registry: Registry) -> None:
        there = {stored.route.kind for stored in registry.list()}
        engines = [engine for engine in mounted_engines(mounted()) if engine.kind not in there]
        routes = {engine.kind: self._route(engine) for engine in engines}
        if routes:
            steps = [Change.put(route, None) for route in routes.values()]
            registry.change(steps, Author("development", "a route for every kind that is mounted"))

    def _route(self, engine: Any) -> Route:
        if engine.port is Blobs:
            return Route(engine.kind, EVERYONE, "folder", {"path": str(self.folder / "blobs")})
        return Route(engine.kind, EVERYONE, "sqlite", {"url": f"sqlite:///{self.folder / 'state.db'}"})

    def _key(self) -> str:
        file = self.folder / "token-key"
        if not file.exists():
            _write_private(file, secrets.token_hex(32))
        return file.read_text(encoding="utf-8")


def _token(key: str) -> str:
    """A token of one developer for all of one tenant and the system tenant, who may change routes too."""
    claims = {"sub": "developer", "scopes": [str(OWN.tenant_wide), str(EVERYONE)], "routing": "write"}
    return jwt.encode({**claims, "exp": int(time.time()) + TOKEN_SECONDS}, key, "HS256")


def _write_private(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
