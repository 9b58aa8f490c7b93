"""Analytics events over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from engines.analytics_events.models import Event, EventType, Recorded
from engines.analytics_events.service import ENGINE, AnalyticsEvents
from engines.common.binding import bound
from engines.common.values import Cursor, Limit
from engines.routing.ports import Page

router = APIRouter(prefix="/analytics/events", tags=["analytics_events"])

Events = Annotated[AnalyticsEvents, bound(ENGINE)]


@router.post("", status_code=201)
def record(event: Event, events: Events) -> Recorded:
    return events.record(event)


@router.get("")
def read(
    events: Events,
    event_type: Annotated[EventType | None, Query(alias="type")] = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[Recorded]:
    return events.read(event_type, since=since, until=until, cursor=cursor, limit=limit)
