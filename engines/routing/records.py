"""Documents as values of one model: what most engines keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from engines.common.errors import Conflict, NotFound
from engines.routing.ports import ArgumentRefused, Document, Documents, Page, RevisionConflict

M = TypeVar("M", bound=BaseModel)

ATTEMPTS = 100
WHOLE_PAGE = 1000
LONGEST_WORD = 60  # characters, each of up to four bytes


class RecordError(Exception):
    """The facts of a refusal: what kind of record, and which."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(what, name)
        self.what = what
        self.name = name


class NoSuchRecord(RecordError, NotFound):
    def __str__(self) -> str:
        return f"there is no {self.what} {self.name!r} in this scope: add it, or name one that is there"


class RecordExists(RecordError, Conflict):
    def __str__(self) -> str:
        return f"{self.what} {self.name!r} is there already: change it, or choose another name"


class Contended(RecordError, Conflict):
    def __str__(self) -> str:
        return f"{self.what} {self.name!r} was changed by others {ATTEMPTS} times meanwhile: try again"


def record_key(what: str, *name: str) -> str:
    """Where a record is kept; the parts are quoted, so that no name can reach into another."""
    if not all(name):
        raise ArgumentRefused("name", f"of a {what} has an empty part: give it one")
    return "/".join((what, *(quote(part, safe="") for part in name)))


@dataclass(frozen=True, slots=True)
class Records(Generic[M]):
    """
    The records of one sort, each under a name of one or more parts.

    Every change is a compare-and-set, repeated when someone else was faster, so that no change is lost and `edit` may
    run more than once.
    """

    documents: Documents
    what: str
    model: type[M]
    words: Callable[[M], Iterable[str]] | None = None
    """The words by which a record is to be found; None where nobody looks for one by words."""

    def find(self, *name: str) -> M | None:
        found = self.documents.get(self._key(name))
        return None if found is None else self._value(found)

    def read(self, *name: str) -> M:
        value = self.find(*name)
        if value is None:
            raise NoSuchRecord(self.what, "/".join(name))
        return value

    def add(self, value: M, *name: str) -> M:
        """Keep a record that must not be there yet; RecordExists otherwise."""
        try:
            self._put(value, name, expected=0)
        except RevisionConflict as conflict:
            raise RecordExists(self.what, "/".join(name)) from conflict
        return value

    def put(self, value: M, *name: str) -> M:
        """Keep a record in place of whatever is there."""
        self._put(value, name, expected=None)
        return value

    def settle(self, edit: Callable[[M | None], M], *name: str) -> M:
        """Replace what is there (None: nothing) by what `edit` makes of it."""
        key = self._key(name)
        for _ in range(ATTEMPTS):
            found = self.documents.get(key)
            value = edit(None if found is None else self._value(found))
            try:
                self._put(value, name, expected=0 if found is None else found.revision)
            except RevisionConflict:
                continue
            return value
        raise Contended(self.what, "/".join(name))

    def change(self, edit: Callable[[M], M], *name: str) -> M:
        """Replace a record that must be there by what `edit` makes of it."""

        def edit_what_is_there(value: M | None) -> M:
            if value is None:
                raise NoSuchRecord(self.what, "/".join(name))
            return edit(value)

        return self.settle(edit_what_is_there, *name)

    def remove(self, *name: str, check: Callable[[M], object] = lambda _: None) -> None:
        """Remove a record that must be there and that `check` lets pass; `check` raises what forbids it."""
        key = self._key(name)
        for _ in range(ATTEMPTS):
            found = self.documents.get(key)
            if found is None:
                raise NoSuchRecord(self.what, "/".join(name))
            check(self._value(found))
            try:
                self.documents.delete(key, expected=found.revision)
            except RevisionConflict:
                continue
            return
        raise Contended(self.what, "/".join(name))

    def page(
        self,
        *under: str,
        cursor: str | None = None,
        limit: int = 100,
        having: Iterable[str] = (),
        keep: Callable[[M], bool] = lambda _: True,
    ) -> Page[M]:
        """
        The records that `keep` accepts, in the order of their names, below the parts `under`.

        For each text in `having` they have a word that begins as its first 60 characters do.
        Reads on until there is one or the end is reached: a page may hold fewer than `limit` and still have a cursor.
        """
        beginnings = _indexed(having)
        while True:
            page = self.documents.list(self._prefix(under), cursor=cursor, limit=limit, having=beginnings)
            kept = tuple(value for value in map(self._value, page.items) if keep(value))
            if kept or page.cursor is None:
                return Page(kept, page.cursor)
            cursor = page.cursor

    def every(self, *under: str, having: Iterable[str] = ()) -> Iterator[M]:
        """All records below the parts `under`, in the order of their names; `having` is as for `page`."""
        beginnings, cursor = _indexed(having), None
        while True:
            page = self.documents.list(self._prefix(under), cursor=cursor, limit=WHOLE_PAGE, having=beginnings)
            yield from map(self._value, page.items)
            if (cursor := page.cursor) is None:
                return

    def _put(self, value: M, name: tuple[str, ...], *, expected: int | None) -> None:
        words = None if self.words is None else _indexed(self.words(value))
        self.documents.put(self._key(name), value.model_dump(mode="json"), expected=expected, words=words)

    def _value(self, document: Document) -> M:
        return self.model.model_validate(dict(document.body))

    def _key(self, name: tuple[str, ...]) -> str:
        return record_key(self.what, *name)

    def _prefix(self, under: tuple[str, ...]) -> str:
        return record_key(self.what, *under) + "/"


def _indexed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:LONGEST_WORD] for word in words)
