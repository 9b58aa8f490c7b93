"""A lock on an action, and what it means for who asks."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime

from engines.common.values import Line, Name, Value


class LockRequest(Value):
    """Why an action is to be locked, and until when; None: until it is unlocked."""

    reason: Line
    until: AwareDatetime | None = None


class Lock(Value):
    """A lock as it was set; past `until` it is as if it were gone."""

    action: Name
    reason: Line
    until: AwareDatetime | None
    locked_by: str
    locked_at: AwareDatetime

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


class Verdict(Value):
    """Whether an action is allowed, and the lock that forbids it when it is not."""

    action: Name
    allowed: bool
    lock: Lock | None
