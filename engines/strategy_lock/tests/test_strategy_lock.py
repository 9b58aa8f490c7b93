"""An action is allowed unless a lock on it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engines.routing.records import NoSuchRecord
from engines.strategy_lock.models import LockRequest
from engines.strategy_lock.routes import router
from engines.strategy_lock.state import (
    ENGINE,
    ActionLocked,
    AlreadyLocked,
    EndsBeforeItBegins,
    StrategyLocks,
    strategy_lock,
)
from tests.engines.fakes import FakeClock
from tests.engines.together import together
from tests.engines.world import SHOP, WEB, World

FREEZE = LockRequest(reason="release freeze")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def locks(world: World, clock: FakeClock) -> StrategyLocks:
    return StrategyLocks(world.port(ENGINE, WEB), clock)


def for_an_hour(clock: FakeClock) -> LockRequest:
    return LockRequest(reason="incident 7", until=clock.now + timedelta(hours=1))


def test_what_nobody_locked_is_allowed(locks: StrategyLocks) -> None:
    locks.require("deploy")

    assert locks.is_allowed("deploy")


def test_another_action_and_another_project_stay_allowed(world: World) -> None:
    strategy_lock(world.router, WEB).lock("deploy", FREEZE, "ada")

    assert strategy_lock(world.router, WEB).is_allowed("rollback")
    assert strategy_lock(world.router, SHOP).is_allowed("deploy")


def test_a_locked_action_is_not_allowed_and_says_why(locks: StrategyLocks) -> None:
    locks.lock("deploy", FREEZE, "ada")

    assert not locks.is_allowed("deploy")
    with pytest.raises(ActionLocked) as refused:
        locks.require("deploy")
    assert str(refused.value) == (
        "action 'deploy' is locked by ada until it is unlocked (release freeze): wait, or have it unlocked"
    )


def test_a_lock_ends_at_its_time(locks: StrategyLocks, clock: FakeClock) -> None:
    lock = locks.lock("deploy", for_an_hour(clock), "ada")

    clock.advance(timedelta(minutes=59))
    assert not locks.is_allowed("deploy")
    clock.advance(timedelta(minutes=1))

    assert clock.now == lock.until
    assert locks.is_allowed("deploy")


def test_an_action_can_be_locked_again_once_its_lock_is_over(locks: StrategyLocks, clock: FakeClock) -> None:
    locks.lock("deploy", for_an_hour(clock), "ada")
    clock.advance(timedelta(hours=2))

    assert locks.lock("deploy", FREEZE, "bob").locked_by == "bob"


def test_the_list_holds_the_locks_that_hold(locks: StrategyLocks, clock: FakeClock) -> None:
    locks.lock("deploy", FREEZE, "ada")
    locks.lock("delete", for_an_hour(clock), "ada")
    clock.advance(timedelta(hours=2))

    assert [lock.action for lock in locks.held()] == ["deploy"]


def test_an_unlocked_action_is_allowed(locks: StrategyLocks) -> None:
    locks.lock("deploy", FREEZE, "ada")
    locks.unlock("deploy")

    assert locks.is_allowed("deploy")


def test_what_is_not_locked_cannot_be_unlocked(locks: StrategyLocks) -> None:
    with pytest.raises(NoSuchRecord) as refused:
        locks.unlock("deploy")

    assert str(refused.value) == "there is no lock 'deploy' in this scope: add it, or name one that is there"


def test_a_lock_that_holds_is_not_replaced(locks: StrategyLocks, clock: FakeClock) -> None:
    locks.lock("deploy", FREEZE, "ada")

    with pytest.raises(AlreadyLocked) as refused:
        locks.lock("deploy", for_an_hour(clock), "bob")

    assert str(refused.value) == (
        "action 'deploy' is locked by ada until it is unlocked (release freeze): unlock it before it is locked anew"
    )


def test_a_lock_cannot_end_before_it_begins(locks: StrategyLocks, clock: FakeClock) -> None:
    with pytest.raises(EndsBeforeItBegins) as refused:
        locks.lock("deploy", LockRequest(reason="late", until=clock.now), "ada")

    assert str(refused.value) == f"until {clock.now.isoformat()} is over: name a time to come, or none"


def test_one_of_many_who_lock_at_once_gets_the_lock(locks: StrategyLocks) -> None:
    locked, refused = together(lambda number: locks.lock("deploy", FREEZE, f"replica {number}"))

    assert (len(locked), {type(error) for error in refused}) == (1, {AlreadyLocked})
    assert [lock.locked_by for lock in locks.held()] == [locked[0].locked_by]


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")

    assert client.get("/strategy-locks/deploy").json()["allowed"] is True
    assert client.put("/strategy-locks/deploy", json={"reason": "freeze"}).json()["locked_by"] == "ada"
    assert client.get("/strategy-locks/deploy").json()["lock"]["reason"] == "freeze"
    assert client.put("/strategy-locks/deploy", json={"reason": "me too"}).status_code == 409
    assert [lock["action"] for lock in client.get("/strategy-locks").json()] == ["deploy"]
    assert client.delete("/strategy-locks/deploy").status_code == 204
    assert client.delete("/strategy-locks/deploy").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"reason": " "}, {"reason": "x", "until": "2030-01-01T00:00:00"}, {"reason": "x", "for": "ever"}],
    ids=["no reason", "blank reason", "time without zone", "unknown member"],
)
def test_an_unreadable_request_is_a_422(world: World, body: dict[str, str]) -> None:
    assert world.client(router).put("/strategy-locks/deploy", json=body).status_code == 422
