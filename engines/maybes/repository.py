"""Maybes: notes that are written, tagged, found again and put away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engines.common.errors import Conflict
from engines.common.moments import Clock, new_id, utc_now
from engines.common.scope import Scope
from engines.maybes.models import Draft, Edit, Note, Search
from engines.routing.ports import Documents, Page
from engines.routing.records import Records
from engines.routing.selector import Engine, Router


class Archived(Conflict):
    """An archived note is a record of what was, and does not change."""

    def __init__(self, note_id: str) -> None:
        super().__init__(note_id)
        self.note_id = note_id

    def __str__(self) -> str:
        return f"note {self.note_id!r} is archived: restore it before changing it"


@dataclass(frozen=True, slots=True)
class Maybes:
    documents: Documents
    now: Clock = utc_now

    @property
    def notes(self) -> Records[Note]:
        return Records(self.documents, "note", Note, Note.words)

    def create(self, draft: Draft, actor: str) -> Note:
        now, note_id = self.now(), new_id()
        note = Note(id=note_id, created_by=actor, created_at=now, changed_at=now, **draft.model_dump())
        return self.notes.add(note, note_id)

    def edit(self, note_id: str, edit: Edit) -> Note:
        """Change what the edit names."""
        return self._update(note_id, lambda _: edit.model_dump(exclude_none=True))

    def tag(self, note_id: str, tag: str) -> Note:
        return self._update(note_id, lambda note: {"tags": (*note.tags, tag)})

    def untag(self, note_id: str, tag: str) -> Note:
        return self._update(note_id, lambda note: {"tags": tuple(own for own in note.tags if own != tag)})

    def archive(self, note_id: str) -> Note:
        """Put the note away: it leaves the searches of what is current and does not change any more."""
        return self._update(note_id, lambda _: {"archived_at": self.now()})

    def restore(self, note_id: str) -> Note:
        """Take the note out of the archive; a note that is not there stays as it is."""
        return self.notes.change(lambda note: note.model_copy(update={"archived_at": None}), note_id)

    def search(self, search: Search, *, cursor: str | None = None, limit: int = 100) -> Page[Note]:
        """The notes that answer the search, oldest first."""
        return self.notes.page(
            cursor=cursor, limit=limit, having=search.beginnings(), keep=lambda note: note.answers(search)
        )

    def _update(self, note_id: str, fields: Callable[[Note], Mapping[str, object]]) -> Note:
        def update(note: Note) -> Note:
            if note.archived_at is not None:
                raise Archived(note_id)
            return Note.model_validate({**note.model_dump(), **fields(note), "changed_at": self.now()})

        return self.notes.change(update, note_id)


ENGINE = Engine("maybes", Documents, Maybes)


def maybes(router: Router, scope: Scope) -> Maybes:
    """The notes of a scope."""
    return router.bind(ENGINE, scope)
