"""The hooks of a run that is guarded; registered only when the guard is configured."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import pytest

from pytest_p0guard.items import ROOT, Cases
from pytest_p0guard.selection import take_cases
from pytest_p0guard.session import BYPASS, GuardedSession, bypass_reason
from pytest_p0guard.terminal import header, section

Wrapper = Generator[None, Any, Any]


class Hooks:
    """What pytest calls; every decision is the session's or the guard's."""

    def __init__(self, guarded: GuardedSession) -> None:
        self.guarded = guarded

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line(
            "markers", f"{BYPASS}(reason): the test builds an application unvalidated, and says why"
        )
        config.addinivalue_line("markers", "p0guard: a case that the guard generated")
        self.guarded.select(*take_cases(config))

    def pytest_report_header(self) -> str:
        return header(self.guarded.settings)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Wrapper:
        report = yield
        guarded = self.guarded
        if isinstance(collector, pytest.Session) and guarded.settings.adapters and (guarded.is_whole or guarded.wanted):
            report.result.append(Cases.from_parent(collector, name=ROOT, nodeid=ROOT, guarded=guarded))
        return report

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        generated = (item.nodeid for item in items if item.nodeid.startswith(f"{ROOT}::"))
        self.guarded.evidence.deselected.update(generated)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        problems = self.guarded.check_names()
        if problems and not hasattr(session.config, "workerinput"):  # of a worker, the controller tells
            raise pytest.UsageError("\n".join(map(str, problems)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Wrapper:
        self.guarded.guard.catch_up()
        with self.guarded.during(item, "setup"):
            result = yield
        if item.get_closest_marker(BYPASS) and not bypass_reason(item):
            pytest.fail(f'{BYPASS} needs a reason: @pytest.mark.{BYPASS}(reason="…")', pytrace=False)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        with self.guarded.during(item, "call"):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Wrapper:
        with self.guarded.during(item, "teardown"):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Wrapper:
        report = yield
        text = self.guarded.settle(item, call.when)
        if not self.guarded.settings.is_strict:
            _excuse_generated(report)
        elif text and report.failed:
            report.sections.append(("p0guard", text))
        elif text:
            _fail(report, text)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Wrapper:
        if fixturedef.scope == "function":
            return (yield)
        with self.guarded.in_fixture(f"{fixturedef.argname!r} ({fixturedef.scope} scope)"):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.guarded.note(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        packed = getattr(node, "workeroutput", {}).get("p0guard")
        if packed is not None:  # else the worker crashed, which xdist reports
            self.guarded.evidence.merge(packed)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        guarded = self.guarded
        guarded.close()
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["p0guard"] = guarded.evidence.packed()
            return
        guarded.evidence.was_stopped = _was_stopped(session)
        guarded.write_report(session.config.rootpath)
        session.exitstatus = guarded.exit_status(session.exitstatus)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        section(terminalreporter, self.guarded)


def _was_stopped(session: pytest.Session) -> bool:
    """Whether tests were left out on purpose, or because one that failed ended the run."""
    option = session.config.option
    left_out = option.collectonly or getattr(option, "setuponly", False) or getattr(option, "setupplan", False)
    interrupted = session.exitstatus in (
        pytest.ExitCode.INTERRUPTED,
        pytest.ExitCode.INTERNAL_ERROR,
        pytest.ExitCode.USAGE_ERROR,
    )
    return bool(left_out or interrupted or session.shouldfail or session.shouldstop)


def _fail(report: pytest.TestReport, text: str) -> None:
    """The test fails whatever became of it: passed, skipped, or failed as it was expected to."""
    report.outcome = "failed"
    report.longrepr = text
    if hasattr(report, "wasxfail"):
        del report.wasxfail


def _excuse_generated(report: pytest.TestReport) -> None:
    """Where the guard only warns, a generated case that fails is one that is expected to."""
    if report.failed and report.nodeid.startswith(f"{ROOT}::"):
        report.outcome = "skipped"
        report.wasxfail = "--p0guard=warn"
