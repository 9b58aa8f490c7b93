"""A refusal ends the server, whichever starts it: within seconds, with its message, and without a respawn."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FACTORY = "engines.chat.service.server:create_app"
UVICORN = ("uvicorn", "--factory", FACTORY, "--port", "0")
GUNICORN = ("gunicorn", f"{FACTORY}()", "--worker-class", "asgi", "--bind", "127.0.0.1:0")

COMMANDS = {
    "python": ("engines.chat.service", "--port", "0"),
    "uvicorn": UVICORN,
    "uvicorn-workers": (*UVICORN, "--workers", "2"),
    "uvicorn-without-lifespan": (*UVICORN, "--lifespan", "off"),
    "gunicorn-workers": (*GUNICORN, "--workers", "2"),
    "gunicorn-preload": (*GUNICORN, "--preload"),
}
STOPPED: dict[str, set[int]] = {
    **{command: {3} for command in COMMANDS},
    "uvicorn-workers": {0},  # its parent says so whatever its children say: hence the pre-flight
    "gunicorn-workers": {3, 1},  # 1 when both workers end at once, which its own halting does not expect
}
SECONDS = 30  # a machine that does other things too; 3 when it does not


def environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENGINES_", "COV_", "PYTEST_"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("command", COMMANDS)
def test_refusal_stops_the_server(command: str, tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", *COMMANDS[command]]
    run = subprocess.run(
        arguments, capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path, env=environment(), check=False
    )

    assert run.returncode in STOPPED[command], run.stderr
    assert "start-up refused: 17 resource kinds have no durable route" in run.stderr
    assert "- chat_bus in t_system/prod/*: no route" in run.stderr
    assert run.stderr.count("start-up refused") <= 2  # each of two workers, once


def test_refusal_of_optimised_python_is_the_same(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-O", "-m", "engines.chat.service"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        cwd=tmp_path,
        env=environment(),
        check=False,
    )

    assert run.returncode == 3
    assert "start-up refused: 17 resource kinds" in run.stderr


@contextmanager
def development_service(folder: Path) -> Iterator[int]:
    """The service of `--dev`, as a process of its own; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [sys.executable, "-m", "engines.chat.service", "--dev", "--folder", str(folder), "--port", str(port)]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    ) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            said, _ = process.communicate(timeout=SECONDS)
    assert f"development service on {folder}, tenant t_dev, env dev, project p_dev" in said
    assert "Traceback" not in said


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"the service did not start: {process.communicate()[0] if process.poll() is not None else ''}")


def curl(port: int, folder: Path, method: str, path: str, body: str = "") -> str:
    """What the README tells people to type."""
    token = (folder / "token").read_text().strip()
    headers = (f"Authorization: Bearer {token}", "X-Tenant-Id: t_dev", "X-Env: dev", "X-Project-Id: p_dev")
    arguments = [part for header in headers for part in ("-H", header)]
    sent = ["-H", "Content-Type: application/json", "-d", body] if body else []
    run = subprocess.run(
        ["curl", "-sS", "--fail-with-body", "-X", method, *arguments, *sent, f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_development_service_runs_for_real_and_keeps_what_it_is_told(tmp_path: Path) -> None:
    flag = '{"enabled": true, "reason": "try it"}'
    with development_service(tmp_path / "dev") as port:
        assert '"routes":17' in curl(port, tmp_path / "dev", "GET", "/routing/status")
        curl(port, tmp_path / "dev", "PUT", "/feature-flags/new-checkout", flag)

    with development_service(tmp_path / "dev") as port:
        assert '"routes":17' in curl(port, tmp_path / "dev", "GET", "/routing/status")
        assert '"enabled":true' in curl(port, tmp_path / "dev", "GET", "/feature-flags/new-checkout")


def test_lines_of_the_documentation_work_as_written(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    block = page[page.index("    TOKEN=") : page.index("Without `--dev`")]
    with development_service(tmp_path / "dev") as port:
        lines = block.replace(".engines-dev", str(tmp_path / "dev")).replace("localhost:8000", f"localhost:{port}")
        run = subprocess.run(["bash", "-ec", lines], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert run.stdout.count('"enabled":true') == 2
    assert '"routes":17' in run.stdout


def test_what_development_leaves_behind_is_private(tmp_path: Path) -> None:
    with development_service(tmp_path / "dev"):
        modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "dev").iterdir()}

    assert (modes["token"], modes["token-key"]) == (0o600, 0o600)
