"""A limit per tenant and action that all replicas share."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from engines.nexus.hardening.models import Rate
from engines.nexus.hardening.rate_limit import (
    ENGINE,
    LimitReached,
    NoLimit,
    NotTenantWide,
    RateLimits,
    rate_limit,
)
from engines.nexus.hardening.routes import router
from tests.engines.fakes import FakeClock, FakeKeys
from tests.engines.together import together
from tests.engines.world import OTHER, SHOP, WEB, World

ACME = WEB.tenant_wide
THREE = Rate(limit=3, seconds=60)


@pytest.fixture
def limits(world: World) -> RateLimits:
    service = rate_limit(world.router, WEB)
    service.set("send", THREE, ACME)
    return service


def test_so_many_are_let_through(limits: RateLimits) -> None:
    assert [limits.take("send").left for _ in range(3)] == [2, 1, 0]


def test_one_more_is_refused(limits: RateLimits) -> None:
    resets_at = limits.take("send").resets_at
    limits.take("send")
    limits.take("send")

    with pytest.raises(LimitReached) as refused:
        limits.take("send")

    assert str(refused.value) == f"action 'send' is limited to 3 in 60 s: wait until {resets_at.isoformat()}"
    assert 55 <= refused.value.retry_after <= 60


def test_actions_are_counted_apart(limits: RateLimits) -> None:
    limits.set("read", Rate(limit=1, seconds=60), ACME)
    limits.take("read")

    assert limits.take("send").left == 2


def test_all_projects_of_a_tenant_share_a_limit_and_tenants_do_not(limits: RateLimits, world: World) -> None:
    limits.take("send")
    theirs = rate_limit(world.router, OTHER)
    theirs.set("send", THREE, OTHER.tenant_wide)

    assert rate_limit(world.router, SHOP).take("send").left == 1
    assert theirs.take("send").left == 2


def test_the_first_opens_the_window_and_its_end_opens_the_limit_again() -> None:
    clock = FakeClock()
    limits = RateLimits(FakeKeys(clock), clock)
    limits.set("send", Rate(limit=1, seconds=60), ACME)
    first = limits.take("send")

    clock.advance(timedelta(seconds=59))
    with pytest.raises(LimitReached) as refused:
        limits.take("send")
    clock.advance(timedelta(seconds=1))

    assert refused.value.retry_after == 1
    assert limits.take("send").resets_at == first.resets_at + timedelta(seconds=60)


def test_a_window_ends_by_the_clock_of_the_store(world: World) -> None:
    slow = RateLimits(world.port(ENGINE, WEB), FakeClock(FakeClock().now - timedelta(days=1)))
    slow.set("send", Rate(limit=1, seconds=1), ACME)
    slow.take("send")

    with pytest.raises(LimitReached) as refused:
        slow.take("send")
    time.sleep(1.05)

    assert refused.value.retry_after == 1
    assert slow.take("send").left == 0


def test_a_limit_that_is_set_anew_holds_at_once(limits: RateLimits) -> None:
    limits.take("send")
    limits.set("send", Rate(limit=1, seconds=60), ACME)

    with pytest.raises(LimitReached):
        limits.take("send")


def test_exactly_as_many_as_allowed_get_through_at_once(limits: RateLimits, world: World) -> None:
    limits.set("burst", Rate(limit=20, seconds=60), ACME)
    replicas = [RateLimits(world.port(ENGINE, WEB)) for _ in range(8)]

    def take_some(number: int) -> int:
        return sum(not together(lambda _: replicas[number].take("burst"), times=1)[1] for _ in range(5))

    let_through, _ = together(take_some)

    assert sum(let_through) == 20


def test_an_action_without_a_limit_is_refused(limits: RateLimits) -> None:
    with pytest.raises(NoLimit) as refused:
        limits.take("fly")

    assert str(refused.value) == "no rate limit is set for action 'fly': set one for the tenant"


def test_one_project_does_not_set_the_limit_of_all(limits: RateLimits) -> None:
    with pytest.raises(NotTenantWide) as refused:
        limits.set("send", Rate(limit=1000, seconds=1), WEB)

    assert str(refused.value) == (
        "a rate limit holds for all projects of a tenant: set it in t_acme/prod/*, not in t_acme/prod/p_web"
    )
    assert limits.limit("send").limit == 3


def test_over_http(world: World) -> None:
    project, tenant = world.client(router, WEB), world.client(router, ACME)

    assert project.put("/rate-limits/send", json={"limit": 1, "seconds": 60}).status_code == 403
    assert project.post("/rate-limits/send/taken").status_code == 404
    assert tenant.put("/rate-limits/send", json={"limit": 1, "seconds": 60}).json()["action"] == "send"
    assert project.get("/rate-limits/send").json() == {"limit": 1, "seconds": 60, "action": "send"}
    assert project.post("/rate-limits/send/taken").json()["left"] == 0
    refused = project.post("/rate-limits/send/taken")
    assert (refused.status_code, refused.json()["status"]) == (429, 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("rate", [{"limit": 0, "seconds": 1}, {"limit": 1, "seconds": 0}, {"limit": 1}], ids=str)
def test_a_limit_that_is_none_is_a_422(world: World, rate: dict[str, int]) -> None:
    assert world.client(router, ACME).put("/rate-limits/send", json=rate).status_code == 422
