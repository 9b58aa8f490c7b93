"""Is a value inside the corridor of its key figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from engines.kpi.models import Corridor, Definition
from engines.kpi.routes import router
from engines.kpi.service import KpiService, OtherUnit, kpi
from engines.routing.records import NoSuchRecord
from tests.engines.world import OTHER, WEB, World

CHURN = Definition(title="Monthly churn", corridor=Corridor(unit="%", floor=Decimal("0.1"), ceiling=Decimal("2.5")))


@pytest.fixture
def kpis(world: World) -> KpiService:
    service = kpi(world.router, WEB)
    service.define("churn", CHURN)
    return service


@pytest.mark.parametrize(
    ("value", "verdict", "off_by"),
    [
        ("1", "inside", "0"),
        ("0.1", "inside", "0"),
        ("2.50", "inside", "0"),
        ("0.09", "below", "0.01"),
        ("-3", "below", "3.1"),
        ("2.5000000001", "above", "0.0000000001"),
    ],
)
def test_a_value_is_judged_exactly_with_both_ends_inside(
    kpis: KpiService, value: str, verdict: str, off_by: str
) -> None:
    judgement = kpis.judge("churn", Decimal(value), "%")

    assert (judgement.verdict, judgement.off_by) == (verdict, Decimal(off_by))
    assert kpis.is_inside("churn", Decimal(value), "%") is (verdict == "inside")


@pytest.mark.parametrize(
    ("corridor", "low", "high"),
    [
        (Corridor(unit="ms", ceiling=Decimal(200)), "inside", "above"),
        (Corridor(unit="ms", floor=Decimal(10)), "below", "inside"),
    ],
    ids=["no floor", "no ceiling"],
)
def test_a_missing_end_is_open(kpis: KpiService, corridor: Corridor, low: str, high: str) -> None:
    kpis.define("latency", Definition(title="Latency", corridor=corridor))

    assert kpis.judge("latency", Decimal("-1e20"), "ms").verdict == low
    assert kpis.judge("latency", Decimal("1e20"), "ms").verdict == high


def test_a_corridor_may_be_a_single_value() -> None:
    assert Corridor(unit="nodes", floor=Decimal(3), ceiling=Decimal(3)).floor == 3


def test_a_definition_replaces_the_one_before(kpis: KpiService) -> None:
    kpis.define("churn", Definition(title="Churn", corridor=Corridor(unit="%", ceiling=Decimal(5))))

    assert kpis.is_inside("churn", Decimal(4), "%")


def test_another_tenant_defines_its_own(kpis: KpiService, world: World) -> None:
    with pytest.raises(NoSuchRecord) as refused:
        kpi(world.router, OTHER).judge("churn", Decimal(1), "%")

    assert str(refused.value) == "there is no kpi 'churn' in this scope: add it, or name one that is there"


def test_a_value_of_another_unit_is_refused(kpis: KpiService) -> None:
    with pytest.raises(OtherUnit) as refused:
        kpis.judge("churn", Decimal("0.01"), "ratio")

    assert str(refused.value) == "kpi 'churn' is measured in %, not in ratio: convert the value"


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        ({}, "neither floor nor ceiling: give one, or both"),
        ({"floor": 2, "ceiling": 1}, "the floor is above the ceiling: exchange them"),
        ({"floor": "NaN"}, "finite number"),
        ({"ceiling": "Infinity"}, "finite number"),
    ],
    ids=["no ends", "wrong way round", "not a number", "infinite"],
)
def test_a_corridor_that_judges_nothing_is_refused(ends: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Corridor.model_validate({"unit": "%", **ends})


def test_over_http(world: World) -> None:
    client = world.client(router)
    definition = {"title": "Churn", "corridor": {"unit": "%", "ceiling": "2.5"}}

    assert client.put("/kpis/churn", json=definition).json()["corridor"]["ceiling"] == "2.5"
    assert client.get("/kpis/churn").json()["name"] == "churn"
    judged = client.get("/kpis/churn/judgement", params={"value": "3", "unit": "%"})
    assert (judged.json()["verdict"], judged.json()["off_by"]) == ("above", "0.5")
    assert client.get("/kpis/churn/judgement", params={"value": "NaN", "unit": "%"}).status_code == 422
    assert client.put("/kpis/churn", json={"title": "Churn", "corridor": {"unit": "%"}}).status_code == 422
    assert [one["name"] for one in client.get("/kpis").json()["items"]] == ["churn"]
    assert client.delete("/kpis/churn").status_code == 204
    assert client.get("/kpis/churn").status_code == 404


def test_a_long_list_comes_in_pages(world: World) -> None:
    client, names = world.client(router), [f"k{number}" for number in range(5)]
    for name in names:
        kpi(world.router, WEB).define(name, CHURN)

    first = client.get("/kpis", params={"limit": 3}).json()
    second = client.get("/kpis", params={"limit": 3, "cursor": first["cursor"]}).json()

    assert [one["name"] for page in (first, second) for one in page["items"]] == names
    assert second["cursor"] is None
