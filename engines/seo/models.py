"""What a search engine is told about a page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, AwareDatetime, StringConstraints

from engines.common.values import Value


def _canonical(address: str) -> str:
    """The one spelling of an absolute https address, which is compared letter by letter by those who read it."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("not an absolute https address: begin with https:// and a host")
    if parts.fragment or parts.username or parts.password:
        raise ValueError("a canonical address has no fragment and no user: leave them out")
    if parts.port == 0:
        raise ValueError("port 0 is no port: leave it out")
    host = parts.netloc.lower().removesuffix(":443").removesuffix(":")
    return SplitResult("https", host, parts.path or "/", parts.query, "").geturl()


def _one_line(text: str) -> str:
    return " ".join(text.split())


Page = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20/?#]+(/[^\x00-\x20/?#]+)*$", max_length=150)]
"""The path of a page, without the first slash."""

Title = Annotated[str, AfterValidator(_one_line), StringConstraints(min_length=1, max_length=70)]
Description = Annotated[str, AfterValidator(_one_line), StringConstraints(min_length=1, max_length=160)]
Canonical = Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=2000), AfterValidator(_canonical)]


class Presentation(Value):
    """What fits into a search result, and the address under which the page is to be found."""

    title: Title
    description: Description
    canonical: Canonical


class PagePresentation(Presentation):
    page: Page
    changed_by: str
    changed_at: AwareDatetime
