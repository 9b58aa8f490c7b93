"""A registry in one SQLite file: for development, for tests, and for what runs on one host."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from engines.routing.errors import RegistryAddressRefused, RegistryMissing, RegistryUnavailable
from engines.routing.filesystem import is_network, type_of
from engines.routing.stores.link import Row
from engines.routing.stores.watching import Ended, Identity, Watch, identity, watch

BUSY_SECONDS = 10.0

# The history refuses to be rewritten, also by whoever opens the file with another tool.
APPEND_ONLY = tuple(
    f"CREATE TRIGGER IF NOT EXISTS routing_history_no_{verb} BEFORE {verb} ON routing_history "
    "BEGIN SELECT RAISE(ABORT, 'the history of routes is append-only'); END"
    for verb in ("update", "delete")
)


class SqliteLink:
    """
    The file at `path`, in write-ahead mode.

    Write-ahead mode shares memory between the processes of one host, so a file on a network file system is refused.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if is_network(kind := type_of(path)):
            raise RegistryAddressRefused(f"is on a file system of type {kind}, which SQLite cannot share safely")

    def reader(self) -> SqliteReader:
        return SqliteReader(self.path)

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        with _failing_as("writing"), closing(connect(self.path)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteTransaction(connection)
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def create(self, tables: Iterable[str], first_row: str, parameters: Sequence[object]) -> None:
        with _failing_as("creating it"), closing(connect(self.path, mode="rwc")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in (*tables, *APPEND_ONLY):
                connection.execute(statement)
            connection.execute(first_row, parameters)
            connection.commit()

    def close(self) -> None:
        """Nothing is kept open between calls."""


class SqliteTransaction:
    """The statements of one open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(sql, parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        self._connection.execute(sql, parameters)


class SqliteReader:
    """
    A connection, with a guard that moves with every commit of any other connection.

    The guard sees neither a file put in the place of another nor a fork, so the file's identity and the process are
    compared too, and the file is opened anew. No transaction is ever left open: inside one every read is of its start.
    """

    _watch: Watch

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = 0
        self._is_closed = False
        self._inherited: tuple[sqlite3.Connection, ...] = ()
        self._open()

    def _open(self) -> None:
        with _failing_as("opening it"):
            file = identity(self._path)
            self._connection, self._watch = _watched(self._path, file)
            self._process = os.getpid()
            self._opened += 1

    def guard(self) -> Hashable:
        try:
            if os.getpid() != self._process or not self._watch.same_file():
                self._reopen()
            return self._opened, self._watch.changes()
        except (sqlite3.Error, OSError) as error:
            raise RegistryUnavailable("reading", type(error).__name__) from error

    def _reopen(self) -> None:
        if self._is_closed:
            raise sqlite3.ProgrammingError
        if os.getpid() == self._process:
            self._end()
        else:  # a connection from before a fork belongs to the parent: it is kept from being closed here
            self._inherited = (*self._inherited, self._connection)
        self._open()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        with _failing_as("reading"):
            found: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return found

    def close(self) -> None:
        self._is_closed = True
        self._end()

    def _end(self) -> None:
        self._watch = Ended()  # what it looked at is gone with the connection
        self._connection.close()


def connect(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
    """Open the file in autocommit mode; only `rwc` makes it."""
    return sqlite3.connect(
        f"file:{quote(os.fspath(path))}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
    )


def _watched(path: Path, file: Identity) -> tuple[sqlite3.Connection, Watch]:
    """Open the file for reading, and watch it; a file that is no database leaves nothing open."""
    connection = connect(path)
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # only now the file is really opened
        return connection, watch(connection, path, file)
    except BaseException:
        connection.close()
        raise


@contextmanager
def _failing_as(doing: str) -> Iterator[None]:
    """Tell a failure of the file as one of the registry, by its class alone."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        missing = str(error).startswith("no such table")
        raise (RegistryMissing if missing else RegistryUnavailable)(doing, type(error).__name__) from error
