"""Page views and clicks."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter

from engines.common.values import Line, Name, Value

Path = Annotated[str, StringConstraints(pattern=r"^/[^\x00-\x20]*$", max_length=2000)]
EventType = Literal["page_view", "click"]


class _Event(Value):
    visitor: Name
    path: Path
    at: AwareDatetime | None = None
    """When it happened, by the visitor's device; None: as it arrives."""


class PageView(_Event):
    type: Literal["page_view"]
    referrer: Line | None = None


class Click(_Event):
    type: Literal["click"]
    target: Line


Event: TypeAlias = Annotated[PageView | Click, Field(discriminator="type")]

EVENT: TypeAdapter[PageView | Click] = TypeAdapter(Event)


class Recorded(Value):
    """An event as it was recorded; `at` is when it happened."""

    id: str
    at: AwareDatetime
    event: Event
