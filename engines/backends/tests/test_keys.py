"""Keys, on every technology that offers them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from engines.routing.ports import ArgumentRefused, Keys, NotACounter

SOON = timedelta(milliseconds=20)
LATER = timedelta(hours=1)
MOST = 2**63 - 1


def test_what_is_set_is_got(keys: Keys) -> None:
    keys.set("key", "ü😀 \n'")
    keys.set("empty", "")

    assert keys.get("key") == "ü😀 \n'"
    assert keys.get("empty") == ""
    assert keys.get("absent") is None


def test_set_replaces_value_and_expiry(keys: Keys) -> None:
    keys.set("key", "old", expires_in=SOON)
    keys.set("key", "new")
    time.sleep(SOON.total_seconds() * 2)

    assert keys.get("key") == "new"


def test_a_key_is_there_until_it_expires(keys: Keys) -> None:
    keys.set("stays", "value", expires_in=LATER)
    keys.set("goes", "value", expires_in=SOON)

    _wait(lambda: keys.get("goes") is None)
    assert keys.get("stays") == "value"


def test_add_sets_an_absent_key_alone(keys: Keys) -> None:
    assert keys.add("key", "first")
    assert not keys.add("key", "second")
    assert keys.get("key") == "first"


def test_add_sets_what_has_expired_or_was_deleted(keys: Keys) -> None:
    keys.add("key", "first", expires_in=SOON)

    _wait(lambda: keys.add("key", "second"))
    assert keys.get("key") == "second"
    assert keys.delete("key")
    assert keys.add("key", "third", expires_in=LATER)
    assert not keys.add("key", "fourth")


def test_delete_tells_whether_there_was_a_value(keys: Keys) -> None:
    keys.set("key", "value")

    assert keys.delete("key")
    assert not keys.delete("key")
    assert keys.get("key") is None


def test_what_has_expired_is_not_deleted_again(keys: Keys) -> None:
    keys.set("key", "value", expires_in=SOON)
    _wait(lambda: keys.get("key") is None)

    assert not keys.delete("key")


def test_a_counter_starts_at_nothing(keys: Keys) -> None:
    assert keys.increment("key").value == 1
    assert keys.increment("key", 41).value == 42
    assert keys.increment("key", -50).value == -8
    assert keys.increment("key", 0).value == -8
    assert keys.get("key") == "-8"


def test_text_of_a_whole_number_counts_on(keys: Keys) -> None:
    keys.set("key", "41")

    assert keys.increment("key").value == 42


def test_the_first_increment_decides_when_a_counter_expires(keys: Keys) -> None:
    first = keys.increment("key", expires_in=LATER)
    second = keys.increment("key", expires_in=2 * LATER)
    third = keys.increment("key")

    assert first.expires_at is not None
    assert second.expires_at is not None
    assert third.expires_at is not None
    assert abs(first.expires_at - datetime.now(timezone.utc) - LATER) < timedelta(minutes=1)
    assert abs(second.expires_at - first.expires_at) < timedelta(seconds=1)
    assert abs(third.expires_at - first.expires_at) < timedelta(seconds=1)


def test_a_counter_without_expiry_never_gets_one(keys: Keys) -> None:
    assert keys.increment("key").expires_at is None
    assert keys.increment("key", expires_in=SOON).expires_at is None


def test_an_expired_counter_starts_again(keys: Keys) -> None:
    keys.increment("key", 5, expires_in=SOON)
    _wait(lambda: keys.get("key") is None)

    again = keys.increment("key", 2)

    assert (again.value, again.expires_at) == (2, None)


def test_64_bits_are_counted_exactly(keys: Keys) -> None:
    assert keys.increment("up", MOST - 1).value == MOST - 1
    assert keys.increment("up").value == MOST
    assert keys.increment("up", -MOST).value == 0
    assert keys.increment("down", -MOST - 1).value == -MOST - 1
    assert keys.increment("down", MOST).value == -1


@pytest.mark.parametrize(
    ("value", "by"),
    [
        ("text", 1),
        ("", 1),
        ("1.5", 1),
        ("007", 1),
        (" 1", 1),
        ("+1", 1),
        ("-0", 1),
        ("1\n", 1),
        ("9" * 19, 1),
        ("9" * 40, 1),
        (str(MOST), 1),
        (str(MOST), MOST),
        (str(-MOST - 1), -1),
        ("-2", -MOST),
    ],
)
def test_what_cannot_be_counted_stays_as_it_is(keys: Keys, value: str, by: int) -> None:
    keys.set("key", value)

    with pytest.raises(NotACounter) as refused:
        keys.increment("key", by)

    message = "key 'key' holds no whole number that stays within 64 bits: set it anew before it counts again"
    assert str(refused.value) == message
    assert keys.get("key") == value


def test_expired_text_is_no_hindrance_to_a_counter(keys: Keys) -> None:
    keys.set("key", "text", expires_in=SOON)
    _wait(lambda: keys.get("key") is None)

    assert keys.increment("key").value == 1


@pytest.mark.parametrize("by", [MOST + 1, -MOST - 2])
def test_an_increment_has_64_bits(keys: Keys, by: int) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        keys.increment("key", by)

    assert str(refused.value) == f"by is {by}: use a whole number of 64 bits"


@pytest.mark.parametrize("expires_in", [timedelta(0), timedelta(seconds=-1), timedelta(microseconds=999)])
def test_a_key_lives_for_a_millisecond_at_least(keys: Keys, expires_in: timedelta) -> None:
    with pytest.raises(ArgumentRefused, match=r"^expires_in is .* s: use a millisecond at least$"):
        keys.set("key", "value", expires_in=expires_in)


def test_a_value_that_some_technology_cannot_keep_is_refused(keys: Keys) -> None:
    with pytest.raises(ArgumentRefused, match=r"^value 'a.x00' holds a character that cannot be stored"):
        keys.set("key", "a\0")


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.005)
