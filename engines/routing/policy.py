"""The durability policy: what a route may not lead to. One function, asked on write, at start-up and at resolution."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from engines.routing import hosts
from engines.routing.filesystem import is_temporary
from engines.routing.ports import BackendError, ConfigRefused, Target, Technology
from engines.routing.problem import Problem, ProblemId
from engines.routing.route import Identity, Route
from engines.routing.secrets import literal_secrets

Fault: TypeAlias = "tuple[ProblemId, str]"
FindTechnology: TypeAlias = Callable[[str], Technology]
"""Finds a technology by name; raises BackendError when there is none of that name, or none that works."""

NAMES_HOLD_SECONDS = 30.0
LARGEST = 50_000

NAMES_THAT_FORGET: dict[str, ProblemId] = {
    **dict.fromkeys(("memory", "in-memory", "inmemory", "in_memory", "ram"), "memory"),
    **dict.fromkeys(("noop", "no-op", "null", "none", "dummy", "fake", "console", ""), "noop"),
    **dict.fromkeys(("local", "localfs", "file", "filesystem", "disk"), "local"),
    **dict.fromkeys(("tmp", "temp", "tempfile", "tmpfs"), "tmp"),
    **dict.fromkeys(("loopback", "localhost"), "loopback"),
}

TEXTS: dict[ProblemId, str] = {
    "memory": "routed to {backend} in memory, which forgets on restart: name a durable store",
    "noop": "routed to {backend}, which keeps nothing: name a durable store",
    "local": "routed to {backend} on the local disk, which no other replica sees: name a shared store",
    "tmp": "routed to {backend} in a temporary place, which the system clears: name a durable store",
    "loopback": "routed to {backend} at a loopback address: name a host that every replica reaches",
    "unresolvable": "routed to {backend} at a host that has no address here: name one that resolves",
}


class Policy:
    """
    Judges where a route really leads, as the driver would read its configuration.

    `permits` names what is let through all the same: an explicit flag of tests and development, given in code only. No
    environment variable, no name of an environment and no running under a test runner opens it.
    """

    def __init__(
        self,
        technology: FindTechnology,
        permits: frozenset[ProblemId] = frozenset(),
        resolve: hosts.Resolve = hosts.addresses,
    ) -> None:
        self.technology = technology
        self.permits = permits
        self._resolve = resolve
        self._judged: dict[Identity, tuple[tuple[Fault, ...], float]] = {}

    def problems(self, route: Route) -> tuple[Problem, ...]:
        """
        All that forbids the route; nothing when it may be used.

        A verdict holds for 30 seconds, since what a name stands for can change while the route does not.
        """
        faults, until = self._judged.get(route.identity, ((), 0.0))
        if time.monotonic() >= until:
            if len(self._judged) > LARGEST:
                self._judged.clear()
            faults = tuple(fault for fault in self._faults(route) if fault[0] not in self.permits)
            self._judged[route.identity] = faults, time.monotonic() + NAMES_HOLD_SECONDS
        return tuple(Problem(id, route.kind, route.scope, text) for id, text in faults)

    def _faults(self, route: Route) -> Iterator[Fault]:
        for key in literal_secrets(route.config):
            yield "secret", f"config key {key!r} holds a secret: put a reference there, such as secretref:env:NAME"
        forgets = NAMES_THAT_FORGET.get(route.backend.casefold())
        if forgets and forgets not in self.permits:
            yield _fault(forgets, route.backend)
            return
        try:
            technology = self.technology(route.backend)
        except BackendError as error:
            yield "unknown-backend", str(error)
            return
        yield from self._faults_of_targets(route, technology)

    def _faults_of_targets(self, route: Route, technology: Technology) -> Iterator[Fault]:
        try:
            targets = technology.targets(route.config)
        except ConfigRefused as refused:
            yield "unreadable", str(refused)
            return
        if not targets:
            yield "unreadable", f"routed to {route.backend}, which does not say where it would go: complete its config"
        found = dict.fromkeys(id for target in targets if (id := self.judge(target)))
        yield from (_fault(id, route.backend) for id in found)

    def judge(self, target: Target) -> ProblemId | None:
        """What is wrong with one effective target; None for a durable one and for a placeholder."""
        if target.kind == "network":
            return hosts.verdict(target.address, self._resolve) or None
        if target.kind == "file":
            return "tmp" if is_temporary(Path(target.address)) else "local"
        if target.kind == "placeholder":
            return None
        return "loopback" if target.kind == "socket" else target.kind


def _fault(id: ProblemId, backend: str) -> Fault:
    return id, TEXTS[id].format(backend=backend or "nothing")
