"""Flags in three layers: the nearest that knows a flag decides."""

from __future__ import annotations

import pytest

from engines.common.scope import Scope
from engines.feature_flags.models import FlagChange
from engines.feature_flags.repository import LAYERS, UnknownFlag, feature_flags
from engines.feature_flags.routes import router
from tests.engines.world import OTHER, SHOP, WEB, World

ON = FlagChange(enabled=True, reason="launch")
OFF = FlagChange(enabled=False, reason="incident 12")


@pytest.fixture
def layered(world: World) -> World:
    """`checkout` is off everywhere, on for the tenant and off again for one project."""
    world.bind(LAYERS["everywhere"], WEB).turn("checkout", OFF, "ops")
    world.bind(LAYERS["tenant"], WEB).turn("checkout", ON, "ada")
    world.bind(LAYERS["project"], WEB).turn("checkout", OFF, "bob")
    return world


def test_a_flag_is_as_it_was_last_turned(world: World) -> None:
    layer = world.bind(LAYERS["project"], WEB)
    layer.turn("beta", ON, "ada")
    layer.turn("beta", OFF, "bob")

    decision = feature_flags(world.router, WEB).decide("beta")

    assert (decision.layer, decision.flag.enabled, decision.flag.changed_by) == ("project", False, "bob")


@pytest.mark.parametrize(
    ("scope", "layer", "enabled"),
    [(WEB, "project", False), (SHOP, "tenant", True), (OTHER, "everywhere", False)],
    ids=str,
)
def test_the_nearest_layer_decides(layered: World, scope: Scope, layer: str, enabled: bool) -> None:
    flags = feature_flags(layered.router, scope)

    assert flags.decide("checkout").layer == layer
    assert flags.is_enabled("checkout") is enabled


def test_a_forgotten_flag_is_left_to_the_layer_outside(layered: World) -> None:
    layered.bind(LAYERS["project"], WEB).forget("checkout")

    assert feature_flags(layered.router, WEB).decide("checkout").layer == "tenant"


def test_the_list_holds_each_flag_once_by_name(layered: World) -> None:
    layered.bind(LAYERS["everywhere"], WEB).turn("archive", ON, "ops")

    decided = [(one.flag.name, one.layer) for one in feature_flags(layered.router, WEB).all()]

    assert decided == [("archive", "everywhere"), ("checkout", "project")]


def test_an_unknown_flag_is_refused_and_not_taken_for_off(world: World) -> None:
    with pytest.raises(UnknownFlag) as refused:
        feature_flags(world.router, WEB).is_enabled("chekout")

    assert str(refused.value) == (
        "flag 'chekout' is set in none of its layers (project, tenant, everywhere): set it in one"
    )


def test_a_request_writes_in_the_layer_that_it_names(world: World) -> None:
    project, tenant = world.client(router, WEB), world.client(router, WEB.tenant_wide)

    tenant.put("/feature-flags/beta", json={"enabled": True, "reason": "launch"}).raise_for_status()
    assert project.get("/feature-flags/beta").json()["layer"] == "tenant"
    project.put("/feature-flags/beta", json={"enabled": False, "reason": "not here"}).raise_for_status()

    assert project.get("/feature-flags/beta").json()["flag"]["enabled"] is False
    assert world.client(router, SHOP).get("/feature-flags/beta").json()["flag"]["enabled"] is True
    assert [one["layer"] for one in project.get("/feature-flags").json()] == ["project"]
    assert project.delete("/feature-flags/beta").status_code == 204
    assert project.get("/feature-flags/beta").json()["layer"] == "tenant"


def test_an_unknown_flag_is_a_404(world: World) -> None:
    answer = world.client(router).get("/feature-flags/beta")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
