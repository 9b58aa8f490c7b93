"""The one selector: from an engine and a scope to a service on the backend that the registry names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from engines.common.scope import Scope
from engines.routing.errors import KindUnproven

if TYPE_CHECKING:
    from engines.routing.opened import Backends
    from engines.routing.registry import Registry
    from engines.routing.startup import Receipt

P = TypeVar("P")
S = TypeVar("S")

Layer: TypeAlias = Literal["project", "tenant", "everywhere"]


@dataclass(frozen=True, slots=True)
class Engine(Generic[P, S]):
    """
    An engine as data: its resource kind, the port it needs, and how its service is built on that port.

    `layer` says who shares the state: one project, all projects of a tenant, or all tenants of an environment.
    """

    kind: str
    port: type[P]
    build: Callable[[P], S]
    layer: Layer = "project"

    def kept_for(self, scope: Scope) -> Scope:
        """The scope whose route and state serve a request of `scope`: what is resolved, validated and bound."""
        if self.layer == "project":
            return scope
        return scope.tenant_wide if self.layer == "tenant" else scope.everywhere


@dataclass(frozen=True, slots=True)
class Router:
    """
    Binds engines through the registry; made once, by the composition root.

    It takes the receipt of a validation, so that none exists where nothing was proven.
    """

    registry: Registry
    backends: Backends
    receipt: Receipt

    def bind(self, engine: Engine[P, S], scope: Scope) -> S:
        """
        Build the engine's service for `scope` on the backend that is routed at this moment.

        Nothing of the choice is kept between calls: a changed route is followed by the next call. Raises
        MissingRoutingConfig when there is no route, RouteRefused when the policy forbids the one there is, and
        KindUnproven for an engine that was mounted after the validation.
        """
        if engine.kind not in self.receipt.kinds:
            raise KindUnproven(engine.kind)
        kept_for = engine.kept_for(scope)
        route = self.registry.resolve(engine.kind, kept_for)
        return engine.build(self.backends.port(route, engine.port, kept_for))
