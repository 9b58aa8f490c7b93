"""Notes are written, tagged, found again and put away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import ValidationError

from engines.maybes.models import Draft, Edit, Note, Search
from engines.maybes.repository import ENGINE, Archived, Maybes, maybes
from engines.maybes.routes import router
from engines.routing.records import NoSuchRecord
from tests.engines.fakes import FakeClock
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, World

SOLAR = Draft(title="Solar roof", body="Ask the landlord about Größe", tags=("house", "money"))
BIKE = Draft(title="Cargo bike", body="Rent one first", tags=("money",))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def notes(world: World, clock: FakeClock) -> Maybes:
    return Maybes(world.port(ENGINE, WEB), clock)


def found(notes: Maybes, **search: object) -> list[str]:
    return sorted(note.title for note in notes.search(Search.model_validate(search)).items)


def test_a_note_is_read_as_it_was_written(notes: Maybes) -> None:
    note = notes.create(SOLAR, "ada")

    assert notes.notes.read(note.id) == note
    assert (note.created_by, note.tags, note.archived_at) == ("ada", ("house", "money"), None)


def test_an_edit_changes_what_it_names_and_nothing_else(notes: Maybes, clock: FakeClock) -> None:
    note = notes.create(SOLAR, "ada")
    clock.advance(timedelta(hours=1))

    edited = notes.edit(note.id, Edit(title="Solar fence"))

    assert edited == note.model_copy(update={"title": "Solar fence", "changed_at": clock.now})


def test_tags_are_in_lower_case_in_order_and_once(notes: Maybes) -> None:
    note = notes.create(BIKE, "ada")
    notes.tag(note.id, "  Zoo ")
    notes.tag(note.id, "bike")
    notes.tag(note.id, "bike")

    assert notes.untag(note.id, "money").tags == ("bike", "zoo")


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ({}, ["Cargo bike", "Solar roof"]),
        ({"text": "landlord"}, ["Solar roof"]),
        ({"text": "SOLAR land"}, ["Solar roof"]),
        ({"text": "grösse"}, ["Solar roof"]),
        ({"text": "\uff42\uff49\uff4b\uff45"}, ["Cargo bike"]),
        ({"text": "mon"}, ["Cargo bike", "Solar roof"]),
        ({"tags": ("money",)}, ["Cargo bike", "Solar roof"]),
        ({"tags": ("money", "house")}, ["Solar roof"]),
        ({"text": "rent", "tags": ("house",)}, []),
        ({"text": "solar bike"}, []),
        ({"text": "oof"}, []),
    ],
    ids=lambda value: " ".join(map(str, value.values())) or "all" if isinstance(value, dict) else "",
)
def test_a_note_is_found_by_its_words_and_tags(notes: Maybes, search: dict[str, object], titles: list[str]) -> None:
    notes.create(SOLAR, "ada")
    notes.create(BIKE, "ada")

    assert found(notes, **search) == titles


def test_an_archived_note_is_found_only_in_the_archive(notes: Maybes) -> None:
    notes.archive(notes.create(SOLAR, "ada").id)
    notes.create(BIKE, "ada")

    assert found(notes) == ["Cargo bike"]
    assert found(notes, archived=True) == ["Solar roof"]


def test_a_restored_note_can_be_changed_again(notes: Maybes) -> None:
    note = notes.archive(notes.create(SOLAR, "ada").id)
    notes.restore(note.id)

    assert notes.edit(note.id, Edit(body="")).body == ""
    assert found(notes) == ["Solar roof"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda notes, note_id: notes.edit(note_id, Edit(title="x")), id="edit"),
        pytest.param(lambda notes, note_id: notes.tag(note_id, "x"), id="tag"),
        pytest.param(lambda notes, note_id: notes.archive(note_id), id="archive"),
    ],
)
def test_an_archived_note_does_not_change(notes: Maybes, change: Callable[[Maybes, str], Note]) -> None:
    note = notes.archive(notes.create(SOLAR, "ada").id)

    with pytest.raises(Archived) as refused:
        change(notes, note.id)

    assert str(refused.value) == f"note {note.id!r} is archived: restore it before changing it"
    assert notes.notes.read(note.id) == note


def test_a_search_goes_on_past_pages_without_a_match(notes: Maybes) -> None:
    for number in range(25):
        notes.create(Draft(title=f"chaff {number}"), "ada")
    notes.create(SOLAR, "ada")

    page = notes.search(Search(text="solar"), limit=10)

    assert [note.title for note in page.items] == ["Solar roof"]


def test_following_the_cursor_gives_each_match_once(notes: Maybes) -> None:
    for number in range(25):
        notes.create(Draft(title=f"{'wheat' if number % 3 else 'chaff'} {number}"), "ada")

    titles, cursor = list[str](), None
    while True:
        page = notes.search(Search(text="wheat"), cursor=cursor, limit=4)
        titles += [note.title for note in page.items]
        if (cursor := page.cursor) is None:
            break

    assert sorted(titles) == sorted(f"wheat {number}" for number in range(25) if number % 3)


def test_tags_set_at_once_are_all_kept(notes: Maybes) -> None:
    note = notes.create(BIKE, "ada")

    tagged, refused = together(lambda number: notes.tag(note.id, f"t{number}"))

    assert (len(tagged), refused) == (8, [])
    assert notes.notes.read(note.id).tags == ("money", *(f"t{number}" for number in range(8)))


def test_another_tenant_sees_no_note(notes: Maybes, world: World) -> None:
    note = notes.create(SOLAR, "ada")

    with pytest.raises(NoSuchRecord):
        maybes(world.router, OTHER).edit(note.id, Edit(title="mine"))


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "x" * 201], ids=["empty", "blank", "lines", "long"])
def test_a_title_is_one_line(title: str) -> None:
    with pytest.raises(ValidationError):
        Draft(title=title)


def test_over_http(world: World) -> None:
    client = world.client(router)
    note = Note.model_validate(client.post("/maybes", json={"title": "Solar", "tags": ["House"]}).json())
    one = f"/maybes/{note.id}"

    assert client.get(one).json()["tags"] == ["house"]
    assert client.patch(one, json={"body": "ask"}).json()["body"] == "ask"
    assert client.put(f"{one}/tags/Money").json()["tags"] == ["house", "money"]
    assert client.delete(f"{one}/tags/house").json()["tags"] == ["money"]
    assert len(client.get("/maybes", params={"text": "sol", "tag": ["money"]}).json()["items"]) == 1
    assert client.get("/maybes", params={"tag": ["house"]}).json()["items"] == []
    assert client.put(f"{one}/archived").json()["archived_at"] is not None
    assert client.patch(one, json={"body": "no"}).status_code == 409
    assert len(client.get("/maybes", params={"archived": True}).json()["items"]) == 1
    assert client.delete(f"{one}/archived").json()["archived_at"] is None
    assert client.get("/maybes/none").status_code == 404
