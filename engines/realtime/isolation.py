"""Realtime isolation: a thread or a canvas has one owner among all tenants, and the others are refused."""

from __future__ import annotations

from dataclasses import dataclass

from engines.common.errors import Denied
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.realtime.models import Ownership, Sort
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router


class OwnedByAnother(Denied):
    """Another tenant owns it; which one is not told."""

    def __init__(self, sort: str, name: str, tenant: str) -> None:
        super().__init__(sort, name, tenant)
        self.sort, self.name, self.tenant = sort, name, tenant

    def __str__(self) -> str:
        return f"{self.sort} {self.name!r} does not belong to tenant {self.tenant}: use one of its own"


@dataclass(frozen=True, slots=True)
class Isolation:
    """The owners of an environment; every call names the tenant that asks."""

    documents: Documents
    now: Clock = utc_now

    def claim(self, sort: Sort, name: str, tenant: str, actor: str) -> Ownership:
        """Make the tenant the owner; nothing changes when it is already. OwnedByAnother when somebody was faster."""
        claim = Ownership(sort=sort, id=name, tenant=tenant, claimed_by=actor, claimed_at=self.now())
        return self._owners(sort).settle(lambda there: _own(there, tenant) if there else claim, name)

    def require(self, sort: Sort, name: str, tenant: str) -> Ownership:
        """The ownership, if it is the tenant's; OwnedByAnother otherwise, NoSuchRecord when nobody owns it."""
        return _own(self._owners(sort).read(name), tenant)

    def release(self, sort: Sort, name: str, tenant: str) -> None:
        """Give it up, so that anybody may claim it; refused as by `require`."""
        self._owners(sort).remove(name, check=lambda there: _own(there, tenant))

    def _owners(self, sort: Sort) -> Records[Ownership]:
        return Records(self.documents, sort, Ownership)


def _own(ownership: Ownership, tenant: str) -> Ownership:
    if ownership.tenant != tenant:
        raise OwnedByAnother(ownership.sort, ownership.id, tenant)
    return ownership


ENGINE = Engine("realtime_registry", Documents, Isolation, layer="everywhere")
"""Kept once for all tenants: two that could not see each other could both own the same thread."""


def realtime_registry(router: Router, scope: Scope) -> Isolation:
    """The owners of the scope's environment."""
    return router.bind(ENGINE, scope)
