"""A page, its draft and its versions."""

from __future__ import annotations

from pydantic import AwareDatetime

from engines.common.values import Line, Name, Text, Value


class Content(Value):
    title: Line
    body: Text


class Version(Value):
    """A version that was published; its content is kept by itself and never changes."""

    number: int
    content_id: str
    published_by: str
    published_at: AwareDatetime


class Page(Value):
    """A page as its authors see it; `live` is the number of the version that readers see, None while there is none."""

    slug: Name
    draft: Content
    changed_by: str
    changed_at: AwareDatetime
    versions: tuple[Version, ...] = ()
    live: int | None = None


class Published(Value):
    """One version of a page with its content."""

    slug: Name
    version: Version
    content: Content
