"""Going on for a bounded while when the registry cannot be reached, for routes that ask for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from engines.common.scope import Scope
from engines.routing.route import Route


@dataclass(frozen=True, slots=True)
class Serving:
    """A route that was last served without the registry, and how old it was."""

    kind: str
    scope: Scope
    age_seconds: float


class LastKnownGood:
    """The newest route of each scope that opted in, with the time at which the registry confirmed it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._confirmed: dict[tuple[str, Scope], tuple[Route, float]] = {}
        self._serving: dict[tuple[str, Scope], float] = {}

    def confirm(self, kind: str, scope: Scope, route: Route | None) -> None:
        """The registry has just answered with this route; one that does not opt in, or none, is forgotten."""
        if route is not None and route.last_known_good_seconds > 0:
            self._confirmed[kind, scope] = (route, self._clock())
            self._serving.pop((kind, scope), None)
        elif self._confirmed:
            self._confirmed.pop((kind, scope), None)
            self._serving.pop((kind, scope), None)

    def recall(self, kind: str, scope: Scope) -> Route | None:
        """The route to go on with while the registry is away; None when there is none, or it is too old."""
        route, confirmed_at = self._confirmed.get((kind, scope), (None, 0.0))
        age = self._clock() - confirmed_at
        if route is None or age > route.last_known_good_seconds:
            self._serving.pop((kind, scope), None)
            return None
        self._serving[kind, scope] = age
        return route

    def serving(self) -> tuple[Serving, ...]:
        """What is being served from memory because the registry did not answer the last time."""
        return tuple(Serving(kind, scope, age) for (kind, scope), age in sorted(self._serving.copy().items()))
