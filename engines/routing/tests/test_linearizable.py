"""A change is seen by the next call in every process, also while writers are killed."""

from __future__ import annotations

from pathlib import Path

from tests.bench.linearizable import Outcome, run
from tests.servers.postgres import Postgres


def assert_sound(outcome: Outcome, reads: int) -> None:
    assert outcome.reads >= reads
    assert outcome.acknowledged >= outcome.kills > 0
    assert (outcome.stale, outcome.backwards, outcome.lost) == (0, 0, 0)


def test_no_read_is_stale_and_no_acknowledged_write_is_lost_on_sqlite(tmp_path: Path) -> None:
    assert_sound(run(f"sqlite:///{tmp_path / 'routes.db'}", reads=1_000_000), 1_000_000)


def test_no_read_is_stale_and_no_acknowledged_write_is_lost_on_postgresql(postgres: Postgres) -> None:
    assert_sound(run(postgres.database(), reads=100_000), 100_000)


def test_the_check_sees_a_cache_that_is_five_milliseconds_late(tmp_path: Path) -> None:
    assert run(f"sqlite:///{tmp_path / 'routes.db'}", reads=400_000, readers=1, ttl=True).stale > 0
