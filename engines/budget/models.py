"""Usage, totals and caps. Costs are amounts in the one currency in which a scope is billed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from engines.common.values import Line, Value

PLACES = 9
"""Decimal places of a cost: enough for the price of one token."""

Cost = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=PLACES, allow_inf_nan=False)]
Dimension = Literal["provider", "model", "tool"]


class Usage(Value):
    """One use and its cost; use that no model or no tool is charged with leaves it out."""

    provider: Line
    model: Line | None = None
    tool: Line | None = None
    cost: Cost


class UsageEvent(Usage):
    id: str
    at: AwareDatetime


class Cap(Value):
    """The most that may be spent in each day or month (of UTC)."""

    amount: Cost
    per: Literal["day", "month"]

    def began(self, now: datetime) -> datetime:
        """When the period began in which `now` lies."""
        today = now.astimezone(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        return today if self.per == "day" else today.replace(day=1)

    def ends(self, now: datetime) -> datetime:
        """When the next period begins."""
        length = timedelta(days=1 if self.per == "day" else 31)
        return self.began(self.began(now) + length)


class Standing(Value):
    """What is spent of the cap in the running period; `left` is 0 when more is spent than it allows."""

    cap: Cap
    spent: Decimal
    left: Decimal
    since: AwareDatetime
    until: AwareDatetime


class Admission(Value):
    """What somebody is about to spend."""

    cost: Cost
