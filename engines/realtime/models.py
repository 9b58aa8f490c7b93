"""The owner of a thread or a canvas."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from engines.common.values import Name, Value

Sort = Literal["thread", "canvas"]


class Ownership(Value):
    """An owner as it was registered; everything else is the owner's business."""

    sort: Sort
    id: Name
    tenant: str
    claimed_by: str
    claimed_at: AwareDatetime
