"""SEO: title, description and canonical address of each page."""

from __future__ import annotations

from dataclasses import dataclass

from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router
from engines.seo.models import PagePresentation, Presentation


@dataclass(frozen=True, slots=True)
class Seo:
    documents: Documents
    now: Clock = utc_now

    @property
    def pages(self) -> Records[PagePresentation]:
        return Records(self.documents, "page", PagePresentation)

    def present(self, page: str, presentation: Presentation, actor: str) -> PagePresentation:
        """Say how the page presents itself, in place of what it was."""
        own = PagePresentation(page=page, changed_by=actor, changed_at=self.now(), **presentation.model_dump())
        return self.pages.put(own, page)


ENGINE = Engine("seo", Documents, Seo)


def seo(router: Router, scope: Scope) -> Seo:
    """How the pages of a scope present themselves."""
    return router.bind(ENGINE, scope)
