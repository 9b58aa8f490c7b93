"""Pages over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit, Name
from engines.page_content.models import Content, Page, Published
from engines.page_content.service import ENGINE, PageContent
from engines.routing import ports

router = APIRouter(prefix="/pages", tags=["page_content"])

Pages = Annotated[PageContent, bound(ENGINE)]


@router.get("")
def list_pages(pages: Pages, cursor: Cursor = None, limit: Limit = 100) -> ports.Page[Page]:
    return pages.pages.page(cursor=cursor, limit=limit)


@router.get("/{slug}")
def read(slug: Name, pages: Pages) -> Page:
    return pages.pages.read(slug)


@router.put("/{slug}/draft")
def draft(slug: Name, content: Content, pages: Pages, context: Context) -> Page:
    return pages.draft(slug, content, context.actor)


@router.get("/{slug}/published")
def published(slug: Name, pages: Pages) -> Published:
    return pages.published(slug)


@router.post("/{slug}/published", status_code=201)
def publish(slug: Name, pages: Pages, context: Context) -> Page:
    return pages.publish(slug, context.actor)


@router.delete("/{slug}/published")
def withdraw(slug: Name, pages: Pages) -> Page:
    return pages.withdraw(slug)


@router.get("/{slug}/versions/{number}")
def version(slug: Name, number: int, pages: Pages) -> Published:
    return pages.version(slug, number)


@router.post("/{slug}/versions/{number}/restoration")
def restore(slug: Name, number: int, pages: Pages, context: Context) -> Page:
    return pages.restore(slug, number, context.actor)
