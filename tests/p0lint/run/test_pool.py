"""Workers: the same report from any number of them, and no file lost with one that ends or stalls."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from p0lint.api import CheckOptions, check
from p0lint.finding import Unchecked
from p0lint.run import pool
from p0lint.run.deep_stack import Stalled, on_a_deep_stack
from tests.p0lint.files import write

FINDING = 'import os\n\nbackend = os.getenv("FLAGS_BACKEND", "memory")\n'
PLUGIN = '''
"""A rule that does to its process what a defect of an extension module would do."""

import os
import signal
import time

from p0lint import Rule, SettingDefault
from p0lint.hookspecs import hookimpl


class Ender(Rule):
    """
    Summary.

    Why:
        Because.

    Bad:
        bad()

    Good:
        good()
    """

    code = "X901"
    since = "1.0"
    message = "{setting}"
    hint = "do not"

    def check(self, default: SettingDefault):
        if "kill" in default.place.path:
            os.kill(os.getpid(), signal.SIGKILL)
        if "stall" in default.place.path:
            time.sleep(600)
        return []


@hookimpl
def p0lint_rules():
    return [Ender]
'''


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which is the working folder; small chunks, so that there is something to share out."""
    folder = tmp_path / "top"
    write(folder, {".git/HEAD": ""})
    monkeypatch.chdir(folder)
    monkeypatch.setattr(pool, "CHUNK_BYTES", 400)
    return folder


@pytest.fixture
def ender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed plugin whose rule kills the process at files named so, and stalls at others; little patience."""
    write(
        tmp_path / "site",
        {
            "ender.py": PLUGIN,
            "ender-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: ender\nVersion: 1\n",
            "ender-1.dist-info/entry_points.txt": "[p0lint]\nender = ender\n",
        },
    )
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(pool, "SECONDS_FOR_A_FILE", 6)


@pytest.fixture(params=["as it comes", "spawn"])
def start(request: pytest.FixtureRequest) -> Iterator[None]:
    """Workers started in the way of this process, and in the way of one that has threads."""
    done = threading.Event()
    if request.param == "spawn":
        threading.Thread(target=done.wait, daemon=True).start()
    yield
    done.set()


@pytest.mark.usefixtures("start")
def test_any_number_of_workers_gives_the_same_report(top: Path) -> None:
    package = {f"app/part{number}.py": f"from .names import NAME\n{FINDING}" for number in range(12)}
    crossing = 'import os\nfrom .names import NAME\n\nbackend = os.getenv("CACHE_BACKEND", NAME)\n'
    write(
        top,
        {"app/__init__.py": "", "app/names.py": 'NAME = "memory"\n', **package, "app/z.py": crossing, "bad.py": "("},
    )

    reports = [check(["."], CheckOptions(isolated=True, jobs=jobs)) for jobs in (1, 2, 3)]

    assert len(reports[0].findings) == 14
    assert reports[0] == reports[1] == reports[2]


def test_any_number_of_workers_gives_the_same_bytes(top: Path) -> None:
    write(top, {f"part{number}.py": FINDING for number in range(12)} | {"bad.py": "x = '\0'"})

    outputs = {
        subprocess.run(
            [sys.executable, "-m", "p0lint", "--format", "json", "--jobs", jobs], capture_output=True, check=False
        ).stdout
        for jobs in ("1", "2", "3")
    }

    assert len(outputs) == 1
    assert outputs.pop().count(b'"P0101"') == 12


@pytest.mark.usefixtures("ender", "start")
def test_a_file_that_kills_its_worker_is_named_and_no_other_is_lost(top: Path) -> None:
    write(
        top, {f"part{number:02}.py": FINDING for number in range(20)} | {"kill.py": FINDING, "part05-kill.py": FINDING}
    )

    report = check(["."], CheckOptions(isolated=True, jobs=2))

    reason = "its check ended the worker or took more than 6 seconds"
    assert report.failed == (Unchecked("kill.py", reason), Unchecked("part05-kill.py", reason))
    assert [each.path for each in report.findings] == [f"part{number:02}.py" for number in range(20)]
    assert (report.checked, report.exit_code) == (20, 2)


@pytest.mark.usefixtures("ender")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_takes_too_long_is_named_and_no_other_is_lost(jobs: int, top: Path) -> None:
    write(top, {"a.py": FINDING, "stall.py": FINDING, "z.py": FINDING})

    report = check(["."], CheckOptions(isolated=True, jobs=jobs))

    assert report.failed == (Unchecked("stall.py", "its check ended the worker or took more than 6 seconds"),)
    assert [each.path for each in report.findings] == ["a.py", "z.py"]


def test_work_on_a_deep_stack_gives_its_result_and_its_error() -> None:
    def depth(levels: int) -> int:
        return depth(levels - 1) + 1 if levels else 0

    before = sys.getrecursionlimit()

    assert on_a_deep_stack(lambda: depth(9_000)) == 9_000
    with pytest.raises(ZeroDivisionError):
        on_a_deep_stack(lambda: 1 // 0)
    assert (sys.getrecursionlimit(), threading.stack_size()) == (before, 0)


def test_work_without_progress_is_given_up() -> None:
    done = threading.Event()

    with pytest.raises(Stalled):
        on_a_deep_stack(done.wait, lambda: 0, 0.05)
    done.set()
