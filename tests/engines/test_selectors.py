"""Each resource kind has one selector, and it asks the router anew at every call."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast

import pytest

from engines.common.scope import Scope
from engines.routing.selector import Engine, Router
from tests.engines.world import FakePorts, World

WEB = Scope("t_acme", "prod", "p_web")
TENANT, EVERYWHERE = WEB.tenant_wide, WEB.everywhere

SELECTORS: dict[str, tuple[str, str, tuple[Scope, ...]]] = {
    "feature_flags": ("engines.feature_flags.repository", "feature_flags", (WEB, TENANT, EVERYWHERE)),
    "strategy_lock": ("engines.strategy_lock.state", "strategy_lock", (WEB,)),
    "kpi": ("engines.kpi.service", "kpi", (WEB,)),
    "budget": ("engines.budget.repository", "budget", (WEB,)),
    "maybes": ("engines.maybes.repository", "maybes", (WEB,)),
    "memory": ("engines.memory.repository", "memory", (WEB,)),
    "analytics_events": ("engines.analytics_events.service", "analytics_events", (WEB,)),
    "rate_limit": ("engines.nexus.hardening.rate_limit", "rate_limit", (TENANT,)),
    "firearms": ("engines.firearms.repository", "firearms", (WEB,)),
    "page_content": ("engines.page_content.service", "page_content", (WEB,)),
    "seo": ("engines.seo.service", "seo", (WEB,)),
    "realtime_registry": ("engines.realtime.isolation", "realtime_registry", (EVERYWHERE,)),
    "chat_bus": ("engines.chat.service.transport_layer", "chat_bus", (WEB,)),
    "nexus": ("engines.nexus.backends", "nexus", (WEB,)),
    "media": ("engines.media_v2.service", "media", (WEB,)),
    "raw_storage": ("engines.nexus.raw_storage.repository", "raw_storage", (WEB,)),
    "video_timeline": ("engines.video_timeline.service", "video_timeline", (WEB,)),
}


@dataclass
class Asked:
    """A router that notes what it is asked for."""

    world: World = field(default_factory=lambda: World(FakePorts()))
    bound: list[tuple[str, Scope]] = field(default_factory=list)

    def bind(self, engine: Engine[Any, Any], scope: Scope) -> Any:
        self.bound.append((engine.kind, engine.kept_for(scope)))
        return self.world.bind(engine, scope)


@pytest.mark.parametrize("kind", SELECTORS)
def test_a_selector_binds_its_kind_for_the_scope_at_each_call(kind: str) -> None:
    module, name, scopes = SELECTORS[kind]
    selector, asked = getattr(import_module(module), name), Asked()

    selector(cast(Router, asked), WEB)
    selector(cast(Router, asked), WEB)

    assert asked.bound == [(kind, scope) for scope in scopes] * 2


@pytest.mark.parametrize("kind", SELECTORS)
def test_a_selector_passes_on_that_there_is_no_route(kind: str) -> None:
    module, name, _ = SELECTORS[kind]

    class NoRoute(Exception):
        pass

    class Empty:
        def bind(self, engine: Engine[Any, Any], scope: Scope) -> Any:
            raise NoRoute

    with pytest.raises(NoRoute):
        getattr(import_module(module), name)(cast(Router, Empty()), WEB)
