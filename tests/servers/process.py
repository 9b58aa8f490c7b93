"""A server process that ends with the test run, however that ends."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The shell holds our pipe as its input: when we close it, or are killed, it reads the end and stops the server.
_LIFELINE = """
signal=$1; shift; exec 3<&0
"$@" 3<&- & server=$!
(cat <&3 >/dev/null; kill -s "$signal" $server 2>/dev/null) &
wait $server
"""
_START_SECONDS = 60.0


@contextmanager
def running(
    command: Sequence[str], *, ready: Callable[[], bool], log: Path, stop: str = "TERM", user: int | None = None
) -> Iterator[None]:
    """Run the server until the block ends; enters it once `ready()` is true."""
    with log.open("wb") as output:
        shell = subprocess.Popen(
            ["sh", "-c", _LIFELINE, "sh", stop, *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **as_user(user),
        )
    try:
        _wait(ready, shell, log)
        yield
    finally:
        shell.communicate(timeout=_START_SECONDS)


def as_user(user: int | None) -> dict[str, Any]:
    """What makes Popen run a command as that user id and nobody's groups; nothing for None."""
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def _wait(ready: Callable[[], bool], shell: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ready():
        if shell.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')}")
        time.sleep(0.002)
