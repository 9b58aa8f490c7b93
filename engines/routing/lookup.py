"""Reading routes so that the next call sees every change, at the price of one guard and not of a query."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

from engines.common.scope import Scope
from engines.routing.route import Stored
from engines.routing.scope import candidates
from engines.routing.stores.link import Link, Reader
from engines.routing.stores.store import find

LARGEST = 50_000


class Lookup:
    """
    One reader and what it has read since the store last changed.

    The guard is asked on every call and before the answer is taken, so an answer is never older than the call.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._guard = reader.guard
        self._seen: Hashable = None
        self._found: dict[tuple[str, Scope], Stored | None] = {}

    def nearest(self, kind: str, scope: Scope) -> Stored | None:
        """The route that serves the scope: of the scope itself, else of its tenant, else of the system tenant."""
        if (now := self._guard()) != self._seen or len(self._found) > LARGEST:
            self._found.clear()
            self._seen = now
        try:
            return self._found[kind, scope]
        except KeyError:
            found = self._found[kind, scope] = self._read(kind, scope)
            return found

    def _read(self, kind: str, scope: Scope) -> Stored | None:
        tried = candidates(scope)
        routes = find(self._reader, kind, tried)
        return next((routes[one] for one in tried if one in routes), None)

    def close(self) -> None:
        self._reader.close()


class Lookups:
    """
    As many lookups as calls overlap, each used by one call at a time.

    The one used last is taken first, so that few connections serve many threads.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._idle: deque[Lookup] = deque()

    def nearest(self, kind: str, scope: Scope) -> Stored | None:
        """As Lookup.nearest; a lookup that failed is not used again. Raises RegistryUnavailable."""
        try:
            lookup = self._idle.pop()
        except IndexError:
            lookup = Lookup(self._link.reader())
        try:
            found = lookup.nearest(kind, scope)
        except BaseException:
            lookup.close()
            raise
        self._idle.append(lookup)
        return found

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()
