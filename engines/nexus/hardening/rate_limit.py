"""Rate limits: all replicas of a tenant's projects count in one place, so that the limit is exact."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from engines.common.errors import Denied, Exhausted, NotFound
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.nexus.hardening.models import Allowance, Rate, RateLimit
from engines.routing.ports import Keys
from engines.routing.selector import Engine, Router


class NoLimit(NotFound):
    """An action without a limit is not counted as unlimited."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action

    def __str__(self) -> str:
        return f"no rate limit is set for action {self.action!r}: set one for the tenant"


class LimitReached(Exhausted):
    retry_after: int

    def __init__(self, limit: RateLimit, resets_at: datetime, retry_after: int) -> None:
        super().__init__(limit, resets_at, retry_after)
        self.limit, self.resets_at, self.retry_after = limit, resets_at, retry_after

    def __str__(self) -> str:
        rate = f"{self.limit.limit} in {self.limit.seconds} s"
        return f"action {self.limit.action!r} is limited to {rate}: wait until {self.resets_at.isoformat()}"


class NotTenantWide(Denied):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.scope = scope

    def __str__(self) -> str:
        return (
            f"a rate limit holds for all projects of a tenant: set it in {self.scope.tenant_wide}, not in {self.scope}"
        )


@dataclass(frozen=True, slots=True)
class RateLimits:
    keys: Keys
    now: Clock = utc_now

    def set(self, action: str, rate: Rate, scope: Scope) -> RateLimit:
        """Set the limit for all projects of the tenant, which only who may speak for all of them can."""
        if scope != scope.tenant_wide:
            raise NotTenantWide(scope)
        limit = RateLimit(action=action, limit=rate.limit, seconds=rate.seconds)
        self.keys.set(f"limit/{action}", limit.model_dump_json())
        return limit

    def limit(self, action: str) -> RateLimit:
        """The limit that is set; NoLimit when there is none."""
        stored = self.keys.get(f"limit/{action}")
        if stored is None:
            raise NoLimit(action)
        return RateLimit.model_validate_json(stored)

    def take(self, action: str) -> Allowance:
        """
        Count one; LimitReached when that is more than the limit.

        The first one counted opens the window, and the clock of the backing service closes it: replicas whose clocks
        differ still agree. Refused ones count on in the same window, which they do not extend.
        """
        limit = self.limit(action)
        counted = self.keys.increment(f"count/{action}", expires_in=limit.window)
        resets_at = counted.expires_at or self.now() + limit.window
        if counted.value > limit.limit:
            raise LimitReached(limit, resets_at, self._seconds_until(resets_at, limit))
        return Allowance(action=action, limit=limit.limit, left=limit.limit - counted.value, resets_at=resets_at)

    def _seconds_until(self, resets_at: datetime, limit: RateLimit) -> int:
        seconds = math.ceil((resets_at - self.now()).total_seconds())
        return min(max(seconds, 1), limit.seconds)


ENGINE = Engine("rate_limit", Keys, RateLimits, layer="tenant")


def rate_limit(router: Router, scope: Scope) -> RateLimits:
    """The limits of the scope's tenant."""
    return router.bind(ENGINE, scope)
