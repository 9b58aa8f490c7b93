"""Strategy locks over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Name
from engines.strategy_lock.models import Lock, LockRequest, Verdict
from engines.strategy_lock.state import ENGINE, StrategyLocks

router = APIRouter(prefix="/strategy-locks", tags=["strategy_lock"])

Locks = Annotated[StrategyLocks, bound(ENGINE)]


@router.get("")
def list_held(locks: Locks) -> list[Lock]:
    return list(locks.held())


@router.get("/{action}")
def verdict(action: Name, locks: Locks) -> Verdict:
    return locks.verdict(action)


@router.put("/{action}")
def lock(action: Name, request: LockRequest, locks: Locks, context: Context) -> Lock:
    return locks.lock(action, request, context.actor)


@router.delete("/{action}", status_code=204)
def unlock(action: Name, locks: Locks) -> None:
    locks.unlock(action)
