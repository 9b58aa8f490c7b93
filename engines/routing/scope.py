"""Which scopes a lookup tries, and in which order."""

from __future__ import annotations

from engines.common.scope import EVERY, SYSTEM_TENANT, MalformedScope, Scope

__all__ = ["EVERY", "SYSTEM_TENANT", "MalformedScope", "Scope", "candidates"]


def candidates(scope: Scope) -> tuple[Scope, ...]:
    """
    The scopes whose routes may serve `scope`, nearest first: itself, its tenant, the system tenant.

    All are of the same environment, and none is of another tenant than the one asked for and the system's.
    """
    return tuple(dict.fromkeys((scope, scope.tenant_wide, scope.everywhere)))
