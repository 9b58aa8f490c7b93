"""A database with our tables in it, and the little in which databases differ."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Column, ColumnElement, Connection, Row, create_engine
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.sql import Executable

from engines.backends.arguments import json_body
from engines.backends.sql.tables import METADATA


@dataclass(frozen=True)
class Flavour:
    """
    What one database says otherwise than another.

    `text_in` and `whole_in` are a body's field as an expression, NULL where it holds anything but text, or but a
    whole number.
    """

    insert: type[PostgresInsert] | type[SqliteInsert]
    begin: str
    lock_schema: str | None
    now_ms: ColumnElement[int]
    text_in: Callable[[Column[Any], str], ColumnElement[str]]
    whole_in: Callable[[Column[Any], str], ColumnElement[int]]


class Database:
    """Connections to one database; every statement is a transaction of its own unless `transaction` says otherwise."""

    def __init__(self, url: URL, flavour: Flavour, **options: Any) -> None:
        self.flavour = flavour
        self.engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            json_serializer=str,  # bodies come as JSON text, since SQLAlchemy would wrap the refusal of one
            json_deserializer=json_body,
            hide_parameters=True,
            **options,
        )
        self.writes = itertools.count(1)
        self._has_tables = False
        self._making_tables = threading.Lock()

    def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """Run a statement that returns rows."""
        with self._connection() as connection:
            return connection.execute(statement).all()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All that is executed in the block happens, or nothing of it."""
        with self._connection() as connection, self._atomic(connection):
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _connection(self) -> Connection:
        if not self._has_tables:
            self._make_tables()
        return self.engine.connect()

    def _make_tables(self) -> None:
        with self._making_tables, self.engine.connect() as connection, self._atomic(connection):
            if self.flavour.lock_schema:
                connection.exec_driver_sql(self.flavour.lock_schema)
            METADATA.create_all(connection)
        self._has_tables = True

    @contextmanager
    def _atomic(self, connection: Connection) -> Iterator[None]:
        connection.exec_driver_sql(self.flavour.begin)
        try:
            yield
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
