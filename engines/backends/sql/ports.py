"""The ports that SQL offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from engines.backends.place import Place, chosen
from engines.backends.sql.bus import SqlBus
from engines.backends.sql.database import Database
from engines.backends.sql.documents import SqlDocuments
from engines.backends.sql.keys import SqlKeys
from engines.backends.sql.log import SqlLog
from engines.routing.ports import Bus, Documents, Keys, Log, P

_MAKERS: Mapping[type, Callable[[Database, Place], Any]] = MappingProxyType(
    {Documents: SqlDocuments, Log: SqlLog, Keys: SqlKeys, Bus: SqlBus}
)

SQL_PORTS = frozenset(_MAKERS)
SQL_OUTAGES = (OperationalError, InterfaceError, TimeoutError)


def sql_port(name: str, database: Database, port: type[P], place: Place) -> P:
    """The port at that place of the database."""
    made: P = chosen(name, _MAKERS, port)(database, place)
    return made
