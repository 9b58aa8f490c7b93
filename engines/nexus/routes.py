"""Cards and snippets over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit, Name, Tag
from engines.nexus.backends import ENGINE
from engines.nexus.models import Content, Hit, Item, Search
from engines.nexus.service import Nexus
from engines.routing.ports import Page

router = APIRouter(prefix="/nexus", tags=["nexus"])

Known = Annotated[Nexus, bound(ENGINE)]


@router.post("/items", status_code=201)
def create(content: Content, nexus: Known, context: Context) -> Item:
    return nexus.create(content, context.actor)


@router.get("/items")
def list_items(nexus: Known, cursor: Cursor = None, limit: Limit = 100) -> Page[Item]:
    return nexus.items.page(cursor=cursor, limit=limit)


@router.get("/items/{item}")
def read(item: Name, nexus: Known) -> Item:
    return nexus.items.read(item)


@router.put("/items/{item}")
def rewrite(item: Name, content: Content, nexus: Known) -> Item:
    return nexus.rewrite(item, content)


@router.delete("/items/{item}", status_code=204)
def drop(item: Name, nexus: Known) -> None:
    nexus.items.remove(item)


@router.get("/search")
def search(
    nexus: Known,
    text: str = "",
    tag: Annotated[tuple[Tag, ...], Query()] = (),
    sort: Literal["card", "snippet"] | None = None,
    limit: Limit = 20,
) -> list[Hit]:
    return nexus.search(Search(text=text, tags=tag, sort=sort), limit=limit)
