"""The generated refusals: every mounted kind with every route that forgets, and the healthy set that must be accepted."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pytest_p0guard.errors import AdapterIncomplete
from pytest_p0guard.wording import error_text

VIOLATIONS = ("missing", "memory", "noop", "local", "tmp", "loopback")
"""What is done to the route of one kind: it is taken away, or pointed at a backend that forgets or that no replica shares."""


class Routes(Protocol):
    """A set of routes as a value: each method answers with another set and leaves this one as it is."""

    def without(self, kind: str) -> Routes:
        """The set without any route for ``kind``."""

    def with_backend(self, kind: str, backend: str) -> Routes:
        """The set with ``kind`` on ``backend``, one of the violations but ``missing``; the policy is not asked here."""


class Adapter(Protocol):
    """What a project tells the guard, so that it can generate the refusals; nothing is imported from here to do so."""

    def kinds(self) -> Iterable[str]:
        """The resource kinds that the application mounts, taken from what it really mounts."""

    def scope(self) -> Iterable[str]:
        """The words by which a refusal names the scope of the healthy routes, such as ``("t_acme", "prod")``."""

    def healthy(self) -> Routes:
        """Routes on which the application must start."""

    def build(self, routes: Routes) -> object:
        """The application that the factory builds on ``routes``; what the factory raises passes through."""


class Witness(Protocol):
    """What an adapter may tell besides, each method by itself; the guard then asks more of every application it sees."""

    def mounted(self, app: object) -> Iterable[str]:
        """The kinds mounted on this application; those that no receipt (``kinds`` of a validator's result) holds are a fault."""

    def registry(self, app: object) -> object:
        """The very object that this application resolves through; the validator must have been given it, or be its method."""

    def selector(self, kind: str) -> object:
        """The function or class that selects the backend of ``kind``, for the report."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to prove of a factory; ``kind`` is empty for the healthy set."""

    kind: str = ""
    violation: str = ""

    @property
    def name(self) -> str:
        """The stable last part of the node id."""
        return f"{self.kind}[{self.violation}]" if self.kind else "healthy"

    @property
    def situation(self) -> str:
        """The case in the words of a sentence."""
        if not self.kind:
            return "the healthy routes"
        return f"no route for {self.kind!r}" if self.violation == "missing" else f"{self.kind!r} on {self.violation}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: ``fault`` is empty when it is proven, ``said`` is what the factory raised, ``seconds`` its time."""

    case: Case
    fault: str
    said: str
    seconds: float


def cases(kinds: Iterable[str]) -> tuple[Case, ...]:
    """Every case, in an order that is the same in every process."""
    return (Case(), *(Case(kind, violation) for kind in sorted(set(kinds)) for violation in VIOLATIONS))


def essential(kinds: Iterable[str]) -> tuple[Case, ...]:
    """The cases worth repeating elsewhere: the healthy set, each kind missing, and the first kind in every violation."""
    ordered = sorted(set(kinds))
    return tuple(case for case in cases(ordered) if case.violation in ("", "missing") or case.kind == ordered[0])


def checked(candidate: object, name: str) -> Adapter:
    """
    The adapter that ``candidate`` is, or makes when it is called without arguments.

    Raises ``AdapterIncomplete`` when a method is missing.
    """
    needed = ("kinds", "scope", "healthy", "build")
    missing = [method for method in needed if not callable(getattr(candidate, method, None))]
    if missing and callable(candidate):
        candidate = candidate()
        missing = [method for method in needed if not callable(getattr(candidate, method, None))]
    if missing or isinstance(candidate, type):
        raise AdapterIncomplete(name, missing or needed)
    return candidate  # type: ignore[return-value]  # the four methods were just looked for


def prove(adapter: Adapter, factory: str, case: Case) -> Outcome:
    """Build on the routes of ``case`` and tell what became of it; what the adapter raises while it makes routes passes through."""
    routes = _routes(adapter, case)
    started = time.perf_counter()
    said = _refusal(adapter, routes)
    seconds = time.perf_counter() - started
    fault = "; ".join(_faults(case, said, tuple(adapter.scope())))
    return Outcome(case, f"{factory} {fault}" if fault else "", said or "", seconds)


def _routes(adapter: Adapter, case: Case) -> Routes:
    routes = adapter.healthy()
    if not case.kind:
        return routes
    return routes.without(case.kind) if case.violation == "missing" else routes.with_backend(case.kind, case.violation)


def _refusal(adapter: Adapter, routes: Routes) -> str | None:
    """What the factory raised, in words; None when it built an application."""
    try:
        adapter.build(routes)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a factory may end the process on purpose: SystemExit is a refusal too
        return error_text(error)
    return None


def _faults(case: Case, said: str | None, scope: tuple[str, ...]) -> Iterator[str]:
    if not case.kind:
        if said is not None:
            yield f"refused the healthy routes: {said}"
    elif said is None:
        yield f"built on {case.situation}: it must refuse, naming the kind and the scope {'/'.join(scope)}"
    else:
        unnamed = [word for word in (case.kind, *scope) if not _names(said, word)]
        if unnamed:
            yield f"refused {case.situation} without naming {', '.join(map(repr, unnamed))}: {said}"


def _names(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
