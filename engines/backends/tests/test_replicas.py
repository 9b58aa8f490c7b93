"""Several processes on one backend are as exact as one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection
from pickle import UnpicklingError
from typing import Any

import pytest

from engines.backends.tests import replicas as work
from engines.common.scope import Scope
from engines.routing.ports import Backend, Bus, Config, Documents, Log, Message

REPLICAS = 3
TIMES = 60


@pytest.fixture(scope="module")
def replicas() -> Iterator[Callable[..., list[Future[Any]]]]:
    """Run the same work in every replica at once."""
    with ProcessPoolExecutor(REPLICAS, multiprocessing.get_context("spawn")) as pool:
        yield lambda work, *arguments: [pool.submit(work, *arguments) for _ in range(REPLICAS)]


@pytest.fixture(params=["sqlite", "postgres", "redis"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def config(configured: Callable[[str], Config], name: str) -> Config:
    return configured(name)


def test_a_counter_gives_each_value_once(
    replicas: Callable[..., list[Future[Any]]], name: str, config: Config, scope: Scope
) -> None:
    values = [run.result() for run in replicas(work.count, name, config, scope, TIMES)]

    assert sorted(chain(*values)) == list(range(1, REPLICAS * TIMES + 1))
    assert all(own == sorted(own) for own in values)


def test_each_race_has_one_winner(
    replicas: Callable[..., list[Future[Any]]], name: str, config: Config, scope: Scope
) -> None:
    won = [run.result() for run in replicas(work.win, name, config, scope, TIMES)]

    assert sorted(chain(*won)) == list(range(TIMES))


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_no_change_of_a_document_is_lost(
    replicas: Callable[..., list[Future[Any]]],
    opened: Callable[[str], Backend],
    name: str,
    config: Config,
    scope: Scope,
) -> None:
    for run in replicas(work.rewrite, name, config, scope, TIMES):
        run.result()

    found = opened(name).port(Documents, "kind", scope).get("document")

    assert found is not None
    assert (found.body["count"], found.revision) == (REPLICAS * TIMES, REPLICAS * TIMES)


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_no_entry_of_a_log_is_lost(
    replicas: Callable[..., list[Future[Any]]],
    opened: Callable[[str], Backend],
    name: str,
    config: Config,
    scope: Scope,
) -> None:
    ids = [run.result() for run in replicas(work.append, name, config, scope, TIMES)]

    log = opened(name).port(Log, "kind", scope)

    assert {entry.id for entry in log.read(limit=1000).items} == set(chain(*ids))
    assert log.totals("one", by="by") == {"all": REPLICAS * TIMES}


def test_a_reader_that_changes_replicas_misses_no_message(
    replicas: Callable[..., list[Future[Any]]],
    opened: Callable[[str], Backend],
    name: str,
    config: Config,
    scope: Scope,
) -> None:
    publishing = replicas(work.publish, name, config, scope, 0, TIMES)
    two = [opened(name).port(Bus, "kind", scope) for _ in range(2)]

    read: list[Message] = []
    while len(read) < REPLICAS * TIMES:
        replica = two[len(read) % 2]
        more = replica.read("thread", after=read[-1].cursor if read else None, limit=7, wait=timedelta(seconds=20))
        assert more, f"{len(read)} messages were read, and then none for 20 s"
        read += more

    published = [run.result() for run in publishing]
    assert sorted(message.cursor for message in read) == sorted(message.cursor for message in chain(*published))
    for own in published:
        assert [message for message in read if message in own] == own
    assert all(tuple(read) == replica.read("thread", limit=1000) for replica in two)


def test_a_publisher_that_is_killed_loses_nothing_that_was_acknowledged(
    opened: Callable[[str], Backend], name: str, config: Config, scope: Scope
) -> None:
    processes = multiprocessing.get_context("spawn")
    receiving, sending = processes.Pipe(duplex=False)
    publisher = processes.Process(target=work.publish_until_killed, args=(name, config, scope, sending))
    publisher.start()
    sending.close()

    acknowledged = [receiving.recv() for _ in range(20)]
    publisher.kill()
    acknowledged += iter(partial(_received, receiving), None)
    publisher.join()

    bus = opened(name).port(Bus, "kind", scope)
    after = bus.publish("thread", {"after": "the kill"})
    read = [message.cursor for message in bus.read("thread", limit=1000)]
    assert read[: len(acknowledged)] == acknowledged[:1000]
    assert bus.read("thread", after=acknowledged[-1])[-1] == after
    publisher.close()
    receiving.close()


def _received(acknowledged: Connection) -> str | None:
    """The next cursor that the publisher told before it died, which can be in the middle of one."""
    try:
        return str(acknowledged.recv())
    except (EOFError, OSError, UnpicklingError):
        return None
