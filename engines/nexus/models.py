"""Cards and snippets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field

from engines.common.values import Line, Tags, Text, Value
from engines.common.words import begins_any, words


class Card(Value):
    """Something worth knowing, in somebody's own words."""

    sort: Literal["card"]
    title: Line
    body: Text = ""
    tags: Tags = ()

    def weighed(self) -> Iterator[tuple[int, str]]:
        """The texts of the card, each with what a word in it is worth."""
        yield from ((3, self.title), (2, " ".join(self.tags)), (1, self.body))


class Snippet(Value):
    """A piece of something else, and where it is from."""

    sort: Literal["snippet"]
    text: Text
    source: Line
    tags: Tags = ()

    def weighed(self) -> Iterator[tuple[int, str]]:
        """The texts of the snippet, each with what a word in it is worth."""
        yield from ((2, " ".join(self.tags)), (1, self.text), (1, self.source))


Content: TypeAlias = Annotated[Card | Snippet, Field(discriminator="sort")]


class Item(Value):
    """A card or a snippet as it is kept."""

    id: str
    content: Content
    created_by: str
    created_at: AwareDatetime
    changed_at: AwareDatetime

    def words(self) -> frozenset[str]:
        """All words of the content, by which the item is found."""
        return words(" ".join(text for _worth, text in self.content.weighed()))


class Search(Value):
    """What is looked for: every word of `text`, or one that begins so, every tag, and one sort if it matters."""

    text: str = ""
    tags: Tags = ()
    sort: Literal["card", "snippet"] | None = None

    def beginnings(self) -> frozenset[str]:
        """With what words of an item must begin for it to answer, whatever else is looked for."""
        return words(" ".join((self.text, *self.tags)))

    def score(self, content: Card | Snippet) -> int:
        """How well the content answers; 0 when it does not. What is looked for by tags alone scores 1."""
        if self.sort not in (None, content.sort) or not set(self.tags) <= set(content.tags):
            return 0
        texts = [(worth, words(text)) for worth, text in content.weighed()]
        best = [max((worth for worth, text in texts if begins_any(word, text)), default=0) for word in words(self.text)]
        return (sum(best) or 1) if all(best) else 0


class Hit(Value):
    item: Item
    score: int
