"""No place ever sees, changes or lists what another place keeps, whatever kinds, scopes and keys are called."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.backends.place import Place, joined
from engines.common.scope import Scope
from engines.routing.ports import Backend, Blobs, Bus, Documents, Keys, Log

# Names and keys that would meet if a separator, an escape, a case or an empty part were ever lost.
_NAMES = st.sampled_from(["a", "A", "a-b", "a_b", "a.b", "a..b", "b", "0", "00"])
_PROJECTS = st.one_of(_NAMES, st.just("*"))
_KINDS = st.sampled_from(["a", "a:b", "a/b", "a!2Fb", "keys", "bus", "", "ü", "*", "%"])
_KEYS = st.one_of(
    st.sampled_from(
        ["", "a", "b", "/", ":", "a/b", "a:b", "a:b:c", "../a", "a/../b", "!", "!2F", "%2F", "*", "b:a", "é", "e\u0301"]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)
_WRITES = st.lists(st.tuples(_KINDS, _NAMES, _PROJECTS, _KEYS), min_size=2, max_size=12)

# The fixtures that an example shares with the one before hold no state: each example has an environment of its own.
_several = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _replay(
    backend: Backend, port: type[Any], writes: list[tuple[str, str, str, str]], write: Callable[[Any, str, int], object]
) -> list[tuple[Any, dict[str, int]]]:
    """Carry out the writes, each in its place; gives every place's port with what was last written there by key."""
    env = uuid.uuid4().hex
    expected: dict[Place, dict[str, int]] = {}
    for number, (kind, tenant, project, key) in enumerate(writes):
        place = Place(kind, Scope(tenant, env, project))
        write(backend.port(port, place.kind, place.scope), key, number)
        expected.setdefault(place, {})[key] = number
    untouched = Place("kind", Scope("nobody", env, "*"))
    return [(backend.port(port, at.kind, at.scope), found) for at, found in [*expected.items(), (untouched, {})]]


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
@_several
@given(writes=_WRITES)
def test_documents_of_other_places_are_not_there(
    opened: Callable[[str], Backend], name: str, writes: list[tuple[str, str, str, str]]
) -> None:
    def write(documents: Documents, key: str, number: int) -> None:
        documents.put(key, {"write": number}, words=["word", f"{number}"])

    for documents, expected in _replay(opened(name), Documents, writes, write):
        assert {one.key: one.body["write"] for one in documents.list().items} == expected
        assert {one.key: one.body["write"] for one in documents.list(having=["word"]).items} == expected
        for key in {key for *_place, key in writes}:
            found = documents.get(key)
            assert (None if found is None else found.body["write"]) == expected.get(key)


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
@_several
@given(writes=_WRITES)
def test_entries_of_other_places_are_not_read(
    opened: Callable[[str], Backend], name: str, writes: list[tuple[str, str, str, str]]
) -> None:
    def write(log: Log, key: str, number: int) -> None:
        log.append(key, {"number": number, "one": 1, "by": key})

    for log, expected in _replay(opened(name), Log, writes, write):
        assert {entry.topic: entry.body["number"] for entry in log.read().items} == expected
        assert log.totals("one", by="by").keys() == expected.keys()


@pytest.mark.parametrize("name", ["sqlite", "postgres", "redis"])
@_several
@given(writes=_WRITES)
def test_keys_of_other_places_are_not_there(
    opened: Callable[[str], Backend], name: str, writes: list[tuple[str, str, str, str]]
) -> None:
    def write(keys: Keys, key: str, number: int) -> None:
        keys.set(key, str(number))

    for keys, expected in _replay(opened(name), Keys, writes, write):
        for key in {key for *_place, key in writes}:
            assert keys.get(key) == (str(expected[key]) if key in expected else None)
            assert keys.delete(key) is (key in expected)


@pytest.mark.parametrize("name", ["sqlite", "postgres", "redis"])
@_several
@given(writes=_WRITES)
def test_messages_of_other_places_are_not_read(
    opened: Callable[[str], Backend], name: str, writes: list[tuple[str, str, str, str]]
) -> None:
    def write(bus: Bus, topic: str, number: int) -> None:
        bus.publish(topic, {"number": number})

    for bus, expected in _replay(opened(name), Bus, writes, write):
        for topic in {topic for *_place, topic in writes}:
            numbers = [message.body["number"] for message in bus.read(topic)]
            assert numbers[-1:] == ([expected[topic]] if topic in expected else [])


@pytest.mark.parametrize("name", ["s3", "folder"])
@_several
@given(writes=_WRITES)
def test_bytes_of_other_places_are_not_there(
    opened: Callable[[str], Backend], name: str, writes: list[tuple[str, str, str, str]]
) -> None:
    def write(blobs: Blobs, key: str, number: int) -> None:
        blobs.put(key, bytes(number), content_type="text/plain")

    for blobs, expected in _replay(opened(name), Blobs, writes, write):
        for key in {key for *_place, key in writes}:
            found = blobs.stat(key)
            assert (None if found is None else found.size) == expected.get(key)
            blobs.delete(key)


_PARTS = st.lists(st.one_of(_KEYS, st.text(st.characters(exclude_categories=["Cs"]))), min_size=1, max_size=5)


@settings(max_examples=300)
@given(one=_PARTS, other=_PARTS, separator=st.sampled_from("/:"))
def test_parts_that_differ_are_never_joined_to_the_same(one: list[str], other: list[str], separator: str) -> None:
    assert (joined(separator, *one) == joined(separator, *other)) == (one == other)


@settings(max_examples=300)
@given(parts=_PARTS)
def test_joined_parts_mean_nothing_to_a_store(parts: list[str]) -> None:
    segments = joined("/", *parts).split("/")

    assert len(segments) == len(parts)
    assert all(
        segment.strip(".") and segment.isascii() and segment.replace("!", "").isprintable() for segment in segments
    )
