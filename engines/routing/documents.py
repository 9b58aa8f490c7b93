"""Routes as documents: what the control plane reads and writes, over HTTP and in files."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from engines.common.scope import Scope
from engines.routing.explanation import Explanation
from engines.routing.problem import Problem
from engines.routing.registry import Status
from engines.routing.route import Change, Entry, Route, Stored

KIND = r"^[a-z][a-z0-9_]{0,62}$"


class RouteBody(BaseModel):
    """What a route leads to, without the place where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backend: str = Field(min_length=1, max_length=63)
    config: dict[str, str] = {}
    last_known_good_seconds: float = Field(default=0.0, ge=0, le=3600)

    def at(self, kind: str, scope: Scope) -> Route:
        """The route that leads there."""
        return Route(kind, scope, self.backend, self.config, self.last_known_good_seconds)


class Step(BaseModel):
    """One route of a set that is applied at once: what it is to be, or that it is to go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(pattern=KIND)
    scope: str
    route: RouteBody | None

    @field_validator("scope")
    @classmethod
    def _well_formed(cls, text: str) -> str:
        return str(Scope.parse(text))


def of_route(route: Route | None) -> dict[str, Any] | None:
    """The document of a route's contents; RouteBody reads it back."""
    if route is None:
        return None
    known = route.last_known_good_seconds
    return {"backend": route.backend, "config": dict(route.config), "last_known_good_seconds": known}


def of_stored(stored: Stored) -> dict[str, Any]:
    """The document of a route where it stands."""
    where = {"kind": stored.route.kind, "scope": str(stored.route.scope)}
    return {**where, "revision": str(stored.revision), "route": of_route(stored.route)}


def of_change(change: Change, old: Route | None) -> dict[str, Any]:
    """The document of a step that is planned."""
    return {"kind": change.kind, "scope": str(change.scope), "old": of_route(old), "new": of_route(change.new)}


def of_problem(problem: Problem) -> dict[str, Any]:
    """The document of a reason for a refusal."""
    scope = str(problem.scope) if problem.scope else None
    return {"id": problem.id, "kind": problem.kind, "scope": scope, "text": problem.text}


def of_entry(entry: Entry) -> dict[str, Any]:
    """The document of a line of the history."""
    by = {"actor": entry.author.actor, "reason": entry.author.reason}
    what = {"kind": entry.kind, "scope": str(entry.scope), "old": of_route(entry.old), "new": of_route(entry.new)}
    return {"revision": str(entry.revision), "at": entry.at.isoformat(), **by, **what}


def of_explanation(explanation: Explanation) -> dict[str, Any]:
    """The document of a lookup, candidate by candidate."""
    tried = [
        {"scope": str(one.scope), "route": of_route(one.route), "won": one.won, "why": one.why}
        for one in explanation.candidates
    ]
    asked = {"kind": explanation.kind, "scope": str(explanation.scope)}
    return {**asked, "revision": str(explanation.head), "candidates": tried}


def of_status(status: Status) -> dict[str, Any]:
    """The document of how the registry is."""
    serving = [
        {"kind": one.kind, "scope": str(one.scope), "age_seconds": round(one.age_seconds, 3)}
        for one in status.last_known_good
    ]
    head = str(status.head) if status.head else None
    return {"revision": head, "routes": status.routes, "outage": status.outage, "last_known_good": serving}
