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


class Note(Draft):
    id: str
    created_by: str
    created_at: AwareDatetime
    changed_at: AwareDatetime
    archived_at: AwareDatetime | None = None

    def answers(self, search: Search) -> bool:
        if search.archived != (self.archived_at is not None) or not set(search.tags) <= set(self.tags):
            return False
        own = words(f"{self.title} {self.body} {' '.join(self.tags)}")
        return all(begins_any(word, own) for word in words(search.text))
