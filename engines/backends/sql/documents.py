"""Documents on SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, and_, delete, insert, null, select, true, update
from sqlalchemy.sql import Executable

from engines.backends import arguments
from engines.backends.place import Place
from engines.backends.sql.database import Database
from engines.backends.sql.tables import PLACE, documents, values_of, within
from engines.backends.sql.tables import words as indexed
from engines.routing.ports import Body, Document, Page, RevisionConflict

_ALIVE = documents.c.body.is_not(null())
_LAST_CHARACTER = "\U0010ffff"


class SqlDocuments:
    """Documents of one place; a revision is replaced by one statement, so that no two writers both replace it."""

    def __init__(self, database: Database, place: Place) -> None:
        self._database = database
        self._place = place

    def get(self, key: str) -> Document | None:
        rows = self._database.rows(select(documents).where(self._at(key), _ALIVE))
        return _document(rows[0]) if rows else None

    def put(self, key: str, body: Body, *, expected: int | None = None, words: Iterable[str] | None = None) -> Document:
        statement = self._putting(key, body, expected)
        if words is None:
            rows = self._database.rows(statement)
        else:
            with self._database.transaction() as connection:
                if rows := connection.execute(statement).all():
                    self._index(connection, key, words)
        if not rows:
            raise RevisionConflict(key, expected or 0, self._revision(key))
        return _document(rows[0])

    def _putting(self, key: str, body: Body, expected: int | None) -> Executable:
        """The statement that returns the new document, and nothing where another revision is there."""
        at = self._at(key)
        new = {"body": arguments.json_text(body), "updated_at": arguments.now()}
        if not expected:
            return self._upsert(key, new, over=true() if expected is None else documents.c.body.is_(null()))
        current = and_(at, _ALIVE, documents.c.revision == expected)
        changed = {**new, "revision": documents.c.revision + 1}
        return update(documents).where(current).values(changed).returning(documents)

    def delete(self, key: str, *, expected: int | None = None) -> bool:
        doomed = and_(self._at(key), _ALIVE)
        if expected is not None:
            doomed = and_(doomed, documents.c.revision == expected)
        emptied = {"body": null(), "revision": documents.c.revision + 1, "updated_at": arguments.now()}
        rows = self._database.rows(update(documents).where(doomed).values(emptied).returning(documents.c.key))
        if not rows and expected is not None and (found := self._revision(key)) != expected:
            raise RevisionConflict(key, expected, found)
        return bool(rows)

    def _index(self, connection: Connection, key: str, words: Iterable[str]) -> None:
        connection.execute(delete(indexed).where(within(indexed, self._place), indexed.c.key == key))
        at = {**values_of(self._place), "key": key}
        if rows := [{**at, "word": arguments.key(word, "word")} for word in sorted(set(words))]:
            connection.execute(insert(indexed), rows)

    def list(
        self, prefix: str = "", *, cursor: str | None = None, limit: int = 100, having: Iterable[str] = ()
    ) -> Page[Document]:
        arguments.limit(limit)
        in_order = _starts_with(documents.c.key, arguments.key(prefix, "prefix"))
        wanted = select(documents).where(within(documents, self._place), _ALIVE, in_order)
        for beginning in having:
            matching = _starts_with(indexed.c.word, arguments.key(beginning, "word"))
            wanted = wanted.where(
                documents.c.key.in_(select(indexed.c.key).where(within(indexed, self._place), matching))
            )
        if cursor is not None:
            wanted = wanted.where(documents.c.key > arguments.key(cursor, "cursor"))
        rows = self._database.rows(wanted.order_by(documents.c.key).limit(limit + 1))
        return Page(tuple(map(_document, rows[:limit])), rows[limit - 1].key if len(rows) > limit else None)

    def _upsert(self, key: str, new: dict[str, Any], *, over: ColumnElement[bool]) -> Executable:
        first = self._database.flavour.insert(documents).values(**values_of(self._place), key=key, revision=1, **new)
        changed = {**new, "revision": documents.c.revision + 1}
        upsert = first.on_conflict_do_update(index_elements=[*PLACE, "key"], set_=changed, where=over)
        return upsert.returning(documents)

    def _revision(self, key: str) -> int:
        found = self.get(key)
        return found.revision if found else 0

    def _at(self, key: str) -> ColumnElement[bool]:
        return and_(within(documents, self._place), documents.c.key == arguments.key(key))


def _starts_with(column: Column[Any], prefix: str) -> ColumnElement[bool]:
    """A range of the index; LIKE would not do: it ignores case on SQLite."""
    head, last = prefix.rstrip(_LAST_CHARACTER)[:-1], prefix.rstrip(_LAST_CHARACTER)[-1:]
    if not last:
        return column >= prefix
    following = "\ue000" if last == "\ud7ff" else chr(ord(last) + 1)  # between them lie the surrogates
    return and_(column >= prefix, column < head + following)


def _document(row: Row[Any]) -> Document:
    return Document(row.key, row.revision, row.body, row.updated_at)
