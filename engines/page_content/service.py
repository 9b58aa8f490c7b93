"""Page content: authors change the draft, readers see the version that is live, and every version stays."""

from __future__ import annotations

from dataclasses import dataclass

from engines.common.errors import Conflict, NotFound
from engines.common.moments import Clock, new_id, utc_now
from engines.common.scope import Scope
from engines.page_content.models import Content, Page, Published, Version
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router


class NothingNew(Conflict):
    """The draft is what is live already."""

    def __init__(self, slug: str, live: int) -> None:
        super().__init__(slug, live)
        self.slug, self.live = slug, live

    def __str__(self) -> str:
        return f"the draft of page {self.slug!r} is version {self.live}, which is live already: change the draft first"


class NotPublished(NotFound):
    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug

    def __str__(self) -> str:
        return f"page {self.slug!r} is not published: publish its draft"


class NoSuchVersion(NotFound):
    def __init__(self, slug: str, number: int, count: int) -> None:
        super().__init__(slug, number, count)
        self.slug, self.number, self.count = slug, number, count

    def __str__(self) -> str:
        return f"page {self.slug!r} has no version {self.number}: it has {self.count}, counted from 1"


@dataclass(frozen=True, slots=True)
class PageContent:
    documents: Documents
    now: Clock = utc_now

    @property
    def pages(self) -> Records[Page]:
        return Records(self.documents, "page", Page)

    @property
    def contents(self) -> Records[Content]:
        return Records(self.documents, "content", Content)

    def draft(self, slug: str, content: Content, actor: str) -> Page:
        """Make this the draft of the page, which begins with its first draft."""
        fresh = Page(slug=slug, draft=content, changed_by=actor, changed_at=self.now())

        def redraft(page: Page | None) -> Page:
            return fresh.model_copy(update={"versions": page.versions, "live": page.live}) if page else fresh

        return self.pages.settle(redraft, slug)

    def publish(self, slug: str, actor: str) -> Page:
        """
        Make the draft the next version and let readers see it; NothingNew when they see it already.

        The content is kept before the page names it, under an id of its own: whoever comes between leaves it whole.
        """

        def publish(page: Page) -> Page:
            if page.live is not None and self._content(page, page.live) == page.draft:
                raise NothingNew(slug, page.live)
            version = self._keep(page, actor)
            return page.model_copy(update={"versions": (*page.versions, version), "live": version.number})

        return self.pages.change(publish, slug)

    def withdraw(self, slug: str) -> Page:
        """Let readers see no version; NotPublished when they see none already."""

        def withdraw(page: Page) -> Page:
            if page.live is None:
                raise NotPublished(slug)
            return page.model_copy(update={"live": None})

        return self.pages.change(withdraw, slug)

    def published(self, slug: str) -> Published:
        """What readers see; NotPublished when there is nothing for them."""
        page = self.pages.read(slug)
        if page.live is None:
            raise NotPublished(slug)
        return self._published(page, page.live)

    def version(self, slug: str, number: int) -> Published:
        return self._published(self.pages.read(slug), number)

    def restore(self, slug: str, number: int, actor: str) -> Page:
        """Make the content of a version the draft again; readers see it once it is published."""
        return self.draft(slug, self.version(slug, number).content, actor)

    def _keep(self, page: Page, actor: str) -> Version:
        content_id = new_id()
        self.contents.add(page.draft, page.slug, content_id)
        number = len(page.versions) + 1
        return Version(number=number, content_id=content_id, published_by=actor, published_at=self.now())

    def _published(self, page: Page, number: int) -> Published:
        return Published(slug=page.slug, version=_version(page, number), content=self._content(page, number))

    def _content(self, page: Page, number: int) -> Content:
        return self.contents.read(page.slug, _version(page, number).content_id)


def _version(page: Page, number: int) -> Version:
    if not 1 <= number <= len(page.versions):
        raise NoSuchVersion(page.slug, number, len(page.versions))
    return page.versions[number - 1]


ENGINE = Engine("page_content", Documents, PageContent)


def page_content(router: Router, scope: Scope) -> PageContent:
    """The pages of a scope."""
    return router.bind(ENGINE, scope)
