"""Documents as values of one model, under names of several parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from engines.common.values import Value
from engines.routing.ports import ArgumentRefused, Document, RevisionConflict
from engines.routing.records import Contended, NoSuchRecord, RecordExists, Records
from tests.engines.fakes import FakeDocuments


class Thing(Value):
    size: int


@pytest.fixture
def things() -> Records[Thing]:
    return Records(FakeDocuments(), "thing", Thing)


def test_a_record_is_read_as_it_was_added(things: Records[Thing]) -> None:
    things.add(Thing(size=1), "box", "left")

    assert things.read("box", "left") == things.find("box", "left") == Thing(size=1)
    assert things.find("box", "right") is None


@pytest.mark.parametrize("name", [("a/b", "c"), ("a", "b/c"), ("a", "b", "c"), ("a/b/c",), ("a%2Fb", "c")], ids=str)
def test_no_name_reaches_into_another(things: Records[Thing], name: tuple[str, ...]) -> None:
    names = [("a/b", "c"), ("a", "b/c"), ("a", "b", "c"), ("a/b/c",), ("a%2Fb", "c")]
    for number, other in enumerate(names):
        things.add(Thing(size=number), *other)

    assert things.read(*name).size == names.index(name)


def test_what_is_below_a_name_is_listed_and_nothing_that_begins_alike(things: Records[Thing]) -> None:
    for number, name in enumerate((("a", "1"), ("a", "2"), ("ab", "1"), ("a/b", "1"))):
        things.add(Thing(size=number), *name)

    assert [thing.size for thing in things.every("a")] == [0, 1]
    assert [thing.size for thing in things.page("a", limit=1).items] == [0]


def test_a_change_that_somebody_else_came_before_is_made_again(things: Records[Thing]) -> None:
    things.add(Thing(size=1), "box")
    interrupted: list[Thing] = []

    def grow(thing: Thing) -> Thing:
        if not interrupted:
            interrupted.append(things.put(Thing(size=10), "box"))
        return Thing(size=thing.size + 1)

    assert things.change(grow, "box") == things.read("box") == Thing(size=11)


def test_a_record_that_was_put_again_meanwhile_is_checked_again_before_it_goes(things: Records[Thing]) -> None:
    things.add(Thing(size=1), "box")
    checked: list[Thing] = []

    def check(thing: Thing) -> None:
        checked.append(thing)
        if len(checked) == 1:
            things.put(Thing(size=2), "box")

    things.remove("box", check=check)

    assert (checked, things.find("box")) == ([Thing(size=1), Thing(size=2)], None)


def test_what_is_there_is_not_added_again(things: Records[Thing]) -> None:
    things.add(Thing(size=1), "box", "left")

    with pytest.raises(RecordExists) as refused:
        things.add(Thing(size=2), "box", "left")

    assert str(refused.value) == "thing 'box/left' is there already: change it, or choose another name"


def test_what_is_not_there_is_not_changed(things: Records[Thing]) -> None:
    with pytest.raises(NoSuchRecord):
        things.change(lambda thing: thing, "box")

    assert things.find("box") is None


def test_a_record_is_found_by_words_of_any_length() -> None:
    notes = Records(FakeDocuments(), "note", Note, lambda note: note.text.split())
    for name, text in (("a", "winter wheat"), ("b", "w" * 300), ("c", "wheat")):
        notes.put(Note(text=text), name)

    def found(*having: str) -> list[str]:
        assert notes.page(having=having).items == tuple(notes.every(having=having))
        return [note.text for note in notes.every(having=having)]

    assert found("whea", "win") == ["winter wheat"]
    assert found("w" * 300) == ["w" * 300]
    assert found("heat") == []


def test_a_name_with_an_empty_part_is_refused(things: Records[Thing]) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        things.find("box", "")

    assert str(refused.value) == "name of a thing has an empty part: give it one"


class Note(Value):
    text: str


class Elsewhere(FakeDocuments):
    """Documents that somebody else always changed a moment ago."""

    def put(
        self, key: str, body: Mapping[str, Any], *, expected: int | None = None, words: Iterable[str] | None = None
    ) -> Document:
        raise RevisionConflict(key, expected or 0, 1)


def test_a_change_that_never_gets_through_is_given_up() -> None:
    with pytest.raises(Contended) as refused:
        Records(Elsewhere(), "thing", Thing).settle(lambda _: Thing(size=1), "box")

    assert str(refused.value) == "thing 'box' was changed by others 100 times meanwhile: try again"
