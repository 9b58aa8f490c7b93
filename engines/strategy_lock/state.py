"""Strategy locks: an action is allowed unless a lock on it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engines.common.errors import Conflict, Denied, Rejected
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router
from engines.strategy_lock.models import Lock, LockRequest, Verdict


class LockError(Exception):
    """The lock that stands in the way."""

    def __init__(self, lock: Lock) -> None:
        super().__init__(lock)
        self.lock = lock

    @property
    def words(self) -> str:
        until = f"until {self.lock.until.isoformat()}" if self.lock.until else "until it is unlocked"
        return f"action {self.lock.action!r} is locked by {self.lock.locked_by} {until} ({self.lock.reason})"


class ActionLocked(LockError, Denied):
    def __str__(self) -> str:
        return f"{self.words}: wait, or have it unlocked"


class AlreadyLocked(LockError, Conflict):
    def __str__(self) -> str:
        return f"{self.words}: unlock it before it is locked anew"


class EndsBeforeItBegins(Rejected):
    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def __str__(self) -> str:
        return f"until {self.until.isoformat()} is over: name a time to come, or none"


@dataclass(frozen=True, slots=True)
class StrategyLocks:
    documents: Documents
    now: Clock = utc_now

    @property
    def locks(self) -> Records[Lock]:
        return Records(self.documents, "lock", Lock)

    def lock(self, action: str, request: LockRequest, actor: str) -> Lock:
        """Lock the action; AlreadyLocked while a lock on it holds: nobody shortens what others rely on."""
        now = self.now()
        if request.until is not None and request.until <= now:
            raise EndsBeforeItBegins(request.until)
        lock = Lock(action=action, reason=request.reason, until=request.until, locked_by=actor, locked_at=now)

        def take(there: Lock | None) -> Lock:
            if there is not None and there.holds(now):
                raise AlreadyLocked(there)
            return lock

        return self.locks.settle(take, action)

    def unlock(self, action: str) -> None:
        self.locks.remove(action)

    def verdict(self, action: str) -> Verdict:
        lock = self.locks.find(action)
        held = lock if lock is not None and lock.holds(self.now()) else None
        return Verdict(action=action, allowed=held is None, lock=held)

    def is_allowed(self, action: str) -> bool:
        return self.verdict(action).allowed

    def require(self, action: str) -> None:
        """Raise ActionLocked when the action is not allowed."""
        if lock := self.verdict(action).lock:
            raise ActionLocked(lock)

    def held(self) -> Iterator[Lock]:
        """The locks that hold now, by action."""
        now = self.now()
        return (lock for lock in self.locks.every() if lock.holds(now))


ENGINE = Engine("strategy_lock", Documents, StrategyLocks)


def strategy_lock(router: Router, scope: Scope) -> StrategyLocks:
    """The locks of a scope."""
    return router.bind(ENGINE, scope)
