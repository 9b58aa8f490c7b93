"""Cards and snippets are found again by tags and text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engines.nexus.backends import ENGINE, nexus
from engines.nexus.models import Card, Search, Snippet
from engines.nexus.routes import router
from engines.nexus.service import Nexus
from engines.routing.records import NoSuchRecord
from tests.engines.fakes import FakeClock
from tests.engines.world import OTHER, WEB, World


def card(title: str, body: str = "", *tags: str) -> Card:
    return Card(sort="card", title=title, body=body, tags=tags)


def snippet(text: str, source: str = "a book", *tags: str) -> Snippet:
    return Snippet(sort="snippet", text=text, source=source, tags=tags)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def known(world: World, clock: FakeClock) -> Nexus:
    return Nexus(world.port(ENGINE, WEB), clock)


def found(known: Nexus, search: Search, limit: int = 20) -> list[str]:
    hits = known.search(search, limit=limit)
    return [hit.item.content.title if isinstance(hit.item.content, Card) else hit.item.content.text for hit in hits]


def test_an_item_is_read_as_it_was_made(known: Nexus) -> None:
    item = known.create(snippet("raise, do not log", "style guide", "errors"), "ada")

    assert known.items.read(item.id) == item
    assert item.created_by == "ada"


def test_a_rewritten_item_keeps_its_place_and_its_author(known: Nexus, clock: FakeClock) -> None:
    item = known.create(card("Retries"), "ada")
    clock.advance(timedelta(hours=1))

    rewritten = known.rewrite(item.id, card("Retries and timeouts"))

    assert rewritten == item.model_copy(update={"content": card("Retries and timeouts"), "changed_at": clock.now})


def test_a_title_says_more_than_a_tag_and_a_tag_more_than_a_body(known: Nexus) -> None:
    known.create(card("body", "about locks"), "ada")
    known.create(card("title of locks"), "ada")
    known.create(card("tag", "", "locks"), "ada")

    assert found(known, Search(text="lock")) == ["title of locks", "tag", "body"]


def test_of_equal_hits_the_newest_comes_first(known: Nexus, clock: FakeClock) -> None:
    for number in range(3):
        known.create(card(f"lock {number}"), "ada")
        clock.advance(timedelta(seconds=1))

    assert found(known, Search(text="lock")) == ["lock 2", "lock 1", "lock 0"]
    assert found(known, Search(text="lock"), limit=2) == ["lock 2", "lock 1"]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (Search(tags=("db",)), ["Indexes", "select 1"]),
        (Search(tags=("db", "fast")), ["Indexes"]),
        (Search(sort="snippet"), ["select 1"]),
        (Search(text="select"), ["select 1"]),
        (Search(text="manual"), ["select 1"]),
        (Search(text="indexes fast"), ["Indexes"]),
        (Search(text="indexes slow"), []),
        (Search(text="select", sort="card"), []),
        (Search(tags=("none",)), []),
        (Search(), ["Indexes", "select 1"]),
    ],
    ids=str,
)
def test_an_item_is_found_when_everything_asked_for_is_in_it(known: Nexus, search: Search, expected: list[str]) -> None:
    known.create(card("Indexes", "", "db", "fast"), "ada")
    known.create(snippet("select 1", "the manual", "db"), "ada")

    assert sorted(found(known, search)) == expected


def test_a_rewritten_item_is_found_by_its_new_words_only(known: Nexus) -> None:
    item = known.create(card("Retries"), "ada")
    known.rewrite(item.id, card("Timeouts"))

    assert (found(known, Search(text="retries")), found(known, Search(text="timeouts"))) == ([], ["Timeouts"])


def test_a_dropped_item_is_not_found(known: Nexus) -> None:
    item = known.create(card("Retries"), "ada")
    known.items.remove(item.id)

    assert found(known, Search()) == []
    with pytest.raises(NoSuchRecord):
        known.rewrite(item.id, card("again"))


def test_another_tenant_finds_nothing(known: Nexus, world: World) -> None:
    known.create(card("Retries"), "ada")

    assert found(nexus(world.router, OTHER), Search()) == []


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")
    made = client.post("/nexus/items", json={"sort": "card", "title": "Locks", "tags": ["DB"]})
    item = f"/nexus/items/{made.json()['id']}"

    assert (made.status_code, made.json()["content"]["tags"]) == (201, ["db"])
    assert client.get("/nexus/search", params={"text": "lock", "tag": "db"}).json()[0]["score"] == 3
    assert client.get("/nexus/search", params={"sort": "poem"}).status_code == 422
    rewritten = client.put(item, json={"sort": "snippet", "text": "x", "source": "y"})
    assert rewritten.json()["content"]["sort"] == "snippet"
    assert client.post("/nexus/items", json={"sort": "card", "text": "no title"}).status_code == 422
    assert client.get(item).json() == client.get("/nexus/items").json()["items"][0]
    assert client.delete(item).status_code == 204
    assert client.get(item).status_code == 404
