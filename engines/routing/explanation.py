"""Why a lookup finds what it finds."""

from __future__ import annotations

from dataclasses import dataclass

from engines.common.scope import Scope
from engines.routing.policy import Policy
from engines.routing.problem import Problem
from engines.routing.route import Revision, Route, Stored
from engines.routing.scope import candidates
from engines.routing.stores.store import Snapshot


@dataclass(frozen=True, slots=True)
class Candidate:
    """One scope that a lookup tries; `why` says in words how it fared."""

    scope: Scope
    stored: Stored | None
    won: bool
    why: str

    @property
    def route(self) -> Route | None:
        """The route there, if there is one."""
        return self.stored.route if self.stored else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A lookup, candidate by candidate; nobody won when there is no route or the nearest one is refused."""

    kind: str
    scope: Scope
    head: Revision
    candidates: tuple[Candidate, ...]

    @property
    def winner(self) -> Stored | None:
        """The route that the lookup answers with."""
        return next((candidate.stored for candidate in self.candidates if candidate.won), None)


def explained(snapshot: Snapshot, policy: Policy, kind: str, scope: Scope) -> Explanation:
    """Judge each candidate of a lookup on one snapshot."""
    there = {stored.route.scope: stored for stored in snapshot.routes if stored.route.kind == kind}
    tried = candidates(scope)
    nearest = next((one for one in tried if one in there), None)

    def judged(one: Scope) -> Candidate:
        stored = there.get(one)
        problems = policy.problems(stored.route) if stored else ()
        why = _why(stored, problems, one, nearest)
        return Candidate(one, stored, one == nearest and not problems, why)

    return Explanation(kind, scope, snapshot.head, tuple(map(judged, tried)))


def _why(stored: Stored | None, problems: tuple[Problem, ...], one: Scope, nearest: Scope | None) -> str:
    if stored is None:
        return "no route here"
    if one != nearest:
        return f"the route of {nearest} is nearer"
    return f"refused: {'; '.join(map(str, problems))}" if problems else "the nearest route"
