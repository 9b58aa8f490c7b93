"""A key figure, its corridor, and where a value lies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from engines.common.values import Line, Name, Value

Amount = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=30)]


class Corridor(Value):
    """The values a key figure should keep to, both ends included; a missing end is open."""

    unit: Line
    floor: Amount | None = None
    ceiling: Amount | None = None

    @model_validator(mode="after")
    def _has_room(self) -> Corridor:
        if self.floor is None and self.ceiling is None:
            raise ValueError("neither floor nor ceiling: give one, or both")
        if self.floor is not None and self.ceiling is not None and self.floor > self.ceiling:
            raise ValueError("the floor is above the ceiling: exchange them")
        return self


class Definition(Value):
    """What is asked for: what the figure says, and its corridor."""

    title: Line
    corridor: Corridor


class Kpi(Definition):
    name: Name


class Judgement(Value):
    """Where a value lies, and how far outside of the corridor (0 when inside)."""

    kpi: Kpi
    value: Decimal
    verdict: Literal["below", "inside", "above"]
    off_by: Decimal
