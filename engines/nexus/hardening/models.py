"""A limit and what is left of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from engines.common.values import Name, Value


class Rate(Value):
    """So many within so long."""

    limit: Annotated[int, Field(ge=1, le=1_000_000_000)]
    seconds: Annotated[int, Field(ge=1, le=31 * 24 * 3600)]

    @property
    def window(self) -> timedelta:
        return timedelta(seconds=self.seconds)


class RateLimit(Rate):
    action: Name


class Allowance(Value):
    """What is left once this one is counted; all of it again at `resets_at`."""

    action: Name
    limit: int
    left: int
    resets_at: AwareDatetime
