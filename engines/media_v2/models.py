"""The record of an asset."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from engines.common.values import Line, Value

MediaType = Annotated[str, StringConstraints(pattern=r"^(image|audio|video)/[a-z0-9][a-z0-9.+-]*$", max_length=100)]


class Asset(Value):
    """What is known of an asset; its bytes never change, and `sha256` (hex) is theirs."""

    id: str
    name: Line
    content_type: MediaType
    size: int
    sha256: str
    stored_by: str
    stored_at: AwareDatetime
