"""The routes as a database keeps them: compare-and-set, one revision for the whole store, history that only grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from secrets import token_hex
from typing import TypeAlias

from engines.common.scope import Scope
from engines.routing.errors import ChangeRefused, HeadMoved, RegistryMissing
from engines.routing.problem import Problem
from engines.routing.route import Author, Change, Entry, Revision, Route, Stored
from engines.routing.stores import statements as sql
from engines.routing.stores.link import Link, Reader, Row, Transaction

Place: TypeAlias = "tuple[str, Scope]"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All routes at one moment."""

    head: Revision
    routes: tuple[Stored, ...]


class Store:
    """A registry's data in one database; it knows no policy and no precedence."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def create(self) -> None:
        """Make the tables and the first revision; what is there already stays as it is."""
        self.link.create(sql.TABLES, sql.FIRST_STATE, (token_hex(4), token_hex(8)))

    def close(self) -> None:
        self.link.close()

    def snapshot(self) -> Snapshot:
        """Every route, and the revision they are of."""
        with self._reading() as reader:
            rows = reader.rows(sql.ALL_ROUTES)
        head = _head(rows)
        return Snapshot(head, tuple(sql.stored_of(row) for row in rows if row[2] is not None))

    def head(self) -> Revision:
        """The newest revision."""
        with self._reading() as reader:
            return _head(reader.rows(sql.STATE))

    def read(self, kind: str, scope: Scope) -> Stored | None:
        """The route of exactly this scope."""
        with self._reading() as reader:
            return find(reader, kind, (scope,)).get(scope)

    def history(self, *, after: int = 0, kind: str | None = None, limit: int = 2**31 - 1) -> tuple[Entry, ...]:
        """What was done after a revision, newest first."""
        with self._reading() as reader:
            return tuple(map(sql.entry_of, reader.rows(sql.HISTORY, (after, kind, kind, limit))))

    def change(self, changes: Sequence[Change], author: Author, *, head: Revision | None = None) -> Revision:
        """
        Write all changes as one revision, each over the revision that it expects.

        With `head`, also refuse when anything else has changed since. Raises ChangeRefused with every conflict, and
        HeadMoved when something has.
        """
        with self.link.writing() as transaction:
            now = _head(transaction.rows(sql.STATE))
            if head not in (None, now):
                raise HeadMoved(str(head), str(now))
            found = _present(transaction, changes)
            if conflicts := tuple(_conflicts(changes, found)):
                raise ChangeRefused(conflicts)
            return _write(transaction, changes, found, author, Revision(now.epoch, now.number + 1))

    def renew_epoch(self, author: Author) -> Revision:
        """Begin a new epoch, in which no revision seen before still counts: what a restored backup needs."""
        with self.link.writing() as transaction:
            number = _head(transaction.rows(sql.STATE)).number + 1
            return _write(transaction, (), {}, author, Revision(token_hex(4), number))

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        reader = self.link.reader()
        try:
            yield reader
        finally:
            reader.close()


def find(reader: Reader, kind: str, scopes: Sequence[Scope]) -> dict[Scope, Stored]:
    """The routes of one kind in these scopes, all of one moment."""
    parts = [part for scope in scopes for part in (scope.tenant, scope.env, scope.project)]
    rows = reader.rows(sql.routes_of(len(scopes)), (kind, *parts))
    return {stored.route.scope: stored for stored in map(sql.stored_of, rows)}


def _head(rows: Sequence[Row]) -> Revision:
    if not rows:
        raise RegistryMissing("reading its revision", "the store is empty")
    return Revision(rows[0][0], rows[0][1])


def _present(transaction: Transaction, changes: Sequence[Change]) -> dict[Place, Stored]:
    found: dict[Place, Stored] = {}
    for part in sql.chunks(changes):
        places = [value for change in part for value in sql.place(change.kind, change.scope)]
        for stored in map(sql.stored_of, transaction.rows(sql.routes_at(len(part)), places)):
            found[stored.route.kind, stored.route.scope] = stored
    return found


def _conflicts(changes: Sequence[Change], found: dict[Place, Stored]) -> Iterator[Problem]:
    seen: set[Place] = set()
    for change in changes:
        where = (change.kind, change.scope)
        if where in seen:
            yield Problem("conflict", *where, "named twice in one transaction: keep one")
        elif text := _conflict(change, found.get(where)):
            yield Problem("conflict", *where, text)
        seen.add(where)


def _conflict(change: Change, stored: Stored | None) -> str:
    found = stored.revision if stored else None
    if change.expected == found:
        return "" if found or change.new else "there is no route to delete"
    if found is None:
        return f"there is no route, expected revision {change.expected}: read it again and repeat the change"
    expected = f"expected revision {change.expected}" if change.expected else "expected none"
    return f"the route is of revision {found}, {expected}: read it again and repeat the change"


def _write(
    transaction: Transaction, changes: Sequence[Change], found: dict[Place, Stored], author: Author, to: Revision
) -> Revision:
    at = datetime.now(timezone.utc)

    def old(change: Change) -> Route | None:
        stored = found.get((change.kind, change.scope))
        return stored.route if stored else None

    def write(statement: Callable[[int], str], rows: Sequence[Sequence[object]]) -> None:
        for part in sql.chunks(rows):
            transaction.execute(statement(len(part)), [value for row in part for value in row])

    write(sql.put, [sql.route_row(change.new, to.number) for change in changes if change.new])
    write(sql.delete, [sql.place(change.kind, change.scope) for change in changes if change.new is None])
    write(sql.record, [sql.record_row(change, old(change), to.number, at, author) for change in changes])
    transaction.execute(sql.NEXT_STATE, (to.epoch, to.number, token_hex(8)))
    return to
