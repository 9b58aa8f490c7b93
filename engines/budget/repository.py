"""Budget: usage is added up exactly, and what would go over the cap is refused beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engines.budget.models import PLACES, Cap, Dimension, Standing, Usage, UsageEvent
from engines.common.errors import Exhausted, NotFound
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.routing.ports import Entry, Log, Page
from engines.routing.selector import Engine, Router

USAGE, CAP = "usage", "cap"


class NoCap(NotFound):
    """Nothing is admitted without a cap: forgetting to set one is not permission to spend."""

    def __str__(self) -> str:
        return "no cap is set for this scope: set one"


class CapReached(Exhausted):
    def __init__(self, cost: Decimal, standing: Standing) -> None:
        super().__init__(cost, standing)
        self.cost, self.standing = cost, standing

    def __str__(self) -> str:
        one = self.standing
        return (
            f"{self.cost} is more than the {one.left} left of {one.cap.amount} per {one.cap.per}:"
            f" wait until {one.until.isoformat()}, or raise the cap"
        )


@dataclass(frozen=True, slots=True)
class Budget:
    log: Log
    now: Clock = utc_now

    def record(self, usage: Usage) -> UsageEvent:
        """Record what was used. It is recorded over the cap too: it has been spent."""
        body = usage.model_dump(mode="json", exclude={"cost"}, exclude_none=True)
        return _event(self.log.append(USAGE, {**body, "cost": _to_units(usage.cost)}, at=self.now()))

    def events(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[UsageEvent]:
        """What was used over since <= at < until, oldest first."""
        page = self.log.read(USAGE, since=since, until=until, cursor=cursor, limit=limit)
        return Page(tuple(map(_event, page.items)), page.cursor)

    def totals(
        self, by: Dimension, *, since: datetime | None = None, until: datetime | None = None
    ) -> dict[str, Decimal]:
        """The cost per provider, model or tool over since <= at < until; usage that names none is in no total."""
        units = self.log.totals("cost", by=by, topic=USAGE, since=since, until=until)
        return {name: _from_units(units[name]) for name in sorted(units)}

    def set_cap(self, cap: Cap) -> Cap:
        """Set the cap from now on; the ones before stay in the log."""
        self.log.append(CAP, cap.model_dump(mode="json"))
        return cap

    def standing(self) -> Standing:
        """How much of the cap is spent; NoCap when none is set."""
        cap, now = self._cap(), self.now()
        since, until = cap.began(now), cap.ends(now)
        spent = sum(self.totals("provider", since=since, until=until).values(), Decimal(0))
        return Standing(cap=cap, spent=spent, left=max(cap.amount - spent, Decimal(0)), since=since, until=until)

    def admit(self, cost: Decimal) -> Standing:
        """The standing, if so much may be spent still; CapReached otherwise."""
        standing = self.standing()
        if cost > standing.left:
            raise CapReached(cost, standing)
        return standing

    def _cap(self) -> Cap:
        latest, cursor = None, None
        while True:
            page = self.log.read(CAP, cursor=cursor, limit=1000)
            latest = page.items[-1] if page.items else latest
            if (cursor := page.cursor) is None:
                break
        if latest is None:
            raise NoCap
        return Cap.model_validate(dict(latest.body))


def _event(entry: Entry) -> UsageEvent:
    known = {**entry.body, "cost": _from_units(entry.body["cost"])}
    return UsageEvent.model_validate({**known, "id": entry.id, "at": entry.at})


def _to_units(cost: Decimal) -> int:
    return int(cost.scaleb(PLACES))


def _from_units(units: int) -> Decimal:
    cost = Decimal(units).scaleb(-PLACES)
    return Decimal(int(cost)) if cost == int(cost) else cost.normalize()


ENGINE = Engine("budget", Log, Budget)


def budget(router: Router, scope: Scope) -> Budget:
    """The budget of a scope."""
    return router.bind(ENGINE, scope)
