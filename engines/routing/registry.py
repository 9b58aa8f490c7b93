"""
The routing registry: which backend keeps a resource kind, for whom.

Precedence is total. A lookup for tenant/env/project tries the route of exactly that scope, then tenant/env/*, then
the system tenant's env/*. The nearest route wins as a whole and is never merged with another; when the policy refuses
it, no other is tried. No lookup leaves its environment or reads another tenant's row, and there is no default.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engines.common.scope import Scope
from engines.routing.errors import ChangeRefused, MissingRoutingConfig, RegistryUnavailable, RevisionGone, RouteRefused
from engines.routing.explanation import Explanation, explained
from engines.routing.lookup import Lookups
from engines.routing.outage import LastKnownGood, Serving
from engines.routing.policy import Policy
from engines.routing.problem import Problem
from engines.routing.route import Author, Change, Entry, Revision, Route, Stored
from engines.routing.scope import candidates
from engines.routing.startup import Receipt, Served, validate_startup
from engines.routing.stores import Store

__all__ = [
    "Author",
    "Change",
    "ChangeRefused",
    "MissingRoutingConfig",
    "Receipt",
    "Registry",
    "RegistryUnavailable",
    "Revision",
    "Route",
    "RouteRefused",
    "Scope",
    "Served",
    "Status",
    "validate_startup",
]


@dataclass(frozen=True, slots=True)
class Status:
    """How the registry is: its head, or why it has none to show, and what is served without it."""

    head: Revision | None
    routes: int
    outage: str
    last_known_good: tuple[Serving, ...]


class Registry:
    """The routes of a deployment, judged by one policy whenever they are written, validated or resolved."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self.store = store
        self.policy = policy
        self._lookups = Lookups(store.link)
        self._known = LastKnownGood()

    def resolve(self, kind: str, scope: Scope) -> Route:
        """
        Find the route that serves `kind` for `scope` at this moment, as last committed by any process.

        Raises MissingRoutingConfig, RouteRefused, and RegistryUnavailable unless the route opted in to being served
        from memory for a while.
        """
        try:
            stored = self._lookups.nearest(kind, scope)
        except RegistryUnavailable:
            route = self._known.recall(kind, scope)
            if route is None:
                raise
        else:
            route = stored.route if stored else None
            self._known.confirm(kind, scope, route)
        if route is None:
            raise MissingRoutingConfig(kind, scope, candidates(scope))
        if problems := self.policy.problems(route):
            raise RouteRefused(problems)
        return route

    def explain(self, kind: str, scope: Scope) -> Explanation:
        """Every candidate for a lookup, nearest first, and why it won or lost."""
        return explained(self.store.snapshot(), self.policy, kind, scope)

    def read(self, kind: str, scope: Scope) -> Stored:
        """The route of exactly this scope, refused or not. Raises MissingRoutingConfig."""
        if stored := self.store.read(kind, scope):
            return stored
        raise MissingRoutingConfig(kind, scope, (scope,))

    def list(self, kind: str | None = None) -> tuple[Stored, ...]:
        """All routes, or those of one kind, ordered by kind and scope."""
        found = (stored for stored in self.store.snapshot().routes if kind in (None, stored.route.kind))
        return tuple(sorted(found, key=lambda stored: (stored.route.kind, stored.route.scope)))

    def create(self, route: Route, author: Author) -> Revision:
        """Add a route where there is none."""
        return self.change([Change.put(route, None)], author)

    def update(self, route: Route, expected: Revision, author: Author) -> Revision:
        """Put a whole route in the place of the one at revision `expected`."""
        return self.change([Change.put(route, expected)], author)

    def delete(self, kind: str, scope: Scope, expected: Revision, author: Author) -> Revision:
        """Remove the route at revision `expected`."""
        return self.change([Change(kind, scope, None, expected)], author)

    def change(self, changes: Sequence[Change], author: Author, *, head: Revision | None = None) -> Revision:
        """
        Write several routes as one revision, or nothing at all.

        Raises ChangeRefused with every problem of policy, or every conflict of revisions, at once; and RevisionGone
        when `head` is given and no longer the newest revision.
        """
        if problems := self.refusals(changes):
            raise ChangeRefused(problems)
        return self.store.change(changes, author, head=head)

    def refusals(self, changes: Iterable[Change]) -> tuple[Problem, ...]:
        """What the policy has against the changes; nothing is written."""
        return tuple(problem for change in changes if change.new for problem in self.policy.problems(change.new))

    def history(self, *, kind: str | None = None, limit: int = 100) -> tuple[Entry, ...]:
        """What was changed by whom and why, newest first."""
        return self.store.history(kind=kind, limit=limit)

    def rollback(self, to: Revision, author: Author, *, head: Revision | None = None) -> Revision:
        """
        Make all routes what they were at revision `to`, as a new revision.

        The routes of that time are judged as any others are. Raises RevisionGone when `to` is not in this registry,
        or when `head` is given and something has changed since.
        """
        now = head or self.store.head()
        if to.epoch != now.epoch or to.number > now.number:
            raise RevisionGone(str(to), str(now))
        return self.change(self._undoing(to), author, head=now)

    def _undoing(self, to: Revision) -> tuple[Change, ...]:
        """One change for each route that differs from what it was at `to`."""
        before = {(entry.kind, entry.scope): entry.old for entry in self.store.history(after=to.number)}
        now = {(stored.route.kind, stored.route.scope): stored for stored in self.store.snapshot().routes}
        return tuple(
            Change(*place, old, stored.revision if stored else None)
            for place, old in sorted(before.items(), key=lambda item: item[0])
            if old != ((stored := now.get(place)) and stored.route)
        )

    def status(self) -> Status:
        """How the registry is at this moment; an outage is told and not raised."""
        try:
            snapshot = self.store.snapshot()
        except RegistryUnavailable as outage:
            return Status(None, 0, str(outage), self._known.serving())
        return Status(snapshot.head, len(snapshot.routes), "", self._known.serving())

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._lookups.close()
        self.store.close()
