"""The selector of nexus: which backing service keeps the cards and snippets of a scope is asked of the registry."""

from __future__ import annotations

from engines.common.scope import Scope
from engines.nexus.service import Nexus
from engines.routing.ports import Documents
from engines.routing.selector import Engine, Router

ENGINE = Engine("nexus", Documents, Nexus)


def nexus(router: Router, scope: Scope) -> Nexus:
    """The cards and snippets of a scope."""
    return router.bind(ENGINE, scope)
