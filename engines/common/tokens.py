"""Bearer tokens: signed JWTs that say who someone is and which scopes they may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from engines.common.scope import MalformedScope, Scope

ALGORITHMS = ("HS256", "RS256", "ES256", "EdDSA")
SHORTEST_SECRET = 32


class TokenRefused(Exception):
    """A token does not hold; the message never repeats the token."""


class TokenKeyRefused(ValueError):
    """Tokens cannot be verified with this key."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: the actor, the scopes granted, and what the actor may do with routes (`read` or `write`)."""

    actor: str
    scopes: frozenset[Scope]
    routing: str = ""

    def grant(self, scope: Scope) -> bool:
        """Is the scope granted itself, or as one of all projects of its tenant."""
        return scope in self.scopes or scope.tenant_wide in self.scopes


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Verifies tokens with one key and one algorithm, both given: there is no default of either."""

    key: str = field(repr=False)
    algorithm: str

    def __post_init__(self) -> None:
        if self.algorithm not in ALGORITHMS:
            raise TokenKeyRefused(f"{self.algorithm!r} is no algorithm for tokens: use one of {', '.join(ALGORITHMS)}")
        if self.algorithm == "HS256" and len(self.key.encode()) < SHORTEST_SECRET:
            raise TokenKeyRefused(f"the key for tokens is shorter than {SHORTEST_SECRET} bytes: make a longer one")

    def verify(self, token: str) -> Claims:
        """Read the claims of a token that holds; TokenRefused otherwise."""
        try:
            claims = jwt.decode(token, self.key, [self.algorithm], options={"require": ["exp", "sub"]})
            scopes = frozenset(Scope.parse(text) for text in _texts(claims, "scopes"))
        except (jwt.PyJWTError, MalformedScope) as error:
            raise TokenRefused(f"the bearer token does not hold: {str(error).lower()}") from error
        return Claims(str(claims["sub"]), scopes, str(claims.get("routing", "")))


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    value = claims.get(name, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TokenRefused(f"the bearer token does not hold: {name} is not a list of texts")
    return value
