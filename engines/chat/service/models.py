"""Messages of a chat thread."""

from __future__ import annotations

from pydantic import AwareDatetime

from engines.common.values import Name, Text, Value


class NewMessage(Value):
    text: Text


class ChatMessage(NewMessage):
    """A message as all readers see it; who has seen it goes on after its `cursor`."""

    thread: Name
    author: str
    cursor: str
    sent_at: AwareDatetime


class Feed(Value):
    """The messages after a cursor, and the cursor to go on from: the same again when there were none."""

    messages: tuple[ChatMessage, ...]
    cursor: str | None
