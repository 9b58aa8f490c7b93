"""The backends that routes lead to, each opened once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any, TypeVar, cast

from engines.common.scope import Scope
from engines.routing.policy import FindTechnology
from engines.routing.ports import Backend, BackendUnavailable
from engines.routing.route import Identity, Route
from engines.routing.secrets import Resolve, resolved

P = TypeVar("P")


class _Told:
    """A port whose outages are told in one way, whatever driver it is built on."""

    __slots__ = ("_outages", "_port", "_unavailable")

    def __init__(
        self, port: object, outages: tuple[type[Exception], ...], unavailable: Callable[[str], BackendUnavailable]
    ) -> None:
        self._port, self._outages, self._unavailable = port, outages, unavailable

    def __getattr__(self, name: str) -> Any:
        return partial(self._call, getattr(self._port, name))

    def _call(self, method: Callable[..., Any], *given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except self._outages as error:
            raise self._unavailable(type(error).__name__) from error


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
        """
        The port of the route's backend, narrowed to the route's kind and to `scope`.

        Its methods raise BackendUnavailable for whatever the driver says when the service does not answer.
        """
        backend = self._backend(route)
        narrowed = backend.port(port, route.kind, scope)
        return cast(
            "P", _Told(narrowed, backend.outages, partial(BackendUnavailable, route.kind, scope, route.backend))
        )

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
