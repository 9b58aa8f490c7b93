"""SQLite, for development: one file, and everybody who opens it on this machine."""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, BigInteger, Column, ColumnElement, case, event, func, literal_column
from sqlalchemy.dialects.sqlite import Insert

from engines.backends.config import checked
from engines.backends.place import Place
from engines.backends.sql.database import Database, Flavour
from engines.backends.sql.ports import SQL_OUTAGES, SQL_PORTS, sql_port
from engines.backends.sql.url import read_url
from engines.common.scope import Scope
from engines.routing.ports import Config, ConfigRefused, P, Target

_BUSY_SECONDS = 30.0
_DAY_MS, _JULIAN_1970 = 86_400_000, 2_440_587.5


def _field(body: Column[Any], name: str, json_type: str) -> ColumnElement[Any]:
    path = f"$.{name}"
    return case((func.json_type(body, path) == json_type, func.json_extract(body, path)))


_FLAVOUR = Flavour(
    insert=Insert,
    begin="BEGIN IMMEDIATE",
    lock_schema=None,  # BEGIN IMMEDIATE has locked the whole file
    now_ms=literal_column(f"CAST(round((julianday('now') - {_JULIAN_1970}) * {_DAY_MS}) AS INTEGER)", BigInteger),
    text_in=lambda body, name: _field(body, name, "text"),
    whole_in=lambda body, name: _field(body, name, "integer"),
)


class Sqlite:
    """Offers documents, log, keys and bus; config: `url`, as `sqlite:////folder/file.db`."""

    offers: ClassVar[frozenset[type]] = SQL_PORTS
    outages = SQL_OUTAGES

    def __init__(self, config: Config) -> None:
        url = _url(config)
        if _target(url).kind == "memory":
            raise ConfigRefused(
                "sqlite", "url", "names a database in memory, which every connection has anew: name a file"
            )
        self._database = Database(url, _FLAVOUR, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(self._database.engine, "connect", _use_wal)

    @staticmethod
    def targets(config: Config) -> tuple[Target, ...]:
        return (_target(_url(config)),)

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        return sql_port("sqlite", self._database, port, Place(kind, scope))

    def close(self) -> None:
        self._database.close()


def _url(config: Config) -> URL:
    url = read_url("sqlite", checked("sqlite", config, needed={"url"})["url"], {"sqlite", "sqlite+pysqlite"})
    if url.host or url.username or url.password or url.port:
        raise ConfigRefused(
            "sqlite", "url", "names a host: write the path after three slashes, as sqlite:////folder/file.db"
        )
    return url


def _target(url: URL) -> Target:
    """What sqlite3 would open: a path, or the several spellings of a database that lives in memory."""
    name, options = url.database or "", url.query
    path = unquote(urlsplit(name).path) if name.startswith("file:") else name
    if path in {"", ":memory:"} or options.get("mode") == "memory" or options.get("vfs") == "memdb":
        return Target("memory", ":memory:")
    return Target("file", path)


def _use_wal(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
