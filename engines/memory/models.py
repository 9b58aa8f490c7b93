"""Messages of a session and blackboards of an agent."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, JsonValue

from engines.common.values import Name, Text, Value

Role = Literal["system", "user", "assistant", "tool"]


class NewMessage(Value):
    role: Role
    content: Text


class SessionMessage(NewMessage):
    """A message as it was said; `number` counts from 1 within the session, without gaps."""

    number: int
    said_at: AwareDatetime


class Session(Value):
    """How far a session has come; messages are never behind it, and at most being added ahead of it."""

    agent: Name
    session: Name
    messages: int = 0


class NewBlackboard(Value):
    """What is to be written, over the version that the writer read (None: no blackboard is there yet)."""

    content: dict[str, JsonValue]
    over: str | None = None


class Blackboard(Value):
    """A blackboard as it was last written; no two writings have the same `version`."""

    name: Name
    content: dict[str, JsonValue]
    version: str
    written_by: str
    written_at: AwareDatetime
