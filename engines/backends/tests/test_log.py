"""Log, on every technology that offers it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from engines.routing.ports import ArgumentRefused, Entry, Log

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone.utc)


def test_what_is_appended_is_read(log: Log) -> None:
    entry = log.append("views", {"page": "/", "odd": "😀"}, at=NOON)

    assert log.read().items == (entry,)
    assert (entry.topic, entry.at, entry.body) == ("views", NOON, {"page": "/", "odd": "😀"})


def test_an_entry_without_a_time_happened_now(log: Log) -> None:
    assert abs(log.append("views", {}).at - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_ids_are_never_the_same(log: Log) -> None:
    assert len({log.append("views", {}, at=NOON).id for _ in range(5)}) == 5


def test_entries_come_by_time_and_then_by_arrival(log: Log) -> None:
    late = log.append("views", {"number": 1}, at=NOON + timedelta(microseconds=1))
    first = log.append("views", {"number": 2}, at=NOON)
    second = log.append("views", {"number": 3}, at=NOON)

    assert log.read().items == (first, second, late)


def test_a_topic_is_read_alone(log: Log) -> None:
    log.append("views", {}, at=NOON)
    click = log.append("clicks", {}, at=NOON)

    assert log.read("clicks").items == (click,)
    assert len(log.read().items) == 2


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [(None, None, [0, 1, 2, 3]), (1, None, [1, 2, 3]), (None, 1, [0]), (1, 3, [1, 2]), (2, 2, []), (9, None, [])],
)
def test_a_range_holds_its_start_and_not_its_end(
    log: Log, since: int | None, until: int | None, hours: list[int]
) -> None:
    for hour in range(4):
        log.append("views", {"hour": hour}, at=_after(hour))

    found = log.read(since=None if since is None else _after(since), until=None if until is None else _after(until))

    assert [entry.body["hour"] for entry in found.items] == hours


def test_a_time_is_the_same_in_every_zone(log: Log) -> None:
    log.append("views", {}, at=NOON)

    elsewhere = NOON.astimezone(timezone(timedelta(hours=-7)))

    assert log.read(since=elsewhere, until=elsewhere + timedelta(microseconds=1)).items[0].at == NOON


def test_pages_join_to_the_whole_log_also_within_one_moment(log: Log) -> None:
    appended = [
        log.append("views", {}, at=at)
        for at in (NOON, NOON, NOON, _after(1), datetime.min.replace(tzinfo=timezone.utc))
    ]

    read: list[Entry] = []
    cursor = None
    while True:
        page = log.read("views", cursor=cursor, limit=2)
        read += page.items
        if (cursor := page.cursor) is None:
            break

    assert read == [appended[-1], *appended[:-1]]


def test_totals_are_exact_per_name(log: Log) -> None:
    for name, cost in [("a", 2**53), ("a", 1), ("b", 5), ("b", -7), ("ü'", 0)]:
        log.append("usage", {"cost": cost, "by": name}, at=NOON)
    log.append("other", {"cost": 100, "by": "a"}, at=_after(1))

    assert log.totals("cost", by="by", topic="usage") == {"a": 2**53 + 1, "b": -2, "ü'": 0}
    assert log.totals("cost", by="by", since=_after(1)) == {"a": 100}
    assert log.totals("cost", by="by", until=NOON) == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"by": "a"},
        {"cost": 1},
        {"cost": 1.5, "by": "a"},
        {"cost": "1", "by": "a"},
        {"cost": True, "by": "a"},
        {"cost": None, "by": "a"},
        {"cost": [1], "by": "a"},
        {"cost": 1, "by": 2},
        {"cost": 1, "by": None},
    ],
    ids=str,
)
def test_entries_without_amount_or_name_do_not_count(log: Log, body: dict[str, object]) -> None:
    log.append("usage", {"cost": 7, "by": "a"})
    log.append("usage", body)

    assert log.totals("cost", by="by") == {"a": 7}


@pytest.mark.parametrize("name", ["", "a.b", "a'b", 'a"b', "ü", "1a"])
def test_a_field_to_sum_has_a_plain_name(log: Log, name: str) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        log.totals(name, by="by")

    assert str(refused.value) == f"amount {name!r} is not a field name: use letters, digits and _"


def test_a_time_without_a_zone_is_refused(log: Log) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        log.append("views", {}, at=datetime(2026, 3, 1))

    assert str(refused.value) == "at 2026-03-01T00:00:00 has no time zone: use an aware datetime"


@pytest.mark.parametrize(("at", "hours"), [(datetime.min, 14), (datetime.max, -12)], ids=["before", "after"])
def test_a_time_outside_the_years_of_utc_is_refused(log: Log, at: datetime, hours: int) -> None:
    at = at.replace(tzinfo=timezone(timedelta(hours=hours)))

    with pytest.raises(ArgumentRefused) as refused:
        log.read(since=at)

    assert str(refused.value) == f"since {at.isoformat()} is outside the years 1 to 9999 of UTC: use another"


@pytest.mark.parametrize("cursor", ["", "1", "1/", "/1", "1/1/1", "1.5/1", "1/-1", "9" * 30 + "/1", "x" * 300])
def test_a_cursor_of_something_else_is_refused(log: Log, cursor: str) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        log.read(cursor=cursor)

    assert str(refused.value) == f"cursor {cursor!r} is none of this log: use one that a page gave"


def _after(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)
