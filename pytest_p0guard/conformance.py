"""The generated refusals: every mounted kind on every route that forgets, and the healthy set to be accepted."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pytest_p0guard.errors import AdapterIncomplete, SettingWrong
from pytest_p0guard.wording import error_text

VIOLATIONS = ("missing", "memory", "noop", "local", "tmp", "loopback")
"""What is done to the route of a kind: it is taken away, or pointed at a backend that forgets or that is not shared."""


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
        """
        The application that the factory builds on ``routes``; what the factory raises passes through.

        Started as well, where applications validate at start-up.
        """


class Witness(Protocol):
    """What an adapter may tell besides, each method by itself: more is then asked of every application seen."""

    def mounted(self, app: object) -> Iterable[str]:
        """The kinds mounted on this application: each must be among the ``kinds`` of the validator's result."""

    def registry(self, app: object) -> object:
        """The very object that this application resolves through: the validator is given it, or is its method."""

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
    """What became of a case: ``fault`` is empty when it is proven, ``said`` holds what the factory raised."""

    case: Case
    fault: str
    said: str
    seconds: float


def cases(kinds: Iterable[str]) -> tuple[Case, ...]:
    """Every case, in an order that is the same in every process."""
    return (Case(), *(Case(kind, violation) for kind in sorted(set(kinds)) for violation in VIOLATIONS))


def essential(kinds: Iterable[str]) -> tuple[Case, ...]:
    """The cases worth repeating elsewhere: the healthy set, each kind missing, the first kind in every violation."""
    ordered = sorted(set(kinds))
    return tuple(case for case in cases(ordered) if case.violation in ("", "missing") or case.kind == ordered[0])


def checked(candidate: object, name: str) -> Adapter:
    """
    The adapter that ``candidate`` is, or makes when it is called without arguments.

    Raises ``AdapterIncomplete`` when a method is missing.
    """
    if callable(candidate) and (isinstance(candidate, type) or _missing(candidate)) and _takes_nothing(candidate):
        candidate = candidate()
    missing = _missing(candidate)
    if missing:
        raise AdapterIncomplete(name, missing)
    return candidate  # type: ignore[return-value]  # the four methods were just looked for


def _missing(candidate: object) -> list[str]:
    return [name for name in ("kinds", "scope", "healthy", "build") if not callable(getattr(candidate, name, None))]


def _takes_nothing(candidate: Callable[..., object]) -> bool:
    try:
        inspect.signature(candidate).bind()
    except (TypeError, ValueError):
        return False
    return True


def kinds_of(adapter: Adapter, name: str) -> list[str]:
    """The kinds that the adapter tells; raises ``SettingWrong`` when that would prove nothing."""
    kinds = sorted(set(adapter.kinds()))
    if not kinds:
        raise SettingWrong("p0guard_adapter", f"{name} tells no kinds: there is nothing to refuse")
    return kinds


def prove(adapter: Adapter, factory: str, case: Case) -> Outcome:
    """Build on the routes of ``case`` and tell what became of it; what the adapter itself raises passes through."""
    routes = _routes(adapter, case)
    started = time.perf_counter()
    app, said = _attempt(adapter, routes)
    seconds = time.perf_counter() - started
    faults = _healthy_faults(adapter, app, said) if not case.kind else _faults(case, said, tuple(adapter.scope()))
    fault = "; ".join(faults)
    return Outcome(case, f"{factory} {fault}" if fault else "", said or "", seconds)


def _routes(adapter: Adapter, case: Case) -> Routes:
    routes = adapter.healthy()
    if not case.kind:
        return routes
    return routes.without(case.kind) if case.violation == "missing" else routes.with_backend(case.kind, case.violation)


def _attempt(adapter: Adapter, routes: Routes) -> tuple[object, str | None]:
    """The application, and None or what the factory raised instead of giving one, in words."""
    try:
        return adapter.build(routes), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a factory may end the process on purpose: SystemExit is a refusal too
        return None, error_text(error)


def _healthy_faults(adapter: Adapter, app: object, said: str | None) -> Iterator[str]:
    if said is not None:
        yield f"refused the healthy routes: {said}"
    elif hasattr(adapter, "mounted"):
        untold = sorted(set(adapter.mounted(app)) - set(adapter.kinds()))
        if untold:
            yield f"mounts {', '.join(map(repr, untold))}, of which the kinds of the adapter say nothing"


def _faults(case: Case, said: str | None, scope: tuple[str, ...]) -> Iterator[str]:
    if said is None:
        yield f"built on {case.situation}: it must refuse, naming the kind and the scope {'/'.join(scope)}"
        return
    unnamed = [word for word in (case.kind, *scope) if not _names(said, word)]
    if unnamed:
        yield f"refused {case.situation} without naming {', '.join(map(repr, unnamed))}: {said}"


def _names(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
