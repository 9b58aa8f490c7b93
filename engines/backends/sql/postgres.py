"""PostgreSQL, and what speaks its protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import URL, BigInteger, Column, ColumnElement, Numeric, case, cast, func, literal_column
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import ArgumentError

from engines.backends.config import checked
from engines.backends.place import Place
from engines.backends.sql.database import Database, Flavour
from engines.backends.sql.ports import SQL_OUTAGES, SQL_PORTS, sql_port
from engines.backends.sql.url import read_url
from engines.common.scope import Scope
from engines.routing.ports import Config, ConfigRefused, P, Target

_CONNECT_SECONDS = 10
_ANY_NUMBER_OF_OURS = 7_316_482_905  # names the advisory lock under which the tables are made


def _text_in(body: Column[Any], name: str) -> ColumnElement[str]:
    kind = func.json_typeof(func.json_extract_path(body, name))
    return case((kind == "string", func.json_extract_path_text(body, name)))


def _whole_in(body: Column[Any], name: str) -> ColumnElement[Any]:
    kind, written = func.json_typeof(func.json_extract_path(body, name)), func.json_extract_path_text(body, name)
    whole = case((kind == "number", written.regexp_match("^-?[0-9]+$")), else_=False)
    return case((whole, cast(written, Numeric)))


_FLAVOUR = Flavour(
    insert=Insert,
    begin="BEGIN",
    lock_schema=f"SELECT pg_advisory_xact_lock({_ANY_NUMBER_OF_OURS})",
    now_ms=literal_column("CAST(floor(extract(epoch FROM statement_timestamp()) * 1000) AS BIGINT)", BigInteger),
    text_in=_text_in,
    whole_in=_whole_in,
)


class Postgres:
    """Offers documents, log, keys and bus; config: `url`, as `postgresql://user@host/database`, and `password`."""

    offers: ClassVar[frozenset[type]] = SQL_PORTS
    outages = SQL_OUTAGES

    def __init__(self, config: Config) -> None:
        _options(config)
        url = _url(config)
        if "password" in config:
            url = url.set(password=config["password"])
        timeout = {"connect_timeout": url.query.get("connect_timeout", _CONNECT_SECONDS)}
        self._database = Database(url, _FLAVOUR, pool_pre_ping=True, connect_args=timeout)

    @staticmethod
    def targets(config: Config) -> tuple[Target, ...]:
        return tuple(_targets({**_defaults(), **_options(config)}))

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        return sql_port("postgres", self._database, port, Place(kind, scope))

    def close(self) -> None:
        self._database.close()


def _url(config: Config) -> URL:
    given = checked("postgres", config, needed={"url"}, optional={"password"})["url"]
    url = read_url("postgres", given, {"postgresql", "postgresql+psycopg"})
    return url.set(drivername="postgresql+psycopg")


def _options(config: Config) -> dict[str, Any]:
    """The address as libpq gets it from SQLAlchemy."""
    try:
        _args, arguments = PGDialect_psycopg().create_connect_args(_url(config))  # type: ignore[no-untyped-call]
        options = conninfo_to_dict(make_conninfo(**arguments))
    except (ArgumentError, psycopg.ProgrammingError):
        raise ConfigRefused("postgres", "url", "has options that the driver does not take: leave them out") from None
    if "service" in options:
        raise ConfigRefused("postgres", "url", "names a service, which hides the host: write the host instead")
    return dict(options)


def _defaults() -> dict[str, Any]:
    """What libpq takes for what the address leaves out: its environment variables, then what it was built with."""
    options = ((option.keyword.decode(), option.val) for option in Conninfo.get_defaults())
    return {name: value.decode() for name, value in options if value is not None}


def _targets(options: dict[str, Any]) -> Iterator[Target]:
    """Where libpq would connect to: each address in `hostaddr`, and each `host` that has none."""
    hosts = str(options.get("host", "")).split(",")
    addresses = str(options.get("hostaddr", "")).split(",")
    ports = str(options.get("port", "")).split(",")
    for at in range(max(len(hosts), len(addresses))):
        host = _nth(addresses, at) or _nth(hosts, at)
        port = _nth(ports, at) or ports[0]
        is_socket = not host or host[0] in "/@"
        yield Target("socket", host) if is_socket else Target("network", host, int(port) if port.isdecimal() else None)


def _nth(items: list[str], at: int) -> str:
    return items[at] if at < len(items) else ""
