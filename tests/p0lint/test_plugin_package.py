"""A plugin that somebody else wrote is installed, listed, run and tested as our own rules are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SOURCE = """
import os

from sinks import LedgerAuditSink, NullAuditSink


def make_audit():
    if os.environ["AUDIT_BACKEND"] == "noop":
        return NullAuditSink()
    return LedgerAuditSink()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the plugin package is installed."""
    source = tmp_path_factory.mktemp("source") / "package"
    shutil.copytree(HERE / "plugin_package", source)
    target = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)], check=True)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(installed), str(HERE.parents[1])])}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_its_rule_is_listed_and_has_a_page(installed: Path, tmp_path: Path) -> None:
    listed = run(installed, tmp_path, "p0lint", "rules")
    page = run(installed, tmp_path, "p0lint", "rule", "silent-audit")

    assert listed.stdout.startswith("ACME101  silent-audit ")
    assert page.stdout.startswith("ACME101 silent-audit (since 1.0)\n\nAn audit sink can be one that keeps nothing.")


def test_its_rule_runs_and_can_be_suppressed(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SOURCE)
    (tmp_path / "excused.py").write_text(SOURCE.replace("Sink()\n", "Sink()  # p0lint: ignore[ACME101] a demo\n", 1))

    done = run(installed, tmp_path, "p0lint", "--format", "concise", "--select", "ACME,P0004")

    assert done.stdout == "app.py:9:16: ACME101 NullAuditSink keeps no audit event\n"
    assert done.returncode == 1


def test_its_tests_pass(installed: Path, tmp_path: Path) -> None:
    shutil.copy(HERE / "plugin_package" / "test_silent_audit.py", tmp_path)

    done = run(installed, tmp_path, "pytest", "-q", "-p", "no:cacheprovider")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
