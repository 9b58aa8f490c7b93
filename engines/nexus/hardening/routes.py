"""Rate limits over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Name
from engines.nexus.hardening.models import Allowance, Rate, RateLimit
from engines.nexus.hardening.rate_limit import ENGINE, RateLimits

router = APIRouter(prefix="/rate-limits", tags=["rate_limit"])

Limits = Annotated[RateLimits, bound(ENGINE)]


@router.get("/{action}")
def read(action: Name, limits: Limits) -> RateLimit:
    return limits.limit(action)


@router.put("/{action}")
def set_limit(action: Name, rate: Rate, limits: Limits, context: Context) -> RateLimit:
    return limits.set(action, rate, context.scope)


@router.post("/{action}/taken")
def take(action: Name, limits: Limits) -> Allowance:
    return limits.take(action)
