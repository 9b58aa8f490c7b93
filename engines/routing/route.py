"""Where the state of one resource kind lives, for one scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from engines.common.scope import Scope

Identity: TypeAlias = "tuple[str, tuple[tuple[str, str], ...]]"


@dataclass(frozen=True, slots=True)
class Route:
    """
    A resource kind in a scope is kept by this backend with this configuration.

    `config` never shows in `repr`: an address can carry a secret before the policy has refused it.
    `identity` is what two routes share when one open backend can serve both.
    """

    kind: str
    scope: Scope
    backend: str
    config: Mapping[str, str] = field(repr=False, hash=False)
    max_stale_seconds: float = 0.0
    identity: Identity = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "config", MappingProxyType(dict(self.config)))
        object.__setattr__(self, "identity", (self.backend, tuple(sorted(self.config.items()))))
