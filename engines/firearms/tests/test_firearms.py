"""An agent may do what is dangerous only under a licence in force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engines.firearms.models import Application, Revocation
from engines.firearms.repository import (
    ENGINE,
    AlreadyExpired,
    AlreadyLicensed,
    Firearms,
    NothingToRevoke,
    SelfGranted,
    Unlicensed,
    firearms,
)
from engines.firearms.routes import router
from tests.engines.fakes import FakeClock
from tests.engines.together import together
from tests.engines.world import SHOP, WEB, World

DONE = Revocation(reason="work is done")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def licences(world: World, clock: FakeClock) -> Firearms:
    return Firearms(world.port(ENGINE, WEB), clock)


@pytest.fixture
def application(clock: FakeClock) -> Application:
    expires_at = clock.now + timedelta(days=1)
    return Application(agent="cleaner", action="drop_table", reason="migration 12", expires_at=expires_at)


def test_a_licensed_agent_may_act(licences: Firearms, application: Application) -> None:
    granted = licences.grant(application, "ada")

    assert licences.require("cleaner", "drop_table") == granted
    assert granted.granted_by == "ada"


def test_a_licence_is_for_one_agent_one_action_and_one_project(
    licences: Firearms, application: Application, world: World
) -> None:
    licences.grant(application, "ada")

    assert not licences.clearance("cleaner", "delete_bucket").allowed
    assert not licences.clearance("other", "drop_table").allowed
    assert not firearms(world.router, SHOP).clearance("cleaner", "drop_table").allowed


def test_without_a_licence_nothing_is_allowed(licences: Firearms) -> None:
    with pytest.raises(Unlicensed) as refused:
        licences.require("cleaner", "drop_table")

    assert str(refused.value) == "agent 'cleaner' has no licence in force for 'drop_table': have one granted"


def test_a_licence_ends_at_its_time(licences: Firearms, application: Application, clock: FakeClock) -> None:
    licences.grant(application, "ada")

    clock.now = application.expires_at - timedelta(microseconds=1)
    assert licences.clearance("cleaner", "drop_table").allowed
    clock.now = application.expires_at

    assert not licences.clearance("cleaner", "drop_table").allowed


def test_a_revoked_licence_is_void_and_stays_on_record(licences: Firearms, application: Application) -> None:
    licences.grant(application, "ada")
    licences.revoke("cleaner", "drop_table", DONE, "bob")

    assert not licences.clearance("cleaner", "drop_table").allowed
    (kept,) = licences.licences("cleaner")
    assert kept.revoked is not None
    assert (kept.granted_by, kept.revoked.by, kept.revoked.reason) == ("ada", "bob", "work is done")


def test_a_licence_can_be_granted_again_after_the_last_one_ended(
    licences: Firearms, application: Application, clock: FakeClock
) -> None:
    licences.grant(application, "ada")
    licences.revoke("cleaner", "drop_table", DONE, "bob")
    licences.grant(application, "eve")
    clock.advance(timedelta(days=2))
    later = application.model_copy(update={"expires_at": clock.now + timedelta(days=1)})
    licences.grant(later, "mia")

    assert [licence.granted_by for licence in licences.licences("cleaner")] == ["ada", "eve", "mia"]
    assert licences.require("cleaner", "drop_table").granted_by == "mia"


def test_two_licences_at_once_are_refused(licences: Firearms, application: Application) -> None:
    licences.grant(application, "ada")

    with pytest.raises(AlreadyLicensed) as refused:
        licences.grant(application, "bob")

    assert str(refused.value) == (
        "agent 'cleaner' has a licence in force for 'drop_table': revoke it before granting another"
    )


def test_nobody_grants_a_licence_to_itself(licences: Firearms, application: Application) -> None:
    with pytest.raises(SelfGranted) as refused:
        licences.grant(application, "cleaner")

    assert str(refused.value) == "agent 'cleaner' cannot grant itself 'drop_table': have somebody else grant it"
    assert not licences.clearance("cleaner", "drop_table").allowed


def test_a_licence_that_is_over_already_is_refused(
    licences: Firearms, application: Application, clock: FakeClock
) -> None:
    clock.now = application.expires_at

    with pytest.raises(AlreadyExpired) as refused:
        licences.grant(application, "ada")

    over = application.expires_at.isoformat()
    assert str(refused.value) == f"a licence that expires at {over} is over already: name a time to come"


@pytest.mark.parametrize("ended", ["never granted", "revoked", "expired"])
def test_only_a_licence_in_force_can_be_revoked(
    licences: Firearms, application: Application, clock: FakeClock, ended: str
) -> None:
    if ended != "never granted":
        licences.grant(application, "ada")
    if ended == "revoked":
        licences.revoke("cleaner", "drop_table", DONE, "ada")
    if ended == "expired":
        clock.advance(timedelta(days=2))

    with pytest.raises(NothingToRevoke) as refused:
        licences.revoke("cleaner", "drop_table", DONE, "bob")

    assert str(refused.value) == (
        "agent 'cleaner' has no licence in force for 'drop_table': there is nothing to revoke"
    )


def test_one_of_many_who_grant_at_once_grants(licences: Firearms, application: Application) -> None:
    granted, refused = together(lambda number: licences.grant(application, f"officer {number}"))

    assert (len(granted), {type(error) for error in refused}) == (1, {AlreadyLicensed})
    assert list(licences.licences("cleaner")) == granted


def test_over_http(world: World, application: Application) -> None:
    client = world.client(router, actor="ada")
    body = application.model_dump(mode="json")

    assert client.post("/firearms/licences", json=body).status_code == 201
    assert client.post("/firearms/licences", json=body).status_code == 409
    assert world.client(router, actor="cleaner").post("/firearms/licences", json=body).status_code == 403
    assert client.get("/firearms/clearances/cleaner/drop_table").json()["allowed"] is True
    revocation = "/firearms/licences/cleaner/drop_table/revocation"
    assert client.post(revocation, json={"reason": "done"}).json()["revoked"]["by"] == "ada"
    assert client.post(revocation, json={"reason": "done"}).status_code == 404
    assert client.get("/firearms/clearances/cleaner/drop_table").json()["allowed"] is False
    assert len(client.get("/firearms/licences/cleaner").json()) == 1


def test_a_licence_without_an_end_is_a_422(world: World, application: Application) -> None:
    body = application.model_dump(mode="json", exclude={"expires_at"})

    assert world.client(router).post("/firearms/licences", json=body).status_code == 422
