"""Nexus: what is known, in cards and snippets that people find again."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from engines.common.moments import Clock, new_id, utc_now
from engines.nexus.models import Card, Hit, Item, Search, Snippet
from engines.routing.ports import Documents
from engines.routing.records import Records


@dataclass(frozen=True, slots=True)
class Nexus:
    documents: Documents
    now: Clock = utc_now

    @property
    def items(self) -> Records[Item]:
        return Records(self.documents, "item", Item, Item.words)

    def create(self, content: Card | Snippet, actor: str) -> Item:
        now, item_id = self.now(), new_id()
        item = Item(id=item_id, content=content, created_by=actor, created_at=now, changed_at=now)
        return self.items.add(item, item_id)

    def rewrite(self, item_id: str, content: Card | Snippet) -> Item:
        """Give the item other content."""
        changed = {"content": content, "changed_at": self.now()}
        return self.items.change(lambda item: item.model_copy(update=changed), item_id)

    def search(self, search: Search, *, limit: int = 20) -> list[Hit]:
        """The items that answer best, and of equal ones the newest; only those with the words asked for are read."""
        candidates = self.items.every(having=search.beginnings())
        scored = (Hit(item=item, score=search.score(item.content)) for item in candidates)
        found = (hit for hit in scored if hit.score)
        return heapq.nlargest(limit, found, key=lambda hit: (hit.score, hit.item.changed_at, hit.item.id))
