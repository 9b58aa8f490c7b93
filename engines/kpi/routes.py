"""Key figures over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.values import Cursor, Limit, Line, Name
from engines.kpi.models import Amount, Definition, Judgement, Kpi
from engines.kpi.service import ENGINE, KpiService
from engines.routing.ports import Page

router = APIRouter(prefix="/kpis", tags=["kpi"])

Kpis = Annotated[KpiService, bound(ENGINE)]


@router.get("")
def list_kpis(kpis: Kpis, cursor: Cursor = None, limit: Limit = 100) -> Page[Kpi]:
    return kpis.kpis.page(cursor=cursor, limit=limit)


@router.get("/{name}")
def read(name: Name, kpis: Kpis) -> Kpi:
    return kpis.kpis.read(name)


@router.put("/{name}")
def define(name: Name, definition: Definition, kpis: Kpis) -> Kpi:
    return kpis.define(name, definition)


@router.delete("/{name}", status_code=204)
def drop(name: Name, kpis: Kpis) -> None:
    kpis.kpis.remove(name)


@router.get("/{name}/judgement")
def judge(name: Name, value: Amount, unit: Line, kpis: Kpis) -> Judgement:
    return kpis.judge(name, value, unit)
