"""Bus on SQL: a topic's row numbers its messages, and is locked until each is committed."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, insert, select

from engines.backends import arguments
from engines.backends.place import Place
from engines.backends.sql.database import Database
from engines.backends.sql.tables import PLACE, messages, topics, values_of, within
from engines.routing.ports import ArgumentRefused, Body, Message

_CURSOR = re.compile(r"[0-9]{1,18}", re.ASCII)
_LOOK_EVERY = 0.05


class SqlBus:
    """
    Bus of one place.

    A number from a sequence would not do: a later one can be committed first, and a reader who has seen it would skip
    the earlier. Here publishers of one topic wait for one another, and those of different topics do not.
    """

    def __init__(self, database: Database, place: Place) -> None:
        self._database = database
        self._place = place

    def publish(self, topic: str, body: Body) -> Message:
        of_topic = {**values_of(self._place), "topic": arguments.key(topic, "topic")}
        written = arguments.json_text(body)
        first = self._database.flavour.insert(topics).values(**of_topic, last=1)
        upsert = first.on_conflict_do_update(index_elements=[*PLACE, "topic"], set_={"last": topics.c.last + 1})
        with self._database.transaction() as connection:
            position: int = connection.execute(upsert.returning(topics.c.last)).scalar_one()
            new = {**of_topic, "position": position, "at": arguments.now(), "body": written}
            row = connection.execute(insert(messages).values(new).returning(messages)).one()
        return _message(row)

    def read(
        self, topic: str, *, after: str | None = None, limit: int = 100, wait: timedelta | None = None
    ) -> tuple[Message, ...]:
        of_topic = and_(within(messages, self._place), messages.c.topic == arguments.key(topic, "topic"))
        later = messages.c.position > _position(after)
        wanted = select(messages).where(of_topic, later).order_by(messages.c.position).limit(arguments.limit(limit))
        deadline = time.monotonic() + (wait.total_seconds() if wait else 0)
        while not (rows := self._database.rows(wanted)) and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(_LOOK_EVERY, left))
        return tuple(map(_message, rows))

    def end(self, topic: str) -> str:
        of_topic = and_(within(topics, self._place), topics.c.topic == arguments.key(topic, "topic"))
        rows = self._database.rows(select(topics.c.last).where(of_topic))
        return str(rows[0].last) if rows else "0"


def _position(after: str | None) -> int:
    if after is not None and not _CURSOR.fullmatch(after):
        raise ArgumentRefused("cursor", f"{after!r} is none of this bus: use one that a message or `end` gave")
    return int(after or "0")


def _message(row: Row[Any]) -> Message:
    return Message(str(row.position), row.at, row.body)
