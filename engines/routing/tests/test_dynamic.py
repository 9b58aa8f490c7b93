"""The next call sees every change: of this process, of another, of a file put in the place of another, after a fork."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from engines.common.scope import Scope
from engines.routing.errors import MissingRoutingConfig, RegistryAddressRefused, RegistryUnavailable
from engines.routing.registry import Author, Registry, Revision, Route
from engines.routing.stores import create_store, open_store
from tests.servers.postgres import Postgres

WEB = Scope("t_acme", "prod", "p_web")
ADA = Author("ada", "to be seen")


def route(number: int) -> Route:
    return Route("kpi", WEB, "postgres", {"url": f"postgresql://192.0.2.{number}/app"})


def count_up(registry: Registry, to: int) -> Revision:
    """Let the route say 1, 2, … `to`."""
    revision = registry.create(route(1), ADA)
    for number in range(2, to + 1):
        revision = registry.update(route(number), revision, ADA)
    return revision


def test_every_change_is_seen_by_the_next_call_of_another_registry(opened: Callable[..., Registry]) -> None:
    writer, reader = opened(), opened()
    revision = writer.create(route(1), ADA)

    for number in range(2, 60):
        assert reader.resolve("kpi", WEB) == route(number - 1)
        assert writer.resolve("kpi", WEB) == route(number - 1)
        revision = writer.update(route(number), revision, ADA)


def test_nearer_route_is_seen_though_a_farther_one_was_found_before(opened: Callable[..., Registry]) -> None:
    writer, reader = opened(), opened()
    writer.create(Route("kpi", WEB.everywhere, "durable-stub", {}), ADA)
    assert reader.resolve("kpi", WEB).backend == "durable-stub"

    nearer = writer.create(route(1), ADA)
    assert reader.resolve("kpi", WEB) == route(1)

    writer.delete("kpi", WEB, nearer, ADA)
    assert reader.resolve("kpi", WEB).backend == "durable-stub"


def test_route_that_was_missing_is_seen_when_it_is_there(opened: Callable[..., Registry]) -> None:
    writer, reader = opened(), opened()
    with pytest.raises(MissingRoutingConfig):
        reader.resolve("kpi", WEB)

    writer.create(route(1), ADA)

    assert reader.resolve("kpi", WEB) == route(1)


def test_change_that_was_rolled_back_is_never_seen(opened: Callable[..., Registry]) -> None:
    writer, reader = opened(), opened()
    writer.create(route(1), ADA)
    reader.resolve("kpi", WEB)

    with suppress(ZeroDivisionError), writer.store.link.writing() as transaction:
        transaction.execute("DELETE FROM routing_routes")
        raise ZeroDivisionError

    assert reader.resolve("kpi", WEB) == route(1)


def test_threads_see_every_change(opened: Callable[..., Registry]) -> None:
    registry = opened()
    count_up(registry, 1)
    seen: list[Route] = []
    gate = threading.Barrier(5, timeout=60)

    def look() -> None:
        for _ in range(20):
            gate.wait()
            seen.append(registry.resolve("kpi", WEB))
            gate.wait()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 22):
        registry.update(route(number), registry.read("kpi", WEB).revision, ADA)
        gate.wait()
        gate.wait()
        assert seen[-4:] == [route(number)] * 4
    for thread in threads:
        thread.join()


def test_child_of_a_fork_sees_changes_and_leaves_the_parent_its_connection(opened: Callable[..., Registry]) -> None:
    registry = opened()
    revision = count_up(registry, 1)
    assert registry.resolve("kpi", WEB) == route(1)
    told, tell = os.pipe()

    child = os.fork()
    if child == 0:
        try:
            registry.update(route(2), revision, ADA)
            os.write(tell, registry.resolve("kpi", WEB).config["url"].encode())
        finally:
            os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)

    with os.fdopen(told) as answer:
        assert answer.read() == route(2).config["url"]
    assert registry.resolve("kpi", WEB) == route(2)
    assert registry.update(route(3), registry.read("kpi", WEB).revision, ADA)
    assert registry.resolve("kpi", WEB) == route(3)


def restore(backup: Path, file: Path) -> None:
    """Put a backup in the place of the file, as an operator would."""
    copy = file.with_suffix(".new")
    shutil.copy(backup, copy)
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    os.replace(copy, file)


def back_up(file: Path, backup: Path) -> None:
    source, target = sqlite3.connect(file), sqlite3.connect(backup)
    source.backup(target)
    source.close()
    target.close()


def test_file_put_in_the_place_of_another_is_seen(tmp_path: Path, registry_on: Callable[[str], Registry]) -> None:
    file, backup = tmp_path / "routes.db", tmp_path / "backup.db"
    registry = registry_on(f"sqlite:///{file}")
    count_up(registry, 1)
    back_up(file, backup)
    registry.update(route(2), registry.read("kpi", WEB).revision, ADA)
    assert registry.resolve("kpi", WEB) == route(2)

    restore(backup, file)

    assert registry.resolve("kpi", WEB) == route(1)


def test_backup_that_grew_to_the_same_number_is_another_state(opened: Callable[..., Registry]) -> None:
    """A guard on the number alone would take the second 2 for the first."""
    registry = opened()
    first = registry.create(route(1), ADA)
    registry.update(route(2), first, ADA)
    assert registry.resolve("kpi", WEB) == route(2)

    with registry.store.link.writing() as transaction:  # what restoring a dump and one more change leave behind
        transaction.execute("UPDATE routing_routes SET config = ?", ('{"url": "postgresql://192.0.2.99/app"}',))
        transaction.execute("UPDATE routing_state SET mark = ?", ("another",))

    assert registry.resolve("kpi", WEB) == route(99)
    assert registry.store.head().number == 2


@pytest.fixture
def registry_on(request: pytest.FixtureRequest) -> Callable[[str], Registry]:
    from engines.backends import technology
    from engines.routing.policy import Policy

    def make(address: str) -> Registry:
        registry = Registry(create_store(address), Policy(technology))
        request.addfinalizer(registry.close)
        return registry

    return make


def test_file_that_is_gone_is_an_outage(tmp_path: Path, registry_on: Callable[[str], Registry]) -> None:
    registry = registry_on(f"sqlite:///{tmp_path / 'routes.db'}")
    count_up(registry, 1)
    registry.resolve("kpi", WEB)

    (tmp_path / "routes.db").unlink()

    with pytest.raises(RegistryUnavailable) as outage:
        registry.resolve("kpi", WEB)
    assert str(outage.value) == (
        "the routing registry could not be reached while reading (FileNotFoundError): nothing is assumed"
    )
    assert registry.status().head is None


def test_connection_that_was_cut_is_made_anew(postgres: Postgres, registry_on: Callable[[str], Registry]) -> None:
    registry = registry_on(postgres.database())
    count_up(registry, 1)
    assert registry.resolve("kpi", WEB) == route(1)

    with registry.store.link.writing() as transaction:
        others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        assert transaction.rows(f"SELECT count(pg_terminate_backend(pid)) {others}") != [(0,)]

    assert registry.resolve("kpi", WEB) == route(1)


def test_connection_whose_server_is_stuck_is_made_anew(
    postgres: Postgres, registry_on: Callable[[str], Registry], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = registry_on(postgres.database())
    count_up(registry, 1)
    registry.resolve("kpi", WEB)
    with registry.store.link.writing() as transaction:
        asked = "datname = current_database() AND pid <> pg_backend_pid()"
        ((pid,),) = transaction.rows(f"SELECT pid FROM pg_stat_activity WHERE {asked}")
    monkeypatch.setattr("engines.routing.stores.postgres.ANSWER_SECONDS", 0.2)

    os.kill(pid, signal.SIGSTOP)
    try:
        assert registry.resolve("kpi", WEB) == route(1)
    finally:
        os.kill(pid, signal.SIGCONT)


def test_opening_a_store_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable):
        open_store(f"sqlite:///{tmp_path / 'routes.db'}")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "is not given"),
        ("memory://", "is of another kind than the two it can be"),
        ("sqlite://", "is of another kind than the two it can be"),
        ("sqlite:///routes.db", "is not a plain absolute path, such as sqlite:////srv/routes.db"),
        ("sqlite:////x?mode=memory", "is not a plain absolute path, such as sqlite:////srv/routes.db"),
        ("postgresql://h/d?nonsense=1", "cannot be read by libpq"),
    ],
)
def test_address_that_names_no_store_is_refused(address: str, problem: str) -> None:
    with pytest.raises(RegistryAddressRefused) as refused:
        open_store(address)

    assert str(refused.value) == (
        f"the address of the routing registry {problem}: give sqlite:///PATH or postgresql://HOST/DATABASE"
    )


def test_server_that_does_not_answer_is_an_outage_without_an_address(tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable) as outage:
        open_store(f"postgresql://app:hunter2@/routes?host={tmp_path}")

    assert str(outage.value) == (
        "the routing registry could not be reached while opening it (OperationalError): nothing is assumed"
    )


def test_other_process_sees_a_commit_in_its_next_call(tmp_path: Path, registry_on: Callable[[str], Registry]) -> None:
    registry = registry_on(f"sqlite:///{tmp_path / 'routes.db'}")
    revision = registry.create(route(1), ADA)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path / "routes.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin
    assert reader.stdout
    for number in range(2, 30):
        revision = registry.update(route(number), revision, ADA)
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == route(number).config["url"]
    reader.stdin.close()
    assert reader.wait(10) == 0
    reader.stdout.close()


READER = """
import sys
from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.policy import Policy
from engines.routing.registry import Registry
from engines.routing.stores import open_store
registry = Registry(open_store(f"sqlite:///{sys.argv[1]}"), Policy(technology))
for _ in sys.stdin:
    print(registry.resolve("kpi", Scope("t_acme", "prod", "p_web")).config["url"], flush=True)
"""
