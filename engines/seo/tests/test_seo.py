"""Title, description and canonical address of each page."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from engines.routing.records import NoSuchRecord
from engines.seo.models import Presentation
from engines.seo.routes import router
from engines.seo.service import seo
from tests.engines.world import OTHER, WEB, World

SHOES = {"title": "Shoes", "description": "All our shoes", "canonical": "https://acme.example/shoes"}


def presentation(**changed: str) -> Presentation:
    return Presentation.model_validate({**SHOES, **changed})


def test_a_page_presents_itself_as_it_was_last_told(world: World) -> None:
    pages = seo(world.router, WEB)
    pages.present("shop/shoes", presentation(), "ada")
    pages.present("shop/shoes", presentation(title="Boots"), "bob")

    read = pages.pages.read("shop/shoes")

    assert (read.page, read.title, read.changed_by) == ("shop/shoes", "Boots", "bob")


def test_pages_whose_paths_begin_alike_are_others(world: World) -> None:
    pages = seo(world.router, WEB)
    for page in ("shop", "shop/shoes", "shop%2Fshoes"):
        pages.present(page, presentation(title=page), "ada")

    assert {page: pages.pages.read(page).title for page in ("shop", "shop/shoes", "shop%2Fshoes")} == {
        "shop": "shop",
        "shop/shoes": "shop/shoes",
        "shop%2Fshoes": "shop%2Fshoes",
    }


def test_another_tenant_has_pages_of_its_own(world: World) -> None:
    seo(world.router, WEB).present("shop", presentation(), "ada")

    with pytest.raises(NoSuchRecord):
        seo(world.router, OTHER).pages.read("shop")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://acme.example/shoes", "https://acme.example/shoes"),
        ("HTTPS://Acme.Example/Shoes", "https://acme.example/Shoes"),
        ("https://acme.example", "https://acme.example/"),
        ("https://acme.example:443/a", "https://acme.example/a"),
        ("https://acme.example:/a", "https://acme.example/a"),
        ("https://acme.example:8443/a", "https://acme.example:8443/a"),
        ("https://acme.example/a?b=1&c", "https://acme.example/a?b=1&c"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_a_canonical_address_has_one_spelling(given: str, kept: str) -> None:
    assert presentation(canonical=given).canonical == kept


@pytest.mark.parametrize(
    "given",
    [
        "http://acme.example/",
        "/shoes",
        "//acme.example/shoes",
        "https:///shoes",
        "https://acme.example/shoes#red",
        "https://ada:secret@acme.example/",
        "https://acme.example/a b",
        "https://acme.example:99999/",
        "https://acme.example:0/",
        "https://[::1/",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_cannot_be_canonical_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        presentation(canonical=given)


@pytest.mark.parametrize(
    "changed",
    [{"title": " "}, {"title": "x" * 71}, {"description": ""}, {"description": "x" * 161}],
    ids=["no title", "long title", "no description", "long description"],
)
def test_what_does_not_fit_into_a_search_result_is_refused(changed: Mapping[str, str]) -> None:
    with pytest.raises(ValidationError):
        presentation(**changed)


def test_title_and_description_are_one_line_each() -> None:
    told = presentation(title="  Our\n shoes ", description="soft\tand  warm")

    assert (told.title, told.description) == ("Our shoes", "soft and warm")


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")

    assert client.put("/seo/shop/shoes", json=SHOES).json()["page"] == "shop/shoes"
    assert client.get("/seo/shop/shoes").json()["changed_by"] == "ada"
    assert client.put("/seo/shop", json={**SHOES, "canonical": "shop"}).status_code == 422
    assert client.put("/seo/shop//shoes", json=SHOES).status_code == 422
    assert [one["page"] for one in client.get("/seo").json()["items"]] == ["shop/shoes"]
    assert client.delete("/seo/shop/shoes").status_code == 204
    assert client.get("/seo/shop/shoes").status_code == 404
