"""What the registry raises; no message holds a value of a configuration."""

from __future__ import annotations

from collections.abc import Iterable

from engines.common.scope import Scope
from engines.routing.problem import Problem


class RoutingError(Exception):
    """Base of everything that the routing registry raises."""


class MissingRoutingConfig(RoutingError):
    """No route serves this kind in this scope; there is no default to fall back on."""

    def __init__(self, kind: str, scope: Scope, tried: tuple[Scope, ...]) -> None:
        super().__init__(kind, scope, tried)
        self.kind, self.scope, self.tried = kind, scope, tried

    def __str__(self) -> str:
        tried = ", ".join(map(str, self.tried))
        return f"no route for {self.kind!r} in {self.scope.words} (tried {tried}): add one to the routing registry"


class RouteRefused(RoutingError):
    """The policy forbids the route that was found; no other route is tried."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class KindUnproven(RoutingError):
    """An engine is used that no start-up validation has covered: it was mounted afterwards."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

    def __str__(self) -> str:
        return f"{self.kind!r} was mounted after start-up was validated: mount it before"


class ChangeRefused(RoutingError):
    """Nothing of a transaction was written; `problems` are all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return listed(f"change refused: {count(self.problems, 'problem')}", self.problems)


class RevisionGone(RoutingError):
    """A revision that a caller names is not in this registry: it is of another epoch, or still to come."""

    def __init__(self, asked: str, head: str) -> None:
        super().__init__(asked, head)
        self.asked, self.head = asked, head

    def __str__(self) -> str:
        return f"revision {self.asked} is not in this registry, which is at {self.head}: read again and repeat"


class HeadMoved(RevisionGone):
    """The registry is no longer at the revision for which a change was meant."""

    def __str__(self) -> str:
        return f"the registry is no longer at revision {self.asked} but at {self.head}: read again and repeat"


class RegistryUnavailable(RoutingError):
    """The registry cannot be read or written; `reason` is the class of the failure, never an address."""

    def __init__(self, doing: str, reason: str) -> None:
        super().__init__(doing, reason)
        self.doing, self.reason = doing, reason

    def __str__(self) -> str:
        return f"the routing registry could not be reached while {self.doing} ({self.reason}): nothing is assumed"


class RegistryMissing(RegistryUnavailable):
    """A database answers, and there is no registry in it."""

    def __str__(self) -> str:
        return "there is no routing registry at its address: make one with 'python -m engines.routing init'"


class RegistryAddressRefused(RoutingError):
    """The address of the registry names no store."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return f"the address of the routing registry {self.problem}: give sqlite:///PATH or postgresql://HOST/DATABASE"


class StartupRefused(RoutingError, SystemExit):
    """
    The application may not start; `problems` are all the reasons at once.

    It is a SystemExit with code 3 because uvicorn's and gunicorn's supervisors stop on that code alone; an ordinary
    exception or another code would be respawned for ever.
    """

    code: int

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)
        self.code = 3

    def __str__(self) -> str:
        kinds = {problem.kind for problem in self.problems if problem.kind}
        without = f"{count(kinds, 'resource kind')} {'has' if len(kinds) == 1 else 'have'} no durable route"
        head = without if kinds else count(self.problems, "problem")
        return listed(f"start-up refused: {head}", self.problems)


def count(things: Iterable[object], noun: str) -> str:
    """`1 problem`, `2 problems`."""
    number = len(tuple(things))
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(head: str, problems: Iterable[Problem]) -> str:
    """A head line and one line for each problem."""
    return "\n".join((head, *(f"  - {problem}" for problem in problems)))
