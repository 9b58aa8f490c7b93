"""The servers that other tests rely on are what they say they are."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers.postgres import Postgres
from tests.servers.process import running
from tests.servers.s3 import S3


def test_postgres_speaks_utf8_in_every_new_database(postgres: Postgres) -> None:
    with psycopg.connect(postgres.database()) as connection:
        row = connection.execute("SELECT 'ü'::text, current_setting('server_encoding')").fetchone()

    assert row == ("ü", "UTF8")


def test_databases_are_not_shared(postgres: Postgres) -> None:
    assert postgres.database() != postgres.database()


def test_valkey_has_streams(valkey: str) -> None:
    with redis.Redis.from_url(valkey) as client:
        assert client.xadd("test_servers", {"a": "1"})


def test_s3_keeps_an_object(s3: S3) -> None:
    path = f"{s3.bucket()}/key"

    s3.send("PUT", path, b"bytes")

    assert s3.send("GET", path) == b"bytes"


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match=r"^the server did not start: no such luck\n$"),
        running(["sh", "-c", "echo no such luck"], ready=lambda: False, log=tmp_path / "log"),
    ):
        pass


def test_a_server_ends_with_a_run_that_was_killed() -> None:
    program = (
        "import os, signal, sys\n"
        "from tests.servers import valkey\n"
        "with valkey.serve() as url:\n"
        "    print(url, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    url = killed.stdout.strip()
    client = redis.Redis.from_url(url)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _answers(client):
        time.sleep(0.01)
    assert not _answers(client)
    shutil.rmtree(Path(url.removeprefix("unix://")).parent)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
