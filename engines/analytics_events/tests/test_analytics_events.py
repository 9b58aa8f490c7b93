"""Events are recorded once and read by time and type."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from engines.analytics_events.models import Click, EventType, PageView, Recorded
from engines.analytics_events.routes import router
from engines.analytics_events.service import (
    ENGINE,
    AnalyticsEvents,
    EmptyPeriod,
    NotYetHappened,
    analytics_events,
)
from tests.engines.fakes import FakeClock
from tests.engines.world import OTHER, WEB, World

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def view(minute: int) -> PageView:
    return PageView(type="page_view", visitor="v1", path=f"/{minute}", at=NOON + timedelta(minutes=minute))


def click(minute: int) -> Click:
    return Click(type="click", visitor="v1", path=f"/{minute}", target="buy", at=NOON + timedelta(minutes=minute))


@pytest.fixture
def events(world: World) -> AnalyticsEvents:
    """Ten minutes of views, with a click in each third; they arrive out of order."""
    service = AnalyticsEvents(world.port(ENGINE, WEB), FakeClock(NOON + timedelta(hours=1)))
    for minute in (5, 6, 7, 8, 9, 0, 1, 2, 3, 4):
        service.record(view(minute) if minute % 3 else click(minute))
    return service


def minutes(recorded: tuple[Recorded, ...]) -> list[int]:
    return [int(one.event.path[1:]) for one in recorded]


def test_an_event_is_read_as_it_was_recorded(world: World) -> None:
    recorded = analytics_events(world.router, WEB).record(click(3))

    assert analytics_events(world.router, WEB).read().items == (recorded,)
    assert (recorded.event, recorded.at) == (click(3), NOON + timedelta(minutes=3))


def test_events_come_in_the_order_in_which_they_happened(events: AnalyticsEvents) -> None:
    assert minutes(events.read().items) == list(range(10))


@pytest.mark.parametrize(
    ("event_type", "expected"), [("click", [0, 3, 6, 9]), ("page_view", [1, 2, 4, 5, 7, 8]), (None, list(range(10)))]
)
def test_events_are_read_by_type(events: AnalyticsEvents, event_type: EventType | None, expected: list[int]) -> None:
    assert minutes(events.read(event_type).items) == expected


def test_a_period_holds_its_beginning_and_not_its_end(events: AnalyticsEvents) -> None:
    page = events.read(since=NOON + timedelta(minutes=2), until=NOON + timedelta(minutes=5))

    assert minutes(page.items) == [2, 3, 4]


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_following_the_cursor_gives_each_event_once(events: AnalyticsEvents, limit: int) -> None:
    read, cursor = list[int](), None
    while True:
        page = events.read(cursor=cursor, limit=limit)
        read += minutes(page.items)
        if (cursor := page.cursor) is None:
            break

    assert read == list(range(10))


def test_events_of_one_moment_are_all_there(world: World) -> None:
    service = analytics_events(world.router, WEB)
    for _ in range(5):
        service.record(view(0))

    first = service.read(limit=2)
    rest = service.read(cursor=first.cursor, limit=10)

    assert len({one.id for page in (first, rest) for one in page.items}) == 5


def test_an_event_without_a_time_happened_as_it_arrived(world: World) -> None:
    service = AnalyticsEvents(world.port(ENGINE, WEB), FakeClock(NOON))

    assert service.record(PageView(type="page_view", visitor="v1", path="/")).at == NOON


def test_another_tenant_reads_nothing(events: AnalyticsEvents, world: World) -> None:
    assert analytics_events(world.router, OTHER).read().items == ()


def test_clocks_may_differ_by_some_minutes_and_no_more(world: World) -> None:
    service = AnalyticsEvents(world.port(ENGINE, WEB), FakeClock(NOON))
    service.record(view(5))

    with pytest.raises(NotYetHappened) as refused:
        service.record(view(6))

    assert str(refused.value) == (
        "an event at 2026-03-01T12:06:00+00:00 has not happened yet: set the clock right, or leave the time out"
    )


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)], ids=["empty", "backwards"])
def test_a_period_in_which_nothing_can_be_is_refused(events: AnalyticsEvents, length: timedelta) -> None:
    with pytest.raises(EmptyPeriod) as refused:
        events.read(since=NOON, until=NOON + length)

    until = (NOON + length).isoformat()
    assert str(refused.value) == (
        f"nothing is between 2026-03-01T12:00:00+00:00 and {until}: let it end after it begins"
    )


def test_over_http(world: World) -> None:
    client = world.client(router)

    assert client.post("/analytics/events", json=view(1).model_dump(mode="json")).status_code == 201
    assert client.post("/analytics/events", json=click(2).model_dump(mode="json")).status_code == 201
    read = client.get("/analytics/events", params={"type": "click", "since": NOON.isoformat()}).json()
    assert [one["event"]["target"] for one in read["items"]] == ["buy"]
    assert client.get("/analytics/events", params={"type": "scroll"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"type": "scroll"}, {"path": "no slash"}, {"visitor": ""}, {"target": "buy"}, {"at": "yesterday"}],
    ids=str,
)
def test_an_event_that_is_none_is_a_422(world: World, wrong: dict[str, str]) -> None:
    body = {**view(1).model_dump(mode="json"), **wrong}

    assert world.client(router).post("/analytics/events", json=body).status_code == 422
