"""A change of an SQLite file is noticed by looking at memory as surely as by asking, and without giving way to others."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest

from engines.routing.errors import RegistryUnavailable
from engines.routing.stores import watching
from engines.routing.stores.sqlite import SqliteReader
from engines.routing.stores.watching import Asking, Looking, identity, watch

Watching = Callable[[], SqliteReader]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "numbers.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE numbers (number INTEGER)")
    return file


@pytest.fixture
def writer(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


@pytest.fixture(params=[Looking, Asking])
def reader(request: pytest.FixtureRequest, file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteReader]:
    if request.param is Asking:
        monkeypatch.setattr(watching, "MAPPINGS", Path("/nonexistent"))
    with closing(SqliteReader(file)) as reader:
        yield reader


def numbers(reader: SqliteReader) -> list[int]:
    return [number for (number,) in reader.rows("SELECT number FROM numbers")]


def insert(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("INSERT INTO numbers VALUES (?)", (number,))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not show where a file is mapped")
def test_a_file_in_write_ahead_mode_is_looked_at(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("SELECT * FROM numbers")

        assert isinstance(watch(connection, file, identity(file)), Looking)


def test_a_file_in_another_mode_is_asked(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")

        assert isinstance(watch(connection, file, identity(file)), Asking)


def test_a_file_is_asked_where_the_c_library_has_no_stat(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "PyDLL", lambda name: object())

    with closing(sqlite3.connect(file)) as connection:
        connection.execute("SELECT * FROM numbers")

        assert isinstance(watch(connection, file, identity(file)), Asking)


def test_a_reader_that_is_closed_says_so(reader: SqliteReader) -> None:
    reader.guard()
    reader.close()

    with pytest.raises(RegistryUnavailable):
        reader.guard()


def test_a_reader_goes_on_when_what_took_the_place_of_its_file_is_gone_again(reader: SqliteReader, file: Path) -> None:
    kept = file.with_suffix(".kept")
    before = reader.guard()
    file.rename(kept)
    file.write_bytes(b"no database at all, and longer than the header of one" * 10)
    with pytest.raises(RegistryUnavailable):
        reader.guard()

    kept.replace(file)

    assert reader.guard() != before
    assert numbers(reader) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not list what is open")
def test_a_file_that_is_refused_is_not_left_open(file: Path) -> None:
    file.write_bytes(b"no database at all, and longer than the header of one" * 10)

    with pytest.raises(RegistryUnavailable) as refused:
        SqliteReader(file)

    assert refused  # what it holds on to is held here, so nothing is closed by going out of sight
    assert file.resolve() not in [opened.resolve() for opened in Path("/proc/self/fd").iterdir()]


def test_a_file_that_took_the_place_of_the_opened_one_is_another(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("SELECT * FROM numbers")
        before = identity(file)
        shutil.copy(file, copy := file.with_suffix(".new"))
        os.replace(copy, file)

        assert not watch(connection, file, before).same_file()


def test_nothing_is_noticed_while_nothing_is_written(reader: SqliteReader, writer: sqlite3.Connection) -> None:
    insert(writer, 1)
    before = reader.guard()

    writer.execute("BEGIN")
    insert(writer, 2)
    assert reader.guard() == before

    writer.execute("ROLLBACK")
    assert reader.guard() == before


def test_every_commit_is_noticed(reader: SqliteReader, writer: sqlite3.Connection) -> None:
    seen = {reader.guard()}

    for number in range(1, 200):
        insert(writer, number)
        seen.add(reader.guard())
        assert len(seen) == number + 1


def test_commit_of_another_program_is_noticed(reader: SqliteReader, file: Path) -> None:
    before = reader.guard()

    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('INSERT INTO numbers VALUES (7)'); c.commit()"
    )
    subprocess.run([sys.executable, "-c", program, str(file)], check=True)

    assert reader.guard() != before
    assert numbers(reader) == [7]


@pytest.mark.parametrize("checkpoint", ["PASSIVE", "FULL", "RESTART", "TRUNCATE"])
def test_commit_after_a_checkpoint_is_noticed(
    reader: SqliteReader, writer: sqlite3.Connection, checkpoint: str
) -> None:
    for number in range(50):
        insert(writer, number)
        writer.execute(f"PRAGMA wal_checkpoint({checkpoint})")
        before = reader.guard()

        insert(writer, 1000)

        assert reader.guard() != before


def test_commit_after_all_writers_have_gone_is_noticed(reader: SqliteReader, file: Path) -> None:
    for number in range(20):
        before = reader.guard()

        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            insert(connection, number)

        assert reader.guard() != before
        assert numbers(reader)[-1] == number


def test_commit_after_the_file_was_replaced_and_vacuumed_is_noticed(reader: SqliteReader, file: Path) -> None:
    shutil.copy(file, copy := file.with_suffix(".new"))
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    os.replace(copy, file)
    before = reader.guard()

    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        insert(connection, 1)
        connection.execute("VACUUM")

    assert reader.guard() != before
    assert numbers(reader) == [1]


def test_an_index_that_is_mapped_twice_is_not_looked_at(file: Path) -> None:
    """One mapping is of the file that was replaced, and goes with the connection that still has that open."""
    with closing(SqliteReader(file)):
        shutil.copy(file, copy := file.with_suffix(".new"))
        os.replace(copy, file)

        with closing(sqlite3.connect(file)) as connection:
            connection.execute("SELECT * FROM numbers")
            assert isinstance(watch(connection, file, identity(file)), Asking)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not show where a file is mapped")
def test_looking_never_gives_way_to_another_thread(file: Path) -> None:
    """An interpreter that would not take turns by itself for a minute shows each hand-over that a call makes."""
    turns: list[str] = []

    def look(name: str, reader: SqliteReader) -> None:
        for _ in range(1000):
            reader.guard()
            turns.append(name)

    readers = [SqliteReader(file), SqliteReader(file)]
    threads = [threading.Thread(target=look, args=(str(at), reader)) for at, reader in enumerate(readers)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(60)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    for reader in readers:
        reader.close()

    assert len(list(groupby(turns))) == 2
