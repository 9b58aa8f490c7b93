"""Many routes at once: what a set of steps would change, looked at first and applied only if nothing moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.common.scope import Scope
from engines.routing.documents import Step
from engines.routing.problem import Problem
from engines.routing.registry import Registry
from engines.routing.route import Author, Change, Revision, Route


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written at `head`: each change with the route it replaces, without steps that change nothing."""

    head: Revision
    changes: tuple[tuple[Change, Route | None], ...]
    problems: tuple[Problem, ...]


def planned(registry: Registry, steps: Sequence[Step]) -> Plan:
    """Compare the steps with the routes there are, and gather what the policy has against them; nothing is written."""
    snapshot = registry.store.snapshot()
    there = {(stored.route.kind, stored.route.scope): stored for stored in snapshot.routes}
    changes: list[tuple[Change, Route | None]] = []
    for step in steps:
        scope = Scope.parse(step.scope)
        stored = there.get((step.kind, scope))
        old, new = stored.route if stored else None, step.route.at(step.kind, scope) if step.route else None
        if old != new:
            changes.append((Change(step.kind, scope, new, stored.revision if stored else None), old))
    return Plan(snapshot.head, tuple(changes), registry.refusals(change for change, _ in changes))


def applied(registry: Registry, steps: Sequence[Step], author: Author, head: Revision) -> tuple[Revision, Plan]:
    """
    Write the steps as one revision, if the registry is still at `head`, the one that the plan was made at.

    Where nothing would change, nothing is written and the head stays. Raises as Registry.change does.
    """
    plan = planned(registry, steps)
    if not plan.changes and plan.head == head:
        return head, plan
    return registry.change([change for change, _ in plan.changes], author, head=head), plan
