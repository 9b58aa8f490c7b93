"""Sessions and blackboards over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Cursor, Limit, Name
from engines.memory.models import Blackboard, NewBlackboard, NewMessage, SessionMessage
from engines.memory.repository import ENGINE, Memory
from engines.routing.ports import Page

router = APIRouter(prefix="/memory/{agent}", tags=["memory"])

Remembered = Annotated[Memory, bound(ENGINE)]


@router.post("/sessions/{session}/messages", status_code=201)
def say(agent: Name, session: Name, new: NewMessage, memory: Remembered) -> SessionMessage:
    return memory.say(agent, session, new)


@router.get("/sessions/{session}/messages")
def recall(
    agent: Name, session: Name, memory: Remembered, cursor: Cursor = None, limit: Limit = 100
) -> Page[SessionMessage]:
    return memory.recall(agent, session, cursor=cursor, limit=limit)


@router.delete("/sessions/{session}", status_code=204)
def forget(agent: Name, session: Name, memory: Remembered) -> None:
    memory.forget(agent, session)


@router.get("/blackboards")
def list_boards(agent: Name, memory: Remembered) -> list[Blackboard]:
    return list(memory.boards.every(agent))


@router.get("/blackboards/{name}")
def read(agent: Name, name: Name, memory: Remembered) -> Blackboard:
    return memory.boards.read(agent, name)


@router.put("/blackboards/{name}")
def write(agent: Name, name: Name, new: NewBlackboard, memory: Remembered, context: Context) -> Blackboard:
    return memory.write(agent, name, new, context.actor)


@router.delete("/blackboards/{name}", status_code=204)
def wipe(agent: Name, name: Name, memory: Remembered) -> None:
    memory.boards.remove(agent, name)
