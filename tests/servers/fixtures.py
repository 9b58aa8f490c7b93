"""The servers as fixtures: each is started by the first test that asks for it, once per worker."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator

import pytest

from tests.servers import postgres as _postgres
from tests.servers import s3 as _s3
from tests.servers import valkey as _valkey


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_postgres.Postgres]:
    own = tmp_path_factory.getbasetemp()
    template = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "postgres-template"
    with template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _postgres.make_template(template)
    with _postgres.serve(template) as server:
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    with _valkey.serve() as url:
        yield url


@pytest.fixture(scope="session")
def s3() -> Iterator[_s3.S3]:
    with _s3.serve() as server:
        yield server
