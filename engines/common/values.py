"""What engines are given and give: frozen models, and texts within the bounds that every backing service can hold."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class Value(BaseModel):
    """A typed value of an engine: a body of a request, an answer, or what is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _in_order_and_once(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(tags)))


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$")]
"""What stands in an address or is compared: an id, an action, an agent."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
"""One line that people read: a title, a reason."""

Text = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
"""Prose or code of any number of lines."""

Tag = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[\w.-]{1,40}$")]

Tags = Annotated[tuple[Tag, ...], AfterValidator(_in_order_and_once)]
"""Tags in lower case and in order, each once."""

Limit = Annotated[int, Query(ge=1, le=1000, description="how many at the most")]
Cursor = Annotated[str | None, Query(description="the cursor of the page before")]
