"""Where the state of one resource kind lives, for one scope; and how that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from engines.common.scope import Scope

Identity: TypeAlias = "tuple[str, tuple[tuple[str, str], ...]]"


@dataclass(frozen=True, slots=True)
class Route:
    """
    A resource kind in a scope is kept by this backend with this configuration.

    `config` never shows in `repr`: an address can carry a secret before the policy has refused it.
    `identity` is what two routes share when one open backend can serve both. `last_known_good_seconds` opts in to being
    served from memory for so long while the registry cannot be reached; 0, the default, is not to be served at all.
    """

    kind: str
    scope: Scope
    backend: str
    config: Mapping[str, str] = field(repr=False, hash=False)
    last_known_good_seconds: float = 0.0
    identity: Identity = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "config", MappingProxyType(dict(self.config)))
        object.__setattr__(self, "identity", (self.backend, tuple(sorted(self.config.items()))))


@dataclass(frozen=True, slots=True)
class Revision:
    """
    One state of a whole registry.

    Numbers grow by one with every transaction. The epoch changes when a registry is made or restored from a backup:
    the same number in another epoch is another state.
    """

    epoch: str
    number: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Revision:
        """Read what `str` writes; ValueError otherwise."""
        epoch, dash, number = text.rpartition("-")
        if not (epoch and dash and number.isascii() and number.isdigit()):
            raise ValueError(f"{text!r} is not a revision: copy one from 'list', 'get' or 'history'")
        return cls(epoch, int(number))


@dataclass(frozen=True, slots=True)
class Stored:
    """A route as it stands in the registry, with the revision that last wrote it."""

    route: Route
    revision: Revision


@dataclass(frozen=True, slots=True)
class Change:
    """
    One step of a transaction: `new` is what the route is to be, None to delete it.

    `expected` is the revision of the route that the author saw, None when there must be no route yet.
    """

    kind: str
    scope: Scope
    new: Route | None
    expected: Revision | None

    @classmethod
    def put(cls, route: Route, expected: Revision | None) -> Change:
        """Write the whole of `route`."""
        return cls(route.kind, route.scope, route, expected)


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes routes, and why: both end up in the history."""

    actor: str
    reason: str

    def __post_init__(self) -> None:
        if not self.actor.strip() or not self.reason.strip():
            raise ValueError("a change needs an actor and a reason: give both")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one transaction did to one route; entries are only ever added."""

    revision: Revision
    at: datetime
    author: Author
    kind: str
    scope: Scope
    old: Route | None
    new: Route | None
