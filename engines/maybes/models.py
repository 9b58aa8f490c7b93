"""A note."""

from __future__ import annotations

from pydantic import AwareDatetime

from engines.common.values import Line, Tags, Text, Value
from engines.common.words import begins_any, words


class Draft(Value):
    """What somebody notes down."""

    title: Line
    body: Text = ""
    tags: Tags = ()


class Edit(Value):
    """What is to change; what is left out stays."""

    title: Line | None = None
    body: Text | None = None
    tags: Tags | None = None


class Search(Value):
    """Notes with every word of `text`, or one that begins so, and every tag; archived ones only if asked for."""

    text: str = ""
    tags: Tags = ()
    archived: bool = False

    def beginnings(self) -> frozenset[str]:
        """With what words of a note must begin for it to answer, whatever else is looked for."""
        return words(" ".join((self.text, *self.tags)))


class Note(Draft):
    id: str
    created_by: str
    created_at: AwareDatetime
    changed_at: AwareDatetime
    archived_at: AwareDatetime | None = None

    def words(self) -> frozenset[str]:
        """All words of the note, by which it is found."""
        return words(" ".join((self.title, self.body, *self.tags)))

    def answers(self, search: Search) -> bool:
        if search.archived != (self.archived_at is not None) or not set(search.tags) <= set(self.tags):
            return False
        own = self.words()
        return all(begins_any(word, own) for word in words(search.text))
