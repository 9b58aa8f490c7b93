"""What an application really mounts: read from its routes, never from a second list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount

from engines.common.binding import Binding


def mounted_engines(app: FastAPI) -> tuple[Any, ...]:
    """
    Every engine that a route of `app` depends on, each once, ordered by kind.

    FastAPI keeps included routers folded until they are asked for, so that `app.routes` alone shows hardly any of them.
    """
    found = {id(binding.engine): binding.engine for binding in _bindings(app.routes)}
    return tuple(sorted(found.values(), key=lambda engine: engine.kind))


def _bindings(routes: Iterable[BaseRoute]) -> Iterator[Binding[Any]]:
    for context in iter_route_contexts(tuple(routes)):
        if isinstance(context.original_route, Mount):
            yield from _bindings(context.original_route.routes)
        elif isinstance(dependant := getattr(context, "dependant", None), Dependant):
            yield from _in_dependant(dependant)


def _in_dependant(dependant: Dependant) -> Iterator[Binding[Any]]:
    if isinstance(dependant.call, Binding):
        yield dependant.call
    for below in dependant.dependencies:
        yield from _in_dependant(below)
