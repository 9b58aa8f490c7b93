"""Each `Verify` command of the closeout fails when one of its faults is planted, and not without."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.faults.catalogue import FAULTS, Fault

ROOT = Path(__file__).parents[3]
NOT_COPIED = shutil.ignore_patterns("__pycache__", "bench", "p0lint", "pytest_p0guard", "faults", ".*_cache")
ARGUMENTS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:p0guard")

Verify = Callable[[str, str], tuple[int, str]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service and its tests, in a place where they may be damaged."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in ("engines", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=NOT_COPIED)
    shutil.copy(ROOT / "conftest.py", copy / "conftest.py")
    (copy / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib -p no:valkey\n")
    return copy


@pytest.fixture(scope="module")
def verify(copy: Path) -> Iterator[Verify]:
    """Runs the tests of that name out of a file; gives the exit code and what was said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "PYTHONPATH"))}
    arguments = [sys.executable, str(Path(__file__).with_name("runner.py"))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(arguments, cwd=copy, env=kept, text=True, **pipes) as process:  # type: ignore[call-overload]

        def run(file: str, names: str) -> tuple[int, str]:
            process.stdin.write(json.dumps([*ARGUMENTS, "-k", f"({names}) and not postgres", file]) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline()), (copy / "output").read_text()

        yield run
        process.stdin.close()


def write_source(file: Path, source: str) -> None:
    """Write the file, and remove what was compiled of it: two versions of one second look alike to Python."""
    file.write_text(source)
    for compiled in file.parent.glob(f"__pycache__/{file.stem}.*"):
        compiled.unlink()


@pytest.mark.parametrize("command", sorted({fault.verify for fault in FAULTS}))
def test_tests_that_notice_faults_pass_without_them(command: str, verify: Verify) -> None:
    names = {fault.noticed_by for fault in FAULTS if fault.verify == command}

    code, said = verify(command, " or ".join(sorted(names)))

    assert code == 0, said


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_verify_command_fails_with_the_fault(fault: Fault, copy: Path, verify: Verify) -> None:
    file = copy / fault.file
    sound = file.read_text()
    assert fault.good in sound, f"{fault.file} does not say {fault.good!r} any more: plant the fault where it belongs"
    damaged = sound.replace(fault.good, fault.bad, 1)
    compile(damaged, fault.file, "exec")

    write_source(file, damaged)
    try:
        code, said = verify(fault.verify, fault.noticed_by)
    finally:
        write_source(file, sound)

    assert code == 1, said
    assert "1 failed" in said


def test_every_item_has_at_least_three_faults() -> None:
    items = Counter(fault.name.split("-")[0] for fault in FAULTS)

    assert sorted(items) == ["A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4", "B5"]
    assert min(items.values()) >= 3
