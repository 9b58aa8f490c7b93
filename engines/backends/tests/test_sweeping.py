"""Expired keys do not pile up on SQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest

from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.ports import Config, Keys

WRITES = 256


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_later_write_removes_what_has_expired(configured: Callable[[str], Config], name: str, scope: Scope) -> None:
    backend = technology(name)(configured(name))
    keys = backend.port(Keys, "sweeping", scope)
    keys.set("stays", "value", expires_in=timedelta(hours=1))
    keys.set("for ever", "value")
    for number in range(WRITES - 2):
        keys.set(f"goes/{number}", "value", expires_in=timedelta(milliseconds=1))
    time.sleep(0.05)

    keys.set("the 256th that expires", "value", expires_in=timedelta(hours=1))

    assert _rows(name, configured(name)["url"]) == ["for ever", "stays", "the 256th that expires"]
    backend.close()


def _rows(name: str, url: str) -> list[str]:
    query = "SELECT key FROM engine_keys WHERE kind = 'sweeping' ORDER BY key"
    if name == "postgres":
        with psycopg.connect(url) as server:
            return [key for (key,) in server.execute(query)]
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return [key for (key,) in file.execute(query)]
    finally:
        file.close()
