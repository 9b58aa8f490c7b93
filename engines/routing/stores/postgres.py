"""A registry in PostgreSQL: for production."""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from time import perf_counter
from typing import Any, TypeAlias

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from engines.routing.errors import RegistryAddressRefused, RegistryMissing, RegistryUnavailable
from engines.routing.stores import statements
from engines.routing.stores.link import Row

Connection: TypeAlias = "psycopg.Connection[Row]"

# A server that is gone without a word is noticed in seconds; a standby that lags behind is never read.
CONNECT: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "target_session_attrs": "read-write",
    "application_name": "engines-routing",
}
# A server on this host answers sooner than a core that has gone to sleep wakes up, so the core is kept awake for so long.
AWAKE_SECONDS = 100e-6
ANSWER_SECONDS = 5.0  # for the guard, which takes microseconds: a server that is stuck keeps its connections open
# One round trip; durable whatever the server is set to, since what is acknowledged must not be lost.
BEGIN = "BEGIN; SET LOCAL synchronous_commit = on; SELECT one FROM routing_state FOR UPDATE"
GUARD = b"routing_guard"  # the name under which each reading connection prepares it
ONE_AT_A_TIME = 0x0E6617E5  # the advisory lock that lets one process make the tables

# The history refuses to be rewritten, also by whoever opens the database with another tool.
APPEND_ONLY = (
    """CREATE OR REPLACE FUNCTION routing_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the history of routes is append-only'; END $$""",
    """CREATE OR REPLACE TRIGGER routing_history_no_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON routing_history
        FOR EACH STATEMENT EXECUTE FUNCTION routing_history_is_append_only()""",
)


class PostgresLink:
    """The database at `address`, in whatever form libpq reads; what the address sets wins over CONNECT."""

    def __init__(self, address: str) -> None:
        try:
            self._parameters = {**CONNECT, **psycopg.conninfo.conninfo_to_dict(address), "client_encoding": "utf8"}
        except psycopg.ProgrammingError as error:
            raise RegistryAddressRefused("cannot be read by libpq") from error
        self._idle: deque[tuple[int, Connection]] = deque()

    def connect(self) -> Connection:
        """A new connection, in autocommit mode."""
        return psycopg.connect(**self._parameters, autocommit=True, cursor_factory=psycopg.RawCursor)

    def reader(self) -> PostgresReader:
        return PostgresReader(self)

    @contextmanager
    def writing(self) -> Iterator[PostgresTransaction]:
        with _failing_as("writing"):
            connection = self._writer()
            try:
                with connection.pipeline():  # what need not be answered before the commit is sent with it
                    yield PostgresTransaction(connection)
                    connection.execute("COMMIT")
            except BaseException:
                connection.close()
                raise
            self._idle.append((os.getpid(), connection))

    def _writer(self) -> Connection:
        """A connection with a transaction begun: the one that wrote last, if it is of this process and answers, or a new one."""
        while self._idle:
            process, connection = self._idle.pop()
            if process == os.getpid():
                with suppress(psycopg.OperationalError):
                    return _begun(connection)
        return _begun(self.connect())

    def create(self, tables: Iterable[str], first_row: str, parameters: Sequence[object]) -> None:
        with _failing_as("creating it"), self.connect() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock($1)", (ONE_AT_A_TIME,))
            for statement in (*tables, *APPEND_ONLY):
                connection.execute(statement.encode())
            connection.execute(_native(first_row), parameters)

    def close(self) -> None:
        """Close the connections of this process that are not in use."""
        while self._idle:
            process, connection = self._idle.pop()
            if process == os.getpid():
                connection.close()


class PostgresTransaction:
    """The statements of one open transaction, which holds the lock on the store's one state row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_native(sql), parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        self._connection.execute(_native(sql), parameters)


class PostgresReader:
    """
    A connection with one prepared statement as its guard: a round trip, and no copy of the state to be late.

    LISTEN and NOTIFY would be cheaper and would be late: most notifications arrive after the commit has returned. The
    statement is run by libpq itself, since a cursor costs as much again as the round trip.
    """

    def __init__(self, link: PostgresLink) -> None:
        self._link = link
        self._open()

    def _open(self) -> None:
        with _failing_as("opening it"):
            self._connection = self._link.connect()
            self._process = os.getpid()
            self._libpq = self._connection.pgconn
            self._answers = select.poll()
            self._answers.register(self._libpq.socket, select.POLLIN)
            self._prepared = False

    def guard(self) -> Hashable:
        if os.getpid() != self._process:
            self._open()
        try:
            return self._ask()
        except psycopg.Error:
            return self._ask_anew()

    def _ask(self) -> Hashable:
        if not self._prepared:
            _sound(self._libpq.prepare(GUARD, statements.GUARD.encode()), ExecStatus.COMMAND_OK)
            self._prepared = True
        self._libpq.send_query_prepared(GUARD, None)
        self._libpq.flush()
        return _sound(self._answer(), ExecStatus.TUPLES_OK).get_value(0, 0)

    def _answer(self) -> PGresult | None:
        """What the server says; OperationalError when it says nothing for so long that it must be stuck."""
        asleep = perf_counter() + AWAKE_SECONDS
        while not self._answers.poll(0) and perf_counter() < asleep:
            """Until the answer is there, or is not from this host."""
        while self._libpq.is_busy():
            if not self._answers.poll(ANSWER_SECONDS * 1000):
                raise psycopg.OperationalError
            self._libpq.consume_input()
        result = self._libpq.get_result()
        while self._libpq.get_result():
            """Until None, which ends the answer."""
        return result

    def _ask_anew(self) -> Hashable:
        """After a lost connection, once more on a new one: a read may be repeated."""
        self.close()
        self._open()
        with _failing_as("reading"):
            return self._ask()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        with _failing_as("reading"):
            return self._connection.execute(_native(sql), parameters).fetchall()

    def close(self) -> None:
        if os.getpid() == self._process:  # a connection from before a fork belongs to the parent
            self._connection.close()


def _begun(connection: Connection) -> Connection:
    try:
        connection.execute(BEGIN)
    except BaseException:
        connection.close()
        raise
    return connection


def _sound(result: PGresult | None, expected: ExecStatus) -> PGresult:
    """The result, if it is what the server was asked for; raises psycopg.Error."""
    if result is None:
        raise psycopg.OperationalError
    if result.status != expected:
        raise psycopg.errors.error_from_result(result)
    return result


@lru_cache(maxsize=256)
def _native(sql: str) -> bytes:
    """The statement with its parameters numbered, as the server itself reads them."""
    first, *others = sql.split("?")
    return "".join((first, *(f"${number}{text}" for number, text in enumerate(others, 1)))).encode()


@contextmanager
def _failing_as(doing: str) -> Iterator[None]:
    """Tell a failure of the server as one of the registry, by its class alone: its text may hold the address."""
    try:
        yield
    except psycopg.errors.UndefinedTable as error:
        raise RegistryMissing(doing, type(error).__name__) from error
    except psycopg.Error as error:
        raise RegistryUnavailable(doing, type(error).__name__) from error
