"""The tables; each row carries the place it belongs to as the first columns of its key."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Dialect,
    Identity,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    and_,
)

from engines.backends.place import Place

PLACE = ("kind", "tenant", "env", "project")
METADATA = MetaData()

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
# Ordered and compared by bytes everywhere, so that a page or a prefix means the same on every database.
_KEY = Text().with_variant(Text(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware time as microseconds since 1970: exact, and one type on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND


def _table(name: str, *columns: Column[Any], key: tuple[str, ...]) -> Table:
    place = (Column(part, Text, nullable=False) for part in PLACE)
    return Table(f"engine_{name}", METADATA, *place, *columns, PrimaryKeyConstraint(*PLACE, *key))


# A deleted document stays as a row without body, so that its revisions are never given out twice.
documents = _table(
    "documents",
    Column("key", _KEY, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("body", JSON(none_as_null=True)),
    Column("updated_at", Moment, nullable=False),
    key=("key",),
)

words = _table(
    "words",
    Column("word", _KEY, nullable=False),
    Column("key", _KEY, nullable=False),
    key=("word", "key"),
)
Index("engine_words_by_key", *(words.c[part] for part in PLACE), words.c.key)

log = Table(
    "engine_log",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    *(Column(part, Text, nullable=False) for part in PLACE),
    Column("topic", _KEY, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
)
Index("engine_log_by_time", *(log.c[part] for part in PLACE), log.c.at, log.c.id)
Index("engine_log_by_topic", *(log.c[part] for part in PLACE), log.c.topic, log.c.at, log.c.id)

keys = _table(
    "keys",
    Column("key", _KEY, nullable=False),
    Column("value", Text, nullable=False),
    Column("expires_ms", BigInteger),
    key=("key",),
)
Index("engine_keys_by_expiry", keys.c.expires_ms)

topics = _table(
    "topics",
    Column("topic", _KEY, nullable=False),
    Column("last", BigInteger, nullable=False),
    key=("topic",),
)

messages = _table(
    "messages",
    Column("topic", _KEY, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", JSON, nullable=False),
    key=("topic", "position"),
)


def microseconds(moment: datetime) -> int:
    """The time as it is stored."""
    return (moment - _EPOCH) // _MICROSECOND


def values_of(place: Place) -> dict[str, str]:
    """The place as column values."""
    return dict(zip(PLACE, place.parts, strict=True))


def within(table: Table, place: Place) -> ColumnElement[bool]:
    """Rows of that place alone."""
    return and_(*(table.c[part] == value for part, value in values_of(place).items()))
