"""Owners over HTTP: the tenant of the request claims, shows and releases what is its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Name
from engines.realtime.isolation import ENGINE, Isolation
from engines.realtime.models import Ownership, Sort

router = APIRouter(prefix="/realtime", tags=["realtime_registry"])

Owners = Annotated[Isolation, bound(ENGINE)]


@router.put("/{sort}/{name}/owner")
def claim(sort: Sort, name: Name, owners: Owners, context: Context) -> Ownership:
    return owners.claim(sort, name, context.scope.tenant, context.actor)


@router.get("/{sort}/{name}/owner")
def require(sort: Sort, name: Name, owners: Owners, context: Context) -> Ownership:
    return owners.require(sort, name, context.scope.tenant)


@router.delete("/{sort}/{name}/owner", status_code=204)
def release(sort: Sort, name: Name, owners: Owners, context: Context) -> None:
    owners.release(sort, name, context.scope.tenant)
