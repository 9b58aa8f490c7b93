"""One run of pytest under the guard: the guard, what is selected, and what was proven so far; the hooks call it."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_p0guard.calls import Place
from pytest_p0guard.conformance import Adapter, checked
from pytest_p0guard.errors import GuardError, NameNotFound
from pytest_p0guard.evidence import Evidence, Proof
from pytest_p0guard.guard import Guard
from pytest_p0guard.items import ROOT, is_or_holds, matching
from pytest_p0guard.names import Name, find
from pytest_p0guard.settings import Settings
from pytest_p0guard.verdict import message

BYPASS = "p0guard_bypass"


class GuardedSession:
    """
    ``wanted`` are the node ids of generated cases that were asked for by name.

    ``is_whole`` tells that the user named no single file or test, so that everything that exists has to run.
    """

    def __init__(self, settings: Settings) -> None:
        """Begins to watch at once."""
        self.settings = settings
        self.evidence = Evidence()
        self.guard = Guard(settings.factories, settings.validators, settings.when, self._witness)
        self.wanted: Sequence[str] = ()
        self.is_whole = True
        self._adapters: dict[Name, Adapter] = {}
        self.guard.start()

    def adapter(self, factory: Name) -> Adapter:
        """The adapter that is configured for ``factory``, loaded once; raises ``GuardError``."""
        if factory not in self._adapters:
            name = self.settings.adapters[factory]
            self._adapters[factory] = checked(find(name), str(name))
        return self._adapters[factory]

    def select(self, wanted: Sequence[str], is_whole: bool) -> None:
        self.wanted = wanted
        self.is_whole = is_whole

    def chosen(self, items: Sequence[pytest.Item]) -> Sequence[pytest.Item]:
        """The generated items that are to run, all of them noted as existing."""
        picked, rest = matching(items, self.wanted) if self.wanted else (list(items), [])
        self.evidence.expected.update(item.nodeid for item in items)
        self.evidence.deselected.update(item.nodeid for item in rest)
        return picked

    def note_kinds(self, adapter: Adapter, kinds: Sequence[str]) -> None:
        self.evidence.kinds.update(kinds)
        if hasattr(adapter, "selector"):
            self.evidence.selectors.update({kind: _described(adapter.selector(kind)) for kind in kinds})

    def check_names(self) -> list[GuardError]:
        """All problems so far; in a run of everything, what nothing has imported yet is looked for."""
        self.guard.catch_up()
        if self.is_whole and not self.wanted:
            for name in (*self.settings.factories, *self.settings.validators):
                try:
                    find(name)
                except GuardError as error:
                    self.guard.note(error)
        known = sorted(self.evidence.expected)
        for wanted in self.wanted:
            if not any(is_or_holds(wanted, nodeid) for nodeid in known):
                nearest = next(iter(difflib.get_close_matches(wanted, known, n=1)), "")
                self.guard.note(NameNotFound("p0guard", wanted, "is no generated case", nearest))
        return self.guard.problems

    @contextmanager
    def during(self, item: pytest.Item, phase: str) -> Iterator[None]:
        """The run is in this phase of this test."""
        self.guard.place = Place(item.nodeid, phase, bypass_reason(item))
        try:
            yield
        finally:
            self.guard.place = Place()

    @contextmanager
    def in_fixture(self, name: str) -> Iterator[None]:
        """A fixture that outlives the test is set up."""
        before = self.guard.place
        self.guard.place = replace(before, fixture=name)
        try:
            yield
        finally:
            self.guard.place = before

    def settle(self, item: pytest.Item, phase: str) -> str:
        """The faults of the applications that the test built, in words; empty for none."""
        verdicts = self.guard.settle(item.nodeid, is_over=phase == "teardown")
        self.evidence.verdicts += verdicts
        reason = bypass_reason(item)
        if reason:
            self.evidence.bypasses[item.nodeid] = reason
        return message(verdicts)

    def close(self) -> None:
        """Nothing more is built: what has no verdict yet gets one, held against the run."""
        self.evidence.outside += self.guard.settle_all()
        self.evidence.unseen += [str(one) for one in self.guard.unseen]
        self.evidence.problems += [str(error) for error in self.guard.problems]

    def note(self, report: pytest.TestReport) -> None:
        """A report of a generated case, from this process or a worker."""
        parts = report.nodeid.split("::")
        if parts[0] != ROOT or report.when != "call" or report.outcome == "skipped":
            return
        told: dict[str, Any] = dict(report.user_properties)
        self.evidence.proofs[report.nodeid] = Proof(
            outcome=report.outcome,
            factory=parts[1],
            kind=told.get("p0guard_kind", ""),
            violation=told.get("p0guard_violation", ""),
            said=told.get("p0guard_said", ""),
            child_run=told.get("p0guard_child_run", 0),
            seconds=round(report.duration, 6),
        )

    def exit_status(self, status: int) -> int:
        """The exit status of the run, in the light of what is held against it as a whole."""
        if self.evidence.problems:
            return pytest.ExitCode.USAGE_ERROR
        is_green = status in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if is_green and self.settings.is_strict and self.evidence.faults:
            return pytest.ExitCode.TESTS_FAILED
        return status

    def write_report(self, root: Path) -> None:
        if self.settings.report:
            settings = self.settings
            head = {
                "mode": settings.mode,
                "when": settings.when,
                "factories": [str(name) for name in settings.factories],
                "validators": [str(name) for name in settings.validators],
            }
            self.evidence.write(root / settings.report, head)

    def _witness(self, factory: Name) -> object | None:
        if factory not in self.settings.adapters:
            return None
        try:
            return self.adapter(factory)
        except GuardError as error:
            self.guard.note(error)
            return None


def bypass_reason(item: pytest.Item) -> str:
    """The reason that the test gives for its bypass; empty when it asks for none, or gives no reason."""
    marker = item.get_closest_marker(BYPASS)
    reason = marker.kwargs.get("reason", "") if marker else ""
    return reason.strip() if isinstance(reason, str) else ""


def _described(selector: object) -> str:
    """``path:line`` of a function or class, else its name."""
    try:
        path = inspect.getsourcefile(selector)  # type: ignore[arg-type]  # what has no source raises TypeError
        line = inspect.getsourcelines(selector)[1]  # type: ignore[arg-type]
    except (TypeError, OSError):
        return str(selector)
    return f"{_relative(path)}:{line}"


def _relative(path: str | None) -> str:
    shown = Path(path or "")
    here = Path.cwd()
    return (shown.relative_to(here) if shown.is_relative_to(here) else shown).as_posix()
