"""The budget over HTTP."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime

from engines.budget.models import Admission, Cap, Dimension, Standing, Usage, UsageEvent
from engines.budget.repository import ENGINE, Budget
from engines.common.binding import bound
from engines.common.values import Cursor, Limit
from engines.routing.ports import Page

router = APIRouter(prefix="/budget", tags=["budget"])

OwnBudget = Annotated[Budget, bound(ENGINE)]


@router.post("/usage", status_code=201)
def record(usage: Usage, budget: OwnBudget) -> UsageEvent:
    return budget.record(usage)


@router.get("/usage")
def events(
    budget: OwnBudget,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Page[UsageEvent]:
    return budget.events(since=since, until=until, cursor=cursor, limit=limit)


@router.get("/totals")
def totals(
    by: Dimension, budget: OwnBudget, since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> dict[str, Decimal]:
    return budget.totals(by, since=since, until=until)


@router.put("/cap")
def set_cap(cap: Cap, budget: OwnBudget) -> Cap:
    return budget.set_cap(cap)


@router.get("/standing")
def standing(budget: OwnBudget) -> Standing:
    return budget.standing()


@router.post("/admissions")
def admit(admission: Admission, budget: OwnBudget) -> Standing:
    return budget.admit(admission.cost)
