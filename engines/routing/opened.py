"""The backends that routes lead to, each opened once."""

from __future__ import annotations

from threading import Lock
from typing import TypeVar

from engines.common.scope import Scope
from engines.routing.policy import FindTechnology
from engines.routing.ports import Backend
from engines.routing.route import Identity, Route
from engines.routing.secrets import Resolve, resolved

P = TypeVar("P")


class Backends:
    """
    Opens a backend when a route first leads to it, and serves every route of the same identity with it.

    A backend that no route names any more stays open until `close`: a call begun before the change may use it.
    """

    def __init__(self, technology: FindTechnology, secrets: Resolve) -> None:
        self._technology = technology
        self._secrets = secrets
        self._opened: dict[Identity, Backend] = {}
        self._opening = Lock()

    def port(self, route: Route, port: type[P], scope: Scope) -> P:
        """The port of the route's backend, narrowed to the route's kind and to `scope`."""
        return self._backend(route).port(port, route.kind, scope)

    def _backend(self, route: Route) -> Backend:
        if found := self._opened.get(route.identity):
            return found
        with self._opening:
            if route.identity not in self._opened:
                technology = self._technology(route.backend)
                self._opened[route.identity] = technology(resolved(route.config, self._secrets))
            return self._opened[route.identity]

    def close(self) -> None:
        """Close every backend."""
        with self._opening:
            while self._opened:
                self._opened.popitem()[1].close()
