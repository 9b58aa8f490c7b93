"""Analytics events: recorded once, read by time and type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engines.analytics_events.models import EVENT, Click, EventType, PageView, Recorded
from engines.common.errors import Rejected
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.routing.ports import Entry, Log, Page
from engines.routing.selector import Engine, Router

CLOCKS_DIFFER_BY = timedelta(minutes=5)


class NotYetHappened(Rejected):
    """An event of the future would be missed by whoever has read up to now."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        return f"an event at {self.at.isoformat()} has not happened yet: set the clock right, or leave the time out"


class EmptyPeriod(Rejected):
    def __init__(self, since: datetime, until: datetime) -> None:
        super().__init__(since, until)
        self.since, self.until = since, until

    def __str__(self) -> str:
        return f"nothing is between {self.since.isoformat()} and {self.until.isoformat()}: let it end after it begins"


@dataclass(frozen=True, slots=True)
class AnalyticsEvents:
    log: Log
    now: Clock = utc_now

    def record(self, event: PageView | Click) -> Recorded:
        """Record an event at the time it happened; NotYetHappened when that is further ahead than clocks differ."""
        now = self.now()
        if event.at is not None and event.at > now + CLOCKS_DIFFER_BY:
            raise NotYetHappened(event.at)
        return _recorded(self.log.append(event.type, event.model_dump(mode="json"), at=event.at or now))

    def read(
        self,
        event_type: EventType | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[Recorded]:
        """The events of a type (None: of all) with since <= at < until, oldest first."""
        if since is not None and until is not None and since >= until:
            raise EmptyPeriod(since, until)
        page = self.log.read(event_type, since=since, until=until, cursor=cursor, limit=limit)
        return Page(tuple(map(_recorded, page.items)), page.cursor)


def _recorded(entry: Entry) -> Recorded:
    return Recorded(id=entry.id, at=entry.at, event=EVENT.validate_python(entry.body))


ENGINE = Engine("analytics_events", Log, AnalyticsEvents)


def analytics_events(router: Router, scope: Scope) -> AnalyticsEvents:
    """The events of a scope."""
    return router.bind(ENGINE, scope)
