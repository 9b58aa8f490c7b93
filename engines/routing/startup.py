"""Proving, before anything is served, that every mounted kind has a durable route in every declared scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Literal, Protocol

from engines.common.scope import Scope
from engines.routing.errors import RegistryUnavailable, StartupRefused
from engines.routing.problem import Problem
from engines.routing.route import Revision
from engines.routing.scope import candidates
from engines.routing.stores.store import Snapshot

if TYPE_CHECKING:
    from engines.routing.policy import Policy
    from engines.routing.registry import Registry


class Served(Protocol):
    """An engine, as far as its route can be proven."""

    @property
    def kind(self) -> str: ...
    @property
    def port(self) -> type[Any]: ...
    def kept_for(self, scope: Scope) -> Scope: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was proven, of which registry, at which revision; only a validation that succeeded makes one."""

    registry: int
    revision: Revision
    scopes: tuple[Scope, ...]
    kinds: frozenset[str]
    outcome: Literal["validated"]
    nonce: str


def validate_startup(registry: Registry, engines: Iterable[Served], scopes: Iterable[Scope]) -> Receipt:
    """
    Prove that each engine has, in each scope, a route that the policy allows to a backend that offers its port.

    All routes are read as of one moment. Raises StartupRefused with every problem at once.
    """
    served, declared = tuple(engines), tuple(scopes)
    if not declared:
        raise StartupRefused([Problem("setting", "", None, "no scope is declared: nothing would be proven")])
    try:
        snapshot = registry.store.snapshot()
    except RegistryUnavailable as outage:
        raise StartupRefused([Problem("unavailable", "", None, str(outage)), *unrouted(served, declared)]) from outage
    proof = _Proof(registry.policy, snapshot)
    if problems := tuple(dict.fromkeys(proof.problems(served, declared))):
        raise StartupRefused(problems)
    kinds = frozenset(engine.kind for engine in served)
    return Receipt(id(registry), snapshot.head, declared, kinds, "validated", token_hex(8))


def unrouted(engines: Iterable[Served], scopes: Iterable[Scope]) -> Iterator[Problem]:
    """The problems of engines for which there is no registry to ask."""
    needed = {(engine.kind, engine.kept_for(scope)) for engine in engines for scope in scopes}
    for kind, scope in sorted(needed):
        yield Problem("missing", kind, scope, "no route")


class _Proof:
    """The routes of one snapshot, by kind and scope."""

    def __init__(self, policy: Policy, snapshot: Snapshot) -> None:
        self._policy = policy
        self._candidates = cache(candidates)
        self._routes = {(stored.route.kind, stored.route.scope): stored.route for stored in snapshot.routes}

    def problems(self, engines: Iterable[Served], scopes: Iterable[Scope]) -> Iterator[Problem]:
        declared = tuple(scopes)
        for engine in sorted(engines, key=lambda engine: engine.kind):
            for scope in dict.fromkeys(map(engine.kept_for, declared)):
                yield from self._of(engine, scope)

    def _of(self, engine: Served, scope: Scope) -> Iterator[Problem]:
        tried = self._candidates(scope)
        route = next((found for one in tried if (found := self._routes.get((engine.kind, one)))), None)
        if route is None:
            yield Problem("missing", engine.kind, scope, f"no route (tried {', '.join(map(str, tried))})")
        elif refusals := self._policy.problems(route):
            yield from refusals
        elif engine.port not in self._policy.technology(route.backend).offers:
            text = f"routed to {route.backend}, which offers no {engine.port.__name__}: name a backend that does"
            yield Problem("port", engine.kind, route.scope, text)
