"""Keys on SQL: each change is one statement, timed by the database's clock."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Row,
    Text,
    and_,
    case,
    cast,
    delete,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
)

from engines.backends import arguments
from engines.backends.place import Place
from engines.backends.sql.database import Database
from engines.backends.sql.tables import PLACE, keys, values_of, within
from engines.routing.ports import Counter, NotACounter

_WHOLE = r"^(0|-?[1-9][0-9]{0,18})\Z"
_SWEEP_EVERY = 256
_SWEEP_MOST = 1000


class SqlKeys:
    """Keys of one place; what has expired is as good as gone, and some later write removes its row."""

    def __init__(self, database: Database, place: Place) -> None:
        self._database = database
        self._place = place
        now = database.flavour.now_ms
        self._expired = func.coalesce(keys.c.expires_ms <= now, false())

    def get(self, key: str) -> str | None:
        rows = self._database.rows(select(keys.c.value).where(self._at(key), ~self._expired))
        return rows[0].value if rows else None

    def set(self, key: str, value: str, *, expires_in: timedelta | None = None) -> None:
        self._write(key, arguments.text("value", value), expires_in, over=true())

    def add(self, key: str, value: str, *, expires_in: timedelta | None = None) -> bool:
        return self._write(key, arguments.text("value", value), expires_in, over=self._expired) is not None

    def increment(self, key: str, by: int = 1, *, expires_in: timedelta | None = None) -> Counter:
        arguments.int64("by", by)
        number = cast(keys.c.value, Numeric(asdecimal=False))  # as an integer, 19 digits could fail the statement
        lowest, highest = arguments.INT64.start - min(by, 0), arguments.INT64.stop - 1 - max(by, 0)
        fits = number.between(literal(lowest, BigInteger), literal(highest, BigInteger))
        counts = case((keys.c.value.regexp_match(_WHOLE), fits), else_=false())
        added = cast(cast(keys.c.value, BigInteger) + literal(by, BigInteger), Text)
        row = self._write(key, str(by), expires_in, over=or_(self._expired, counts), added=added)
        if row is None:
            raise NotACounter(key)
        return Counter(int(row.value), _moment(row.expires_ms))

    def delete(self, key: str) -> bool:
        removed = delete(keys).where(self._at(key)).returning(self._expired.label("expired"))
        return any(not row.expired for row in self._database.rows(removed))

    def _write(
        self,
        key: str,
        value: str,
        expires_in: timedelta | None,
        *,
        over: ColumnElement[bool],
        added: ColumnElement[str] | None = None,
    ) -> Row[Any] | None:
        """Insert the row, or change the one there is if `over` allows it; with `added`, a live one keeps its expiry."""
        lifetime = arguments.milliseconds(expires_in)
        expires = null() if lifetime is None else self._database.flavour.now_ms + literal(lifetime, BigInteger)
        row = {**values_of(self._place), "key": arguments.key(key), "value": value, "expires_ms": expires}
        insert = self._database.flavour.insert(keys).values(row)
        changed: dict[str, Any] = {"value": insert.excluded.value, "expires_ms": insert.excluded.expires_ms}
        if added is not None:
            changed["value"] = case((self._expired, insert.excluded.value), else_=added)
            changed["expires_ms"] = case((self._expired, insert.excluded.expires_ms), else_=keys.c.expires_ms)
        upsert = insert.on_conflict_do_update(index_elements=[*PLACE, "key"], set_=changed, where=over)
        rows = self._database.rows(upsert.returning(keys.c.value, keys.c.expires_ms))
        if lifetime is not None and next(self._database.writes) % _SWEEP_EVERY == 0:
            self._sweep()
        return rows[0] if rows else None

    def _sweep(self) -> None:
        """Remove expired rows of all places; a row that another replica is busy with stays until the next time."""
        key = tuple_(*keys.primary_key.columns)
        doomed = select(*keys.primary_key.columns).where(keys.c.expires_ms <= self._database.flavour.now_ms)
        doomed = doomed.limit(_SWEEP_MOST).with_for_update(skip_locked=True)
        self._database.rows(delete(keys).where(key.in_(doomed)).returning(keys.c.key))

    def _at(self, key: str) -> ColumnElement[bool]:
        return and_(within(keys, self._place), keys.c.key == arguments.key(key))


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
