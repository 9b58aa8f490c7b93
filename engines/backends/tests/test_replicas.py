"""Several processes on one backend are as exact as one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection
from pickle import UnpicklingError
from typing import Any, TypeVar

import pytest

from engines.backends.tests import replicas as work
from engines.common.scope import Scope
from engines.routing.ports import Backend, Bus, Config, Documents, Log, Message

P = TypeVar("P")
REPLICAS = 3
TIMES = 60


@dataclass(frozen=True)
class Fleet:
    """Replicas that share one place of one technology with each other and with the test."""

    pool: ProcessPoolExecutor
    opened: Callable[[str], Backend]
    place: tuple[str, Config, Scope]

    def at_once(self, task: Callable[..., Any], *arguments: object) -> list[Future[Any]]:
        """Start the same task in every replica."""
        return [self.pool.submit(task, *self.place, *arguments) for _ in range(REPLICAS)]

    def all_of(self, task: Callable[..., Any], *arguments: object) -> list[Any]:
        """What came of the task in each replica."""
        return [run.result() for run in self.at_once(task, *arguments)]

    def here(self, port: type[P]) -> P:
        """The place as one more replica sees it: the test."""
        name, _config, scope = self.place
        return self.opened(name).port(port, "kind", scope)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(REPLICAS, multiprocessing.get_context("spawn")) as processes:
        yield processes


@pytest.fixture(params=["sqlite", "postgres", "redis"])
def fleet(
    request: pytest.FixtureRequest,
    pool: ProcessPoolExecutor,
    configured: Callable[[str], Config],
    opened: Callable[[str], Backend],
    scope: Scope,
) -> Fleet:
    return Fleet(pool, opened, (request.param, configured(request.param), scope))


on_sql = pytest.mark.parametrize("fleet", ["sqlite", "postgres"], indirect=True)


def test_a_counter_gives_each_value_once(fleet: Fleet) -> None:
    values = fleet.all_of(work.count, TIMES)

    assert sorted(chain(*values)) == list(range(1, REPLICAS * TIMES + 1))
    assert all(own == sorted(own) for own in values)


def test_each_race_has_one_winner(fleet: Fleet) -> None:
    won = fleet.all_of(work.win, TIMES)

    assert sorted(chain(*won)) == list(range(TIMES))


@on_sql
def test_no_change_of_a_document_is_lost(fleet: Fleet) -> None:
    fleet.all_of(work.rewrite, TIMES)

    found = fleet.here(Documents).get("document")

    assert found is not None
    assert (found.body["count"], found.revision) == (REPLICAS * TIMES, REPLICAS * TIMES)


@on_sql
def test_no_entry_of_a_log_is_lost(fleet: Fleet) -> None:
    ids = fleet.all_of(work.append, TIMES)

    log = fleet.here(Log)

    assert {entry.id for entry in log.read(limit=1000).items} == set(chain(*ids))
    assert log.totals("one", by="by") == {"all": REPLICAS * TIMES}


def test_a_reader_that_changes_replicas_misses_no_message(fleet: Fleet) -> None:
    publishing = fleet.at_once(work.publish, TIMES)
    two = [fleet.here(Bus) for _ in range(2)]

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


def test_a_publisher_that_is_killed_loses_nothing_that_was_acknowledged(fleet: Fleet) -> None:
    processes = multiprocessing.get_context("spawn")
    receiving, sending = processes.Pipe(duplex=False)
    publisher = processes.Process(target=work.publish_until_killed, args=(*fleet.place, sending))
    publisher.start()
    sending.close()

    acknowledged = [receiving.recv() for _ in range(20)]
    publisher.kill()
    acknowledged += iter(partial(_received, receiving), None)
    publisher.join()

    bus = fleet.here(Bus)
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
