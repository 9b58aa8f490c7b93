"""What the environment of the process says; read once, by whoever starts the service, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.common.scope import EVERY, SYSTEM_TENANT, MalformedScope, Scope
from engines.common.tokens import TokenKeyRefused, TokenVerifier

REGISTRY = "ENGINES_REGISTRY"
ENV = "ENGINES_ENV"
SCOPES = "ENGINES_SCOPES"
TOKEN_KEY = "ENGINES_TOKEN_KEY"  # noqa: S105 - the name of a variable
TOKEN_ALGORITHM = "ENGINES_TOKEN_ALGORITHM"  # noqa: S105 - the name of a variable

PRODUCTION = "prod"


@dataclass(frozen=True, slots=True)
class RuntimeConfig:
    """
    How one deployment runs: where its registry is, whom it serves, and how tokens are verified.

    `faults` says what is missing or unreadable; the values concerned are then empty or None, and start-up refuses.
    """

    registry: str = field(repr=False)
    env: str
    scopes: tuple[Scope, ...]
    tokens: TokenVerifier | None
    faults: tuple[str, ...] = ()

    @property
    def declared(self) -> tuple[Scope, ...]:
        """The scopes to validate; where none is declared, the one that all of the environment fall back on."""
        return self.scopes or (Scope(SYSTEM_TENANT, self.env, EVERY),)


def current(registry: str = "") -> RuntimeConfig:
    """The configuration of this process; an address that is given stands in for the one of the environment."""
    return from_environment({**os.environ, REGISTRY: registry} if registry else os.environ)


def from_environment(environment: Mapping[str, str]) -> RuntimeConfig:
    """Read the settings, and gather what is wrong; only the environment has a default: unset, it is production."""
    env, env_faults = _env(environment.get(ENV) or PRODUCTION)
    scopes, scope_faults = _scopes(environment.get(SCOPES, ""), env)
    tokens, token_faults = _tokens(environment.get(TOKEN_KEY, ""), environment.get(TOKEN_ALGORITHM, ""))
    registry = environment.get(REGISTRY, "")
    registry_faults = () if registry else (f"{REGISTRY} is not set: give the address of the routing registry",)
    return RuntimeConfig(registry, env, scopes, tokens, (*registry_faults, *env_faults, *scope_faults, *token_faults))


def _env(name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return Scope(SYSTEM_TENANT, name, EVERY).env, ()
    except MalformedScope as malformed:
        return PRODUCTION, (f"{ENV}: {malformed}",)


def _scopes(text: str, env: str) -> tuple[tuple[Scope, ...], tuple[str, ...]]:
    """The scopes of a list with commas, and a fault for each that is malformed or of another environment."""
    if not text.strip():
        return (), (f"{SCOPES} is not set: list the scopes that this deployment serves, as tenant/{env}/project",)
    read = [_scope(part.strip(), env) for part in text.split(",")]
    return tuple(one for one in read if isinstance(one, Scope)), tuple(one for one in read if isinstance(one, str))


def _scope(text: str, env: str) -> Scope | str:
    try:
        scope = Scope.parse(text)
    except MalformedScope as malformed:
        return f"{SCOPES}: {malformed}"
    return scope if scope.env == env else f"{SCOPES}: {scope} is of another environment than {env}: leave it out"


def _tokens(key: str, algorithm: str) -> tuple[TokenVerifier | None, tuple[str, ...]]:
    unset = [name for name, value in ((TOKEN_KEY, key), (TOKEN_ALGORITHM, algorithm)) if not value]
    if unset:
        return None, tuple(f"{name} is not set: without it no request can be trusted" for name in unset)
    try:
        return TokenVerifier(key, algorithm), ()
    except TokenKeyRefused as refused:
        return None, (str(refused),)
