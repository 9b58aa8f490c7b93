"""Licences over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Name
from engines.firearms.models import Application, Clearance, Licence, Revocation
from engines.firearms.repository import ENGINE, Firearms

router = APIRouter(prefix="/firearms", tags=["firearms"])

Licences = Annotated[Firearms, bound(ENGINE)]


@router.post("/licences", status_code=201)
def grant(application: Application, licences: Licences, context: Context) -> Licence:
    return licences.grant(application, context.actor)


@router.get("/licences/{agent}")
def list_licences(agent: Name, licences: Licences) -> list[Licence]:
    return list(licences.licences(agent))


@router.post("/licences/{agent}/{action}/revocation")
def revoke(agent: Name, action: Name, revocation: Revocation, licences: Licences, context: Context) -> Licence:
    return licences.revoke(agent, action, revocation, context.actor)


@router.get("/clearances/{agent}/{action}")
def clearance(agent: Name, action: Name, licences: Licences) -> Clearance:
    return licences.clearance(agent, action)
