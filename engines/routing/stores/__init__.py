"""Where the registry itself is kept: one explicit address, and no default."""

from __future__ import annotations

from pathlib import Path

from engines.routing.errors import RegistryAddressRefused
from engines.routing.stores.link import Link
from engines.routing.stores.store import Store

__all__ = ["Store", "create_store", "open_store"]

SQLITE = "sqlite:///"
POSTGRES = "postgresql://"


def open_store(address: str) -> Store:
    """
    The store at `address`, which must be there and answer: `sqlite:////ABSOLUTE/PATH` or `postgresql://HOST/DATABASE`.

    Raises RegistryAddressRefused and RegistryUnavailable.
    """
    store = Store(_link(address))
    store.head()
    return store


def create_store(address: str) -> Store:
    """The store at `address`, made first if it is not there yet."""
    store = Store(_link(address))
    store.create()
    return store


def _link(address: str) -> Link:
    if address.startswith(SQLITE):
        return _sqlite(address.removeprefix(SQLITE))
    if address.startswith(POSTGRES):
        from engines.routing.stores.postgres import PostgresLink

        return PostgresLink(address)
    raise RegistryAddressRefused("is of another kind than the two it can be" if address else "is not given")


def _sqlite(path: str) -> Link:
    from engines.routing.stores.sqlite import SqliteLink

    if not Path(path).is_absolute() or "?" in path:
        raise RegistryAddressRefused("is not a plain absolute path, such as sqlite:////srv/routes.db")
    return SqliteLink(Path(path))
