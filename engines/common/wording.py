"""What pydantic finds wrong, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def where_and_why(error: Mapping[str, Any]) -> tuple[str, str]:
    """The place of one error and the reason, without what was given there: it may be a secret."""
    reason = str(error["msg"]).removeprefix("Value error, ")
    return ".".join(map(str, error["loc"])), reason[:1].lower() + reason[1:]
