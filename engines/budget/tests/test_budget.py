"""Usage is added up exactly, and what would go over the cap is refused beforehand."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import ValidationError

from engines.budget.models import Cap, Dimension, Usage
from engines.budget.repository import ENGINE, Budget, CapReached, NoCap, budget
from engines.budget.routes import router
from tests.engines.fakes import FakeClock
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, World

MARCH = datetime(2026, 3, 15, 12, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MARCH)


@pytest.fixture
def spending(world: World, clock: FakeClock) -> Budget:
    return Budget(world.port(ENGINE, WEB), clock)


def use(cost: str, provider: str = "acme", model: str | None = None, tool: str | None = None) -> Usage:
    return Usage(provider=provider, model=model, tool=tool, cost=Decimal(cost))


def test_an_event_says_what_was_used_and_when(spending: Budget) -> None:
    event = spending.record(use("0.25", model="m-large"))

    assert (event.provider, event.model, event.tool) == ("acme", "m-large", None)
    assert (event.cost, event.at) == (Decimal("0.25"), MARCH)


def test_events_are_read_as_they_were_recorded_in_pages(spending: Budget, clock: FakeClock) -> None:
    recorded = []
    for cost in ("1", "0.000000001", "2.5"):
        recorded.append(spending.record(use(cost, tool="search")))
        clock.advance(timedelta(minutes=1))

    first = spending.events(limit=2)
    second = spending.events(cursor=first.cursor, limit=2)

    assert [*first.items, *second.items] == recorded
    assert spending.events(until=MARCH + timedelta(minutes=1)).items == (recorded[0],)


@pytest.mark.parametrize(
    ("by", "totals"),
    [
        ("provider", {"acme": "3.75", "zeta": "4"}),
        ("model", {"m-large": "3.5"}),
        ("tool", {"search": "4.25"}),
    ],
)
def test_totals_are_grouped_by_what_was_used(spending: Budget, by: Dimension, totals: dict[str, str]) -> None:
    spending.record(use("1.5", model="m-large"))
    spending.record(use("2", model="m-large"))
    spending.record(use("0.25", tool="search"))
    spending.record(use("4", provider="zeta", tool="search"))

    assert spending.totals(by) == {name: Decimal(total) for name, total in totals.items()}


def test_the_smallest_costs_add_up_exactly(spending: Budget) -> None:
    for _ in range(10):
        spending.record(use("0.000000001"))
    spending.record(use("999999999.1"))

    assert spending.totals("provider") == {"acme": Decimal("999999999.10000001")}


def test_a_total_is_over_its_period(spending: Budget, clock: FakeClock) -> None:
    spending.record(use("1"))
    clock.advance(timedelta(hours=1))
    spending.record(use("2"))

    assert spending.totals("provider", since=MARCH, until=MARCH + timedelta(hours=1)) == {"acme": 1}
    assert spending.totals("provider", since=MARCH + timedelta(hours=1)) == {"acme": 2}


def test_a_cap_says_what_is_left(spending: Budget) -> None:
    spending.set_cap(Cap(amount=Decimal(10), per="month"))
    spending.record(use("7.5"))

    standing = spending.admit(Decimal("2.5"))

    assert (standing.spent, standing.left) == (Decimal("7.5"), Decimal("2.5"))
    assert (standing.since.isoformat(), standing.until.isoformat()) == (
        "2026-03-01T00:00:00+00:00",
        "2026-04-01T00:00:00+00:00",
    )


def test_what_goes_over_the_cap_is_refused(spending: Budget) -> None:
    spending.set_cap(Cap(amount=Decimal(10), per="month"))
    spending.record(use("7.5"))

    with pytest.raises(CapReached) as refused:
        spending.admit(Decimal("2.500000001"))

    assert str(refused.value) == (
        "2.500000001 is more than the 2.5 left of 10 per month: wait until 2026-04-01T00:00:00+00:00, or raise the cap"
    )


def test_what_was_spent_is_recorded_over_the_cap_too(spending: Budget) -> None:
    spending.set_cap(Cap(amount=Decimal(1), per="day"))
    spending.record(use("5"))

    assert (spending.standing().spent, spending.standing().left) == (Decimal(5), Decimal(0))


@pytest.mark.parametrize(
    ("per", "now", "since", "until"),
    [
        ("day", MARCH, "2026-03-15", "2026-03-16"),
        ("day", datetime(2026, 3, 15, 23, 30, tzinfo=timezone(timedelta(hours=-2))), "2026-03-16", "2026-03-17"),
        ("month", datetime(2026, 1, 31, 23, 59, 59, tzinfo=timezone.utc), "2026-01-01", "2026-02-01"),
        ("month", datetime(2026, 2, 1, tzinfo=timezone.utc), "2026-02-01", "2026-03-01"),
        ("month", datetime(2026, 12, 31, tzinfo=timezone.utc), "2026-12-01", "2027-01-01"),
    ],
    ids=["day", "day of utc", "end of january", "february", "turn of the year"],
)
def test_a_period_is_a_day_or_a_month_of_utc(
    spending: Budget, clock: FakeClock, per: Literal["day", "month"], now: datetime, since: str, until: str
) -> None:
    clock.now = now
    spending.set_cap(Cap(amount=Decimal(1), per=per))

    standing = spending.standing()

    assert (standing.since.date().isoformat(), standing.until.date().isoformat()) == (since, until)


def test_a_new_period_begins_with_nothing_spent(spending: Budget, clock: FakeClock) -> None:
    spending.set_cap(Cap(amount=Decimal(10), per="day"))
    spending.record(use("10"))
    clock.advance(timedelta(days=1))

    assert spending.standing().spent == 0


def test_the_last_cap_holds(spending: Budget) -> None:
    for amount in (10, 30, 20):
        spending.set_cap(Cap(amount=Decimal(amount), per="day"))

    assert spending.standing().cap.amount == 20


def test_nothing_is_admitted_without_a_cap(spending: Budget, world: World) -> None:
    budget(world.router, OTHER).set_cap(Cap(amount=Decimal(10), per="day"))

    with pytest.raises(NoCap) as refused:
        spending.admit(Decimal(0))

    assert str(refused.value) == "no cap is set for this scope: set one"


def test_usage_recorded_at_once_is_all_counted(spending: Budget) -> None:
    together(lambda _: [spending.record(use("0.1")) for _ in range(5)])

    assert spending.totals("provider") == {"acme": 4}


@pytest.mark.parametrize("cost", ["-1", "NaN", "Infinity", "0.0000000001", "1e18"])
def test_a_cost_that_is_none_is_refused(cost: str) -> None:
    with pytest.raises(ValidationError):
        use(cost)


def test_over_http(world: World) -> None:
    client = world.client(router)

    assert client.get("/budget/standing").status_code == 404
    assert client.put("/budget/cap", json={"amount": "1.5", "per": "day"}).status_code == 200
    recorded = client.post("/budget/usage", json={"provider": "acme", "tool": "search", "cost": "1.25"})
    assert (recorded.status_code, recorded.json()["cost"]) == (201, "1.25")
    assert client.get("/budget/usage").json()["items"] == [recorded.json()]
    assert client.get("/budget/totals", params={"by": "tool"}).json() == {"search": "1.25"}
    assert client.get("/budget/totals", params={"by": "colour"}).status_code == 422
    assert client.post("/budget/admissions", json={"cost": "0.25"}).json()["left"] == "0.25"
    assert client.post("/budget/admissions", json={"cost": "0.3"}).status_code == 429
