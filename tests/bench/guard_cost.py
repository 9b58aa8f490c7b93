"""
What the guard costs: `python -m tests.bench.guard_cost`, exit status 1 when a goal is missed.

All figures are CPU time. The cost of an idle plugin is a paired difference of interleaved runs, since single runs
differ by more than what is measured.
"""

from __future__ import annotations

import importlib
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pytest_p0guard.conformance import Adapter, Case, cases, checked, prove
from pytest_p0guard.guard import Guard
from pytest_p0guard.names import find, parse
from tests.bench.figure import Figure

PAIRS = 15
CALLS = 20_000
HEAVY = ("fastapi", "starlette", "sqlalchemy", "sqlite3", "asyncio", "pytest_p0guard.guard")
FACTORY = "engines.chat.service.server:create_app"


def main() -> int:
    figures = [idle_cost(), idle_imports(), generated_case(), *calls()]
    print(*figures, sep="\n")
    return int(not all(figure.is_met for figure in figures))


def idle_cost() -> Figure:
    """One test in an empty folder, with the plugin and without it, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_one.py").write_text("def test_one(): pass\n")
        _session(folder)
        differences = [_session(folder, "-p", "p0guard") - _session(folder) for _ in range(PAIRS)]
    return Figure("idle plugin, median of paired differences", statistics.median(differences) * 1000, 20, "ms")


def idle_imports() -> Figure:
    """Heavy modules that an idle plugin brings along."""
    program = f"import sys, pytest, pytest_p0guard.plugin; print(len(set({HEAVY}) & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return Figure("heavy modules that an idle plugin imports", int(answer.stdout), 0, "")


def generated_case() -> Figure:
    """Every generated case of our own service; the time is mostly the factory's own."""
    adapter = checked(find(parse("p0guard_adapter", "engines.routing.testing:adapter")), "adapter")
    logging.disable(logging.CRITICAL)  # a factory may log that it refuses
    prove(adapter, FACTORY, Case())
    times = [_case(adapter, case) for case in cases(adapter.kinds())]
    return Figure("a generated case of the service, median", statistics.median(times) * 1000, 10, "ms")


def calls() -> list[Figure]:
    """A call of a watched factory that validates, beside the same call unwatched."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "watched_app.py").write_text(
            "class App: pass\ndef validate(): pass\ndef create_app():\n    validate()\n    return App()\n"
        )
        sys.path.insert(0, folder)
        create_app = importlib.import_module("watched_app").create_app

    unwatched = _cpu(lambda: [create_app() for _ in range(CALLS)]) / CALLS
    factory = parse("p0guard_factories", "watched_app:create_app")
    guard = Guard([factory], [parse("p0guard_validators", "watched_app:validate")], "call", lambda name: None)
    guard.start()
    watched = _cpu(lambda: [create_app() for _ in range(CALLS)]) / CALLS
    judged = _cpu(guard.settle_all) / CALLS
    guard.stop()
    return [
        Figure("a watched call of a factory, more than unwatched", (watched - unwatched) * 1e6, 200, "us"),
        Figure("a verdict", judged * 1e6, 200, "us"),
    ]


def _session(folder: str, *args: str) -> float:
    """The CPU seconds of one run of pytest."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--disable-plugin-autoload", *args]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _case(adapter: Adapter, case: Case) -> float:
    return _cpu(lambda: prove(adapter, FACTORY, case))


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
