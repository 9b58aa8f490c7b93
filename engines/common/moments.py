"""Now, and the ids of what begins now."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def new_id() -> str:
    """An id that nobody else makes; ids sort by the millisecond in which they were made."""
    milliseconds = int(utc_now().timestamp() * 1000)
    return f"{milliseconds:012x}{secrets.token_hex(10)}"
