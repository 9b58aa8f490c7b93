"""SEO over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit
from engines.routing import ports
from engines.seo.models import Page, PagePresentation, Presentation
from engines.seo.service import ENGINE, Seo

router = APIRouter(prefix="/seo", tags=["seo"])

Pages = Annotated[Seo, bound(ENGINE)]


@router.get("")
def list_pages(seo: Pages, cursor: Cursor = None, limit: Limit = 100) -> ports.Page[PagePresentation]:
    return seo.pages.page(cursor=cursor, limit=limit)


@router.get("/{page:path}")
def read(page: Page, seo: Pages) -> PagePresentation:
    return seo.pages.read(page)


@router.put("/{page:path}")
def present(page: Page, presentation: Presentation, seo: Pages, context: Context) -> PagePresentation:
    return seo.present(page, presentation, context.actor)


@router.delete("/{page:path}", status_code=204)
def drop(page: Page, seo: Pages) -> None:
    seo.pages.remove(page)
