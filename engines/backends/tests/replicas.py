"""What a replica of the service does in a process of its own, and what it reports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.ports import Bus, Config, Documents, Keys, Log, Message, RevisionConflict


def count(name: str, config: Config, scope: Scope, times: int) -> list[int]:
    """Increment one counter so often; gives each value that came of it."""
    with _port(name, config, Keys, scope) as keys:
        return [keys.increment("counter").value for _ in range(times)]


def win(name: str, config: Config, scope: Scope, races: int) -> list[int]:
    """Try to be the first to add each of so many keys; gives the races that were won."""
    with _port(name, config, Keys, scope) as keys:
        return [race for race in range(races) if keys.add(f"race/{race}", "won")]


def rewrite(name: str, config: Config, scope: Scope, times: int) -> int:
    """Count in a document so often by reading and replacing it; gives how often another replica was faster."""
    conflicts = 0
    with _port(name, config, Documents, scope) as documents:
        while times:
            found = documents.get("document")
            body = {"count": found.body["count"] + 1 if found else 1}
            try:
                documents.put("document", body, expected=found.revision if found else 0)
                times -= 1
            except RevisionConflict:
                conflicts += 1
    return conflicts


def publish(name: str, config: Config, scope: Scope, times: int) -> list[Message]:
    """Publish so many messages to one thread."""
    with _port(name, config, Bus, scope) as bus:
        return [bus.publish("thread", {"replica": os.getpid(), "number": number}) for number in range(times)]


def publish_until_killed(name: str, config: Config, scope: Scope, acknowledged: Connection) -> None:
    """Publish to one thread without end, and tell the cursor of each message that the bus has taken."""
    with _port(name, config, Bus, scope) as bus:
        while True:
            acknowledged.send(bus.publish("thread", {}).cursor)


def append(name: str, config: Config, scope: Scope, times: int) -> list[str]:
    """Append so many entries; gives their ids."""
    with _port(name, config, Log, scope) as log:
        return [log.append("topic", {"one": 1, "by": "all"}).id for _ in range(times)]


@contextmanager
def _port(name: str, config: Config, port: type[Any], scope: Scope) -> Iterator[Any]:
    backend = technology(name)(config)
    try:
        yield backend.port(port, "kind", scope)
    finally:
        backend.close()
