"""Bus on Redis streams: the server gives each message an id that is greater than all before it."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any

import redis

from engines.backends import arguments
from engines.backends.place import Place, joined
from engines.routing.ports import ArgumentRefused, Body, Message

_CURSOR = re.compile(r"[0-9]{1,19}-[0-9]{1,19}", re.ASCII)
_BLOCK_SECONDS = 1.0  # at a time: a connection that says nothing for long looks broken to whatever lies between
_BODY, _AT = "body", "at"


class RedisBus:
    """Bus of one place, a stream a topic."""

    def __init__(self, client: redis.Redis, place: Place) -> None:
        self._client = client
        self._prefix = joined(":", "bus", *place.parts)

    def publish(self, topic: str, body: Body) -> Message:
        written, at = arguments.json_text(body), arguments.now()
        cursor = self._client.xadd(self._name(topic), {_BODY: written, _AT: at.isoformat()})
        return Message(str(cursor), at, arguments.json_body(written))

    def read(
        self, topic: str, *, after: str | None = None, limit: int = 100, wait: timedelta | None = None
    ) -> tuple[Message, ...]:
        wanted: Any = {self._name(topic): _read_cursor(after)}
        count = arguments.limit(limit)
        deadline = time.monotonic() + (wait.total_seconds() if wait else 0)
        found: Any = self._client.xread(wanted, count=count)
        while not found and (left := deadline - time.monotonic()) > 0:
            found = self._client.xread(wanted, count=count, block=max(1, int(min(left, _BLOCK_SECONDS) * 1000)))
        return tuple(_message(cursor, fields) for _name, entries in found for cursor, fields in entries)

    def end(self, topic: str) -> str:
        last: Any = self._client.xrevrange(self._name(topic), count=1)
        return str(last[0][0]) if last else "0-0"

    def _name(self, topic: str) -> str:
        return f"{self._prefix}:{joined(':', arguments.key(topic, 'topic'))}"


def _read_cursor(after: str | None) -> str:
    if after is not None and not _CURSOR.fullmatch(after):
        raise ArgumentRefused("cursor", f"{after!r} is none of this bus: use one that a message or `end` gave")
    return after or "0-0"


def _message(cursor: str, fields: dict[str, str]) -> Message:
    return Message(cursor, datetime.fromisoformat(fields[_AT]), arguments.json_body(fields[_BODY]))
