"""Watches factories and validators, and tells which application was built unvalidated; knows nothing of pytest."""

from __future__ import annotations

import inspect
import itertools
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType, ModuleType

from pytest_p0guard.audit import Unseen, returned_classes, unseen_apps
from pytest_p0guard.calls import Call, Place, Run, called_from
from pytest_p0guard.chain import links
from pytest_p0guard.errors import GuardError
from pytest_p0guard.imports import ImportHook
from pytest_p0guard.interception import interceptor
from pytest_p0guard.names import Name, find_in
from pytest_p0guard.verdict import AT_STARTUP, Verdict, judge
from pytest_p0guard.wording import error_text


@dataclass(slots=True, eq=False)
class _App:
    """
    An application by identity: ``held`` gives the object while it lives.

    ``runs`` are the validations that belong to it and are not judged yet, ``verdict`` came of the last judgement.
    """

    held: Callable[[], object]
    runs: list[Run]
    verdict: Verdict | None = None


class Guard:
    """
    One guard per run of pytest: ``start`` arms it, ``stop`` undoes everything.

    ``place`` is where the run is at the moment; whoever drives the guard keeps it up to date. ``witness`` gives the
    adapter of a factory, or None.
    """

    def __init__(
        self, factories: Sequence[Name], validators: Sequence[Name], when: str, witness: Callable[[Name], object | None]
    ) -> None:
        self.place = Place()
        self.called: Counter[str] = Counter()
        self.problems: list[GuardError] = []
        self.unseen: list[Unseen] = []
        self._factories = tuple(factories)
        self._validators = tuple(validators)
        self._when = when
        self._witness = witness
        self._clock = itertools.count(1)
        self._current: ContextVar[Call | Run | None] = ContextVar("p0guard", default=None)
        self._open: list[Call] = []
        self._unsettled: list[tuple[Call, _App]] = []
        self._apps: dict[int, _App] = {}
        self._found: dict[Name, object] = {}
        self._async: set[Name] = set()
        self._armed_modules: weakref.WeakSet[ModuleType] = weakref.WeakSet()
        self._interceptor = interceptor(self)
        self._hook = ImportHook(self._by_module(), self._interceptor.during_import, self._arm)

    def start(self) -> None:
        """Arm what is imported already, and everything else the moment it is imported."""
        self._hook.install()
        self.catch_up()

    def stop(self) -> None:
        self._hook.uninstall()
        self._interceptor.disarm()

    def note(self, problem: GuardError) -> None:
        """What keeps the guard from doing its job, each once."""
        if str(problem) not in map(str, self.problems):
            self.problems.append(problem)

    def catch_up(self) -> None:
        """Arm the modules that the import hook did not see come; applications built before are unseen."""
        for module_name, names in self._by_module().items():
            module = sys.modules.get(module_name)
            if module is None or module in self._armed_modules or _is_executing(module):
                continue
            self._arm(module)
            factories = [self._found[name] for name in names if name in self._factories and name in self._found]
            if factories:
                already = {id(app.held()) for app in self._apps.values()}
                self.unseen.extend(unseen_apps(returned_classes(module, factories), already))

    def settle(self, nodeid: str, *, is_over: bool) -> list[Verdict]:
        """
        Verdicts on the applications that the test built and that have none yet.

        Where applications validate at start-up they have until the test is over to do so.
        """
        if self._when == AT_STARTUP and not is_over:
            return []
        return self._settle(lambda call: call.place.nodeid == nodeid)

    def settle_all(self) -> list[Verdict]:
        """Verdicts on every application that has none yet, such as those built outside any test."""
        return self._settle(lambda call: True)

    def begun(self, name: Name, arguments: tuple[object, ...], caller: FrameType | None) -> Call | Run | None:
        parent = self._current.get()
        token = (
            self._call(name, caller, parent) if name in self._factories else self._run(name, arguments, caller, parent)
        )
        if token is not None:
            self._current.set(token)
        return token

    def returned(self, token: object, result: object) -> None:
        if isinstance(token, Run):
            token.result = result
            self._finish(token)
        elif isinstance(token, Call):
            self._finish(token)
            self._open.remove(token)
            self._take(token, result)

    def raised(self, token: object, error: BaseException) -> None:
        if isinstance(token, Run):
            token.error = error_text(error)
            token.exception = error if token.starter else None
        if isinstance(token, Call):
            self._open.remove(token)
        if isinstance(token, (Run, Call)):
            self._finish(token)

    def _by_module(self) -> dict[str, list[Name]]:
        names: dict[str, list[Name]] = {}
        for name in (*self._factories, *self._validators):
            names.setdefault(name.module, []).append(name)
        return names

    def _arm(self, module: ModuleType) -> None:
        self._armed_modules.add(module)
        for name in self._by_module()[module.__name__]:
            try:
                self._found[name] = find_in(module, name)
                for link in links(self._found[name], name):
                    self._interceptor.arm(name, link)
                    if inspect.iscoroutinefunction(link.function):
                        self._async.add(name)
            except GuardError as error:
                self.note(error)

    def _call(self, name: Name, caller: FrameType | None, parent: Call | Run | None) -> Call | None:
        """A new call; None when it is an inner part of one of the same factory, such as the decorated function."""
        if any(call.factory is name and call.ended is None for call in _lineage(parent) if isinstance(call, Call)):
            return None
        self.called[str(name)] += 1
        call = Call(name, self.place, called_from(caller), parent, next(self._clock))
        self._open.append(call)
        return call

    def _run(
        self, name: Name, arguments: tuple[object, ...], caller: FrameType | None, parent: Call | Run | None
    ) -> Run:
        run = Run(name, arguments, parent, next(self._clock))
        for outer in _lineage(parent):
            if isinstance(outer, Call):
                outer.runs.append(run)
            elif outer.validator is name and outer.ended is None:
                outer.is_wrapper = True
        calls = [outer for outer in _lineage(parent) if isinstance(outer, Call)]
        if not calls and len(self._open) == 1:  # in another thread, of which the one call in progress must be the cause
            self._open[0].runs.append(run)
        elif self._when == AT_STARTUP and all(call.ended for call in calls):
            self._attach_to_started(run, caller)
        return run

    def _attach_to_started(self, run: Run, frame: FrameType | None) -> None:
        """The application that is starting is a variable of a frame on the way here, else the only one that waits."""
        waiting = {id(call.app): known for call, known in self._unsettled}
        while frame is not None:
            found = [waiting[id(value)] for value in list(frame.f_locals.values()) if id(value) in waiting]
            if found:
                run.starter = frame
                found[0].runs.append(run)
                return
            frame = frame.f_back
        if len(waiting) == 1:
            next(iter(waiting.values())).runs.append(run)

    def _finish(self, token: Call | Run) -> None:
        token.ended = next(self._clock)
        self._current.set(token.parent)

    def _take(self, call: Call, app: object) -> None:
        """The application of ``call`` waits for its verdict."""
        if inspect.isawaitable(app) and call.factory in self._async:
            return  # no application yet: the async function inside is watched itself
        known = self._apps.get(id(app))
        if known is None or known.held() is not app:
            known = self._apps[id(app)] = _App(_hold(app), [])
        call.app = app
        self._unsettled.append((call, known))

    def _settle(self, wanted: Callable[[Call], bool]) -> list[Verdict]:
        due = [(call, known) for call, known in self._unsettled if wanted(call)]
        self._unsettled = [(call, known) for call, known in self._unsettled if not wanted(call)]
        return [verdict for call, known in due if (verdict := self._judge(call, known)) is not None]

    def _judge(self, call: Call, known: _App) -> Verdict | None:
        """
        The verdict on an application; None when there is nothing to say.

        One that is given once more keeps its verdict, which is not said again if it was good; one that was refused its
        start needs none.
        """
        seen = [*known.runs, *(run for run in call.runs if run not in known.runs)]
        runs = [run for run in seen if not run.refused_the_start]
        known.runs = []  # what a validation was given is not kept alive longer than needed
        if seen and not runs:
            return None
        if known.verdict is not None and not runs:
            return known.verdict.elsewhere(call) if known.verdict.faults else None
        known.verdict = judge(call, runs, self._validators, self._when, self._witness(call.factory))
        return known.verdict


def _lineage(token: Call | Run | None) -> list[Call | Run]:
    """The calls and runs around, innermost first."""
    found = []
    while token is not None:
        found.append(token)
        token = token.parent
    return found


def _hold(app: object) -> Callable[[], object]:
    """A way to the object while it lives; one that allows none, such as None or a string, is never the same twice."""
    try:
        return weakref.ref(app)
    except TypeError:
        return object


def _is_executing(module: ModuleType) -> bool:
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))
