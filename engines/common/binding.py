"""How a route function asks for the service of an engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from fastapi import Depends, Request

from engines.common.identity import Context

S_co = TypeVar("S_co", covariant=True)


class Selectable(Protocol[S_co]):
    """An engine, as far as a binding needs to know one."""

    @property
    def kind(self) -> str: ...
    @property
    def build(self) -> Callable[[Any], S_co]: ...


@dataclass(frozen=True, slots=True)
class Binding(Generic[S_co]):
    """
    Gives the engine's service for the scope of the request, bound anew for each request.

    It carries the engine, so that what is mounted can be read from the application itself.
    """

    engine: Selectable[S_co]

    def __call__(self, request: Request, context: Context) -> S_co:
        service: S_co = request.app.state.router.bind(self.engine, context.scope)
        return service


def bound(engine: Selectable[Any]) -> Any:
    """The dependency of a route on an engine: `service: Annotated[KpiService, bound(ENGINE)]`."""
    return Depends(Binding(engine))
