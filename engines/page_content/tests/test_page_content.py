"""Authors change the draft, readers see what is live, and every version stays."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engines.page_content.models import Content
from engines.page_content.routes import router
from engines.page_content.service import NoSuchVersion, NothingNew, NotPublished, PageContent, page_content
from engines.routing.records import NoSuchRecord
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, World

FIRST = Content(title="Hello", body="one")
SECOND = Content(title="Hello", body="two")


@pytest.fixture
def pages(world: World) -> PageContent:
    return page_content(world.router, WEB)


def test_readers_see_what_was_published_and_not_the_draft(pages: PageContent) -> None:
    pages.draft("home", FIRST, "ada")
    pages.publish("home", "ada")
    pages.draft("home", SECOND, "bob")

    assert pages.published("home").content == FIRST
    assert pages.pages.read("home").draft == SECOND


def test_every_version_stays(pages: PageContent) -> None:
    for author, content in (("ada", FIRST), ("bob", SECOND)):
        pages.draft("home", content, author)
        pages.publish("home", author)

    versions = [pages.version("home", number) for number in (1, 2)]

    assert [version.content for version in versions] == [FIRST, SECOND]
    assert [version.version.published_by for version in versions] == ["ada", "bob"]
    assert pages.published("home") == versions[1]


def test_a_restored_version_is_a_draft_until_it_is_published(pages: PageContent) -> None:
    for content in (FIRST, SECOND):
        pages.draft("home", content, "ada")
        pages.publish("home", "ada")
    pages.restore("home", 1, "bob")

    assert pages.published("home").content == SECOND
    assert pages.publish("home", "bob").live == 3
    assert pages.published("home").content == FIRST


def test_a_withdrawn_page_can_be_published_again(pages: PageContent) -> None:
    pages.draft("home", FIRST, "ada")
    pages.publish("home", "ada")
    pages.withdraw("home")

    with pytest.raises(NotPublished):
        pages.published("home")
    assert pages.publish("home", "ada").live == 2


@pytest.mark.parametrize("state", ["drafted", "withdrawn"])
def test_an_unpublished_page_is_not_shown(pages: PageContent, state: str) -> None:
    pages.draft("home", FIRST, "ada")
    if state == "withdrawn":
        pages.publish("home", "ada")
        pages.withdraw("home")

    with pytest.raises(NotPublished) as refused:
        pages.published("home")

    assert str(refused.value) == "page 'home' is not published: publish its draft"
    with pytest.raises(NotPublished):
        pages.withdraw("home")


def test_what_readers_see_already_is_not_published_again(pages: PageContent) -> None:
    pages.draft("home", FIRST, "ada")
    pages.publish("home", "ada")
    pages.draft("home", FIRST, "bob")

    with pytest.raises(NothingNew) as refused:
        pages.publish("home", "bob")

    assert str(refused.value) == "the draft of page 'home' is version 1, which is live already: change the draft first"
    assert len(pages.pages.read("home").versions) == 1


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_version_that_was_never_published_is_refused(pages: PageContent, number: int) -> None:
    pages.draft("home", FIRST, "ada")
    pages.publish("home", "ada")

    with pytest.raises(NoSuchVersion) as refused:
        pages.version("home", number)

    assert str(refused.value) == f"page 'home' has no version {number}: it has 1, counted from 1"


def test_a_page_without_a_draft_cannot_be_published(pages: PageContent) -> None:
    with pytest.raises(NoSuchRecord):
        pages.publish("home", "ada")


def test_another_tenant_has_pages_of_its_own(pages: PageContent, world: World) -> None:
    pages.draft("home", FIRST, "ada")

    assert page_content(world.router, OTHER).pages.page().items == ()


def test_publishing_at_once_makes_one_version(pages: PageContent) -> None:
    pages.draft("home", FIRST, "ada")

    published, refused = together(lambda number: pages.publish("home", f"author {number}"))

    assert (len(published), {type(error) for error in refused}) == (1, {NothingNew})
    assert pages.published("home").content == FIRST


def test_each_version_holds_the_draft_that_was_published_whoever_else_drafts(pages: PageContent) -> None:
    pages.draft("home", FIRST, "ada")

    def draft_and_publish(number: int) -> None:
        pages.draft("home", Content(title="Hello", body=str(number)), "bob")
        pages.publish("home", "bob")

    together(draft_and_publish)

    page = pages.pages.read("home")
    bodies = [pages.version("home", version.number).content.body for version in page.versions]
    assert [version.number for version in page.versions] == list(range(1, len(bodies) + 1))
    assert all(one != following for one, following in pairwise(bodies))
    assert pages.published("home").content == page.draft


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")

    assert client.put("/pages/home/draft", json={"title": "Hi", "body": "one"}).json()["live"] is None
    assert client.get("/pages/home/published").status_code == 404
    assert client.post("/pages/home/published").status_code == 201
    assert client.post("/pages/home/published").status_code == 409
    assert client.get("/pages/home/published").json()["content"]["body"] == "one"
    client.put("/pages/home/draft", json={"title": "Hi", "body": "two"}).raise_for_status()
    assert client.get("/pages/home/versions/1").json()["version"]["published_by"] == "ada"
    assert client.get("/pages/home/versions/2").status_code == 404
    assert client.post("/pages/home/versions/1/restoration").json()["draft"]["body"] == "one"
    assert client.delete("/pages/home/published").json()["live"] is None
    assert [page["slug"] for page in client.get("/pages").json()["items"]] == ["home"]
    assert client.get("/pages/home").json()["versions"][0]["number"] == 1
