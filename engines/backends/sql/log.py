"""Log on SQL."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, and_, func, insert, literal, or_, select, type_coerce

from engines.backends import arguments
from engines.backends.place import Place
from engines.backends.sql.database import Database
from engines.backends.sql.tables import log, microseconds, values_of, within
from engines.routing.ports import ArgumentRefused, Body, Entry, Page

_CURSOR = re.compile(r"(-?[0-9]{1,18})/([0-9]{1,18})")


class SqlLog:
    """Log of one place, ordered by time and then by the order of arrival."""

    def __init__(self, database: Database, place: Place) -> None:
        self._database = database
        self._place = place

    def append(self, topic: str, body: Body, *, at: datetime | None = None) -> Entry:
        arguments.key(topic, "topic")
        written = arguments.json_text(body)
        when = arguments.now() if at is None else arguments.moment("at", at)
        row = {**values_of(self._place), "topic": topic, "at": when, "body": written}
        return _entry(self._database.rows(insert(log).values(row).returning(log))[0])

    def read(
        self,
        topic: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[Entry]:
        arguments.limit(limit)
        wanted = select(log).where(self._during(topic, since, until))
        if cursor is not None:
            wanted = wanted.where(_after(cursor))
        rows = self._database.rows(wanted.order_by(log.c.at, log.c.id).limit(limit + 1))
        return Page(tuple(map(_entry, rows[:limit])), _cursor(rows[limit - 1]) if len(rows) > limit else None)

    def totals(
        self,
        amount: str,
        *,
        by: str,
        topic: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> dict[str, int]:
        flavour = self._database.flavour
        value = flavour.whole_in(log.c.body, arguments.field("amount", amount))
        group = flavour.text_in(log.c.body, arguments.field("by", by))
        counted = and_(self._during(topic, since, until), value.is_not(None), group.is_not(None))
        parts = select(group.label("name"), value.label("value")).where(counted).subquery()
        summed = select(parts.c.name, func.sum(parts.c.value).label("total")).group_by(parts.c.name)
        return {row.name: int(row.total) for row in self._database.rows(summed)}

    def _during(self, topic: str | None, since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
        conditions = [within(log, self._place)]
        if topic is not None:
            conditions.append(log.c.topic == arguments.key(topic, "topic"))
        if since is not None:
            conditions.append(log.c.at >= arguments.moment("since", since))
        if until is not None:
            conditions.append(log.c.at < arguments.moment("until", until))
        return and_(*conditions)


def _cursor(row: Row[Any]) -> str:
    return f"{microseconds(row.at)}/{row.id}"


def _after(cursor: str) -> ColumnElement[bool]:
    if not (read := _CURSOR.fullmatch(cursor)):
        raise ArgumentRefused("cursor", f"{cursor!r} is none of this log: use one that a page gave")
    at, stored = literal(int(read[1]), BigInteger), type_coerce(log.c.at, BigInteger)
    return or_(stored > at, and_(stored == at, log.c.id > literal(int(read[2]), BigInteger)))


def _entry(row: Row[Any]) -> Entry:
    return Entry(str(row.id), row.topic, row.at, row.body)
