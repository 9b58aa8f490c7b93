"""Bus, on every technology that offers it."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone

import pytest

from engines.routing.ports import ArgumentRefused, Bus


def test_messages_come_in_the_order_they_were_published(bus: Bus) -> None:
    published = tuple(bus.publish("thread", {"number": number, "odd": "😀"}) for number in range(3))

    assert bus.read("thread") == published
    assert [message.body["number"] for message in published] == [0, 1, 2]
    assert abs(published[0].at - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_a_topic_without_messages_gives_nothing(bus: Bus) -> None:
    assert bus.read("silent") == ()
    assert bus.read("silent", after=bus.end("silent")) == ()


def test_who_resumes_from_a_cursor_misses_nothing(bus: Bus) -> None:
    published = tuple(bus.publish("thread", {"number": number}) for number in range(5))

    assert bus.read("thread", limit=2) == published[:2]
    assert bus.read("thread", after=published[1].cursor, limit=2) == published[2:4]
    assert bus.read("thread", after=published[3].cursor) == published[4:]
    assert bus.read("thread", after=published[4].cursor) == ()


def test_after_the_end_come_only_messages_of_from_now_on(bus: Bus) -> None:
    before_the_first = bus.end("thread")
    first = bus.publish("thread", {})
    end = bus.end("thread")
    second = bus.publish("thread", {})

    assert bus.read("thread", after=before_the_first) == (first, second)
    assert end == first.cursor
    assert bus.read("thread", after=end) == (second,)


def test_topics_are_apart(bus: Bus) -> None:
    bus.publish("one", {"topic": "one"})
    other = bus.publish("on/e", {"topic": "on/e"})

    assert bus.read("on/e") == (other,)


def test_waiting_ends_with_a_message(bus: Bus) -> None:
    publish = threading.Timer(0.1, bus.publish, ("thread", {"late": True}))
    publish.start()

    messages = bus.read("thread", wait=timedelta(seconds=20))

    publish.join()
    assert [message.body for message in messages] == [{"late": True}]


def test_waiting_ends_with_the_time(bus: Bus) -> None:
    started = time.monotonic()

    assert bus.read("thread", wait=timedelta(seconds=1.1)) == ()
    assert 1.1 <= time.monotonic() - started < 10


def test_nobody_waits_for_what_is_there(bus: Bus) -> None:
    published = bus.publish("thread", {})
    started = time.monotonic()

    assert bus.read("thread", wait=timedelta(seconds=30)) == (published,)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "1 OR 1", "$", "+", "9" * 60])
def test_a_cursor_of_something_else_is_refused(bus: Bus, cursor: str) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        bus.read("thread", after=cursor)

    assert str(refused.value) == f"cursor {cursor!r} is none of this bus: use one that a message or `end` gave"
