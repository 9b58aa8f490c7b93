"""A thread or a canvas has one owner among all tenants."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engines.common.scope import Scope
from engines.realtime.isolation import Isolation, OwnedByAnother, realtime_registry
from engines.realtime.routes import router
from engines.routing.records import NoSuchRecord
from tests.engines.together import together
from tests.engines.world import OTHER, SHOP, WEB, World

STAGING = Scope("t_globex", "staging", "p_web")


@pytest.fixture
def owners(world: World) -> Isolation:
    return realtime_registry(world.router, WEB)


def test_the_owner_may_use_what_it_claimed(owners: Isolation) -> None:
    claimed = owners.claim("thread", "th1", "t_acme", "ada")

    assert owners.require("thread", "th1", "t_acme") == claimed


def test_a_second_claim_of_the_owner_changes_nothing(owners: Isolation) -> None:
    claimed = owners.claim("thread", "th1", "t_acme", "ada")

    assert owners.claim("thread", "th1", "t_acme", "bob") == claimed


def test_all_projects_of_a_tenant_own_it_together(owners: Isolation, world: World) -> None:
    owners.claim("thread", "th1", WEB.tenant, "ada")

    assert realtime_registry(world.router, SHOP).require("thread", "th1", SHOP.tenant).claimed_by == "ada"


def test_a_thread_and_a_canvas_of_one_name_are_two_things(owners: Isolation) -> None:
    owners.claim("thread", "x", "t_acme", "ada")

    assert owners.claim("canvas", "x", "t_globex", "eve").tenant == "t_globex"


def test_environments_do_not_meet(owners: Isolation, world: World) -> None:
    owners.claim("thread", "th1", "t_acme", "ada")

    assert realtime_registry(world.router, STAGING).claim("thread", "th1", "t_globex", "eve").tenant == "t_globex"


def test_what_was_released_may_be_claimed_by_anybody(owners: Isolation) -> None:
    owners.claim("thread", "th1", "t_acme", "ada")
    owners.release("thread", "th1", "t_acme")

    assert owners.claim("thread", "th1", "t_globex", "eve").tenant == "t_globex"


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda theirs: theirs.claim("thread", "th1", "t_globex", "eve"), id="claim"),
        pytest.param(lambda theirs: theirs.require("thread", "th1", "t_globex"), id="require"),
        pytest.param(lambda theirs: theirs.release("thread", "th1", "t_globex"), id="release"),
    ],
)
def test_other_tenants_are_refused_and_not_told_whose_it_is(
    owners: Isolation, world: World, use: Callable[[Isolation], object]
) -> None:
    owners.claim("thread", "th1", "t_acme", "ada")

    with pytest.raises(OwnedByAnother) as refused:
        use(realtime_registry(world.router, OTHER))

    assert str(refused.value) == "thread 'th1' does not belong to tenant t_globex: use one of its own"
    assert owners.require("thread", "th1", "t_acme").claimed_by == "ada"


def test_what_nobody_owns_is_nobodys_to_use(owners: Isolation) -> None:
    with pytest.raises(NoSuchRecord):
        owners.require("thread", "th1", "t_acme")


def test_one_of_many_tenants_that_claim_at_once_owns_it(owners: Isolation) -> None:
    claimed, refused = together(lambda number: owners.claim("canvas", "c1", f"t_{number}", "ada"))

    assert (len(claimed), {type(error) for error in refused}) == (1, {OwnedByAnother})
    assert owners.require("canvas", "c1", claimed[0].tenant) == claimed[0]


def test_over_http(world: World) -> None:
    ours, theirs, owner = (
        world.client(router, WEB, "ada"),
        world.client(router, OTHER, "eve"),
        "/realtime/thread/th1/owner",
    )

    assert ours.get(owner).status_code == 404
    assert ours.put(owner).json()["tenant"] == "t_acme"
    assert ours.get(owner).json()["claimed_by"] == "ada"
    assert [call(owner).status_code for call in (theirs.put, theirs.get, theirs.delete)] == [403, 403, 403]
    assert ours.put("/realtime/river/th1/owner").status_code == 422
    assert ours.delete(owner).status_code == 204
    assert theirs.put(owner).json()["tenant"] == "t_globex"
