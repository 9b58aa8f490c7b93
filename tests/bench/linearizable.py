"""
Is every change seen by the next call, in every process, whatever happens to the writers? A small Jepsen.

Writers count up the configuration of a few routes by compare-and-set. After a commit has returned, and not before, a
writer publishes the number in memory that all processes share. A reader takes the published number first and then
resolves: an answer below it is stale. Writers are killed at random and replaced. In the end every number that was
acknowledged must be in the history.

    python -m tests.bench.linearizable sqlite:////srv/check.db --seconds 60
"""

from __future__ import annotations

import argparse
import itertools
import json
import mmap
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from engines.common.scope import Scope
from engines.routing.errors import ChangeRefused
from engines.routing.policy import Policy
from engines.routing.ports import Blobs, Bus, Config, Documents, Keys, Log, Target
from engines.routing.registry import Author, Change, Registry, Route
from engines.routing.stores import create_store, open_store

KINDS = tuple(f"kind_{number}" for number in range(8))
SCOPE = Scope("t_acme", "prod", "p_web")
AUTHOR = Author("bench", "count up")
SLOTS = 8
TTL_SECONDS = 0.005

processes = multiprocessing.get_context("forkserver")
Resolve = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seen; all but the first two and the kills must be zero."""

    reads: int
    acknowledged: int
    kills: int
    stale: int
    backwards: int
    lost: int


class Anywhere:
    """A technology that is never used: only the route to it is read."""

    offers: frozenset[type] = frozenset({Documents, Log, Keys, Bus, Blobs})

    def targets(self, config: Config) -> tuple[Target, ...]:
        return (Target("placeholder", "nowhere"),)


def registry_at(address: str) -> Registry:
    return Registry(open_store(address), Policy(lambda name: cast("Any", Anywhere())))


class Floors:
    """For each kind, what each writer has published; a slot has one writer, and eight bytes are written at once."""

    def __init__(self, file: Path) -> None:
        with file.open("r+b") as opened:
            self._numbers = memoryview(mmap.mmap(opened.fileno(), 0)).cast("Q")

    @staticmethod
    def make(file: Path) -> None:
        file.write_bytes(bytes(8 * SLOTS * len(KINDS)))

    def publish(self, kind: int, slot: int, number: int) -> None:
        self._numbers[kind * SLOTS + slot] = number

    def of(self, kind: int) -> int:
        return max(self._numbers[kind * SLOTS : (kind + 1) * SLOTS])


def number_of(route: Route) -> int:
    return int(route.config["number"])


def write(address: str, folder: Path, slot: int) -> None:
    """Count up until killed."""
    store, floors = open_store(address), Floors(folder / "floors")
    log = os.open(folder / f"acknowledged-{slot}", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for kind in itertools.cycle(random.sample(range(len(KINDS)), len(KINDS))):
        stored = store.read(KINDS[kind], SCOPE)
        assert stored is not None
        number = number_of(stored.route) + 1
        route = Route(KINDS[kind], SCOPE, "anywhere", {"number": str(number)})
        try:
            store.change([Change.put(route, stored.revision)], AUTHOR)
        except ChangeRefused:
            continue
        os.write(log, f"{kind} {number}\n".encode())
        floors.publish(kind, slot, number)
        time.sleep(random.random() * 0.04)


def read(address: str, folder: Path, reader: int, reads: int, seconds: float, ttl: bool) -> None:
    """Resolve and compare until the reads or the seconds are used up."""
    registry, floors = registry_at(address), Floors(folder / "floors")
    resolve = _late(registry) if ttl else _resolving(registry)
    newest = [0] * len(KINDS)
    done = stale = backwards = 0
    end = time.monotonic() + seconds
    while done < reads and (done % 1000 or time.monotonic() < end):
        kind = done % len(KINDS)
        floor = floors.of(kind)
        number = resolve(KINDS[kind])
        stale += number < floor
        backwards += number < newest[kind]
        newest[kind] = number
        done += 1
    (folder / f"reader-{reader}").write_text(json.dumps([done, stale, backwards]))


def _resolving(registry: Registry) -> Resolve:
    return lambda kind: number_of(registry.resolve(kind, SCOPE))


def _late(registry: Registry) -> Resolve:
    """What a cache with a time to live would answer: the fault that the check must see."""
    kept: dict[str, tuple[int, float]] = {}

    def resolve(kind: str) -> int:
        number, until = kept.get(kind, (0, 0.0))
        if time.monotonic() >= until:
            number = number_of(registry.resolve(kind, SCOPE))
            kept[kind] = number, time.monotonic() + TTL_SECONDS
        return number

    return resolve


def run(
    address: str, *, reads: int = 2**62, seconds: float = 300.0, readers: int = 2, writers: int = 2, ttl: bool = False
) -> Outcome:
    """Check the store at `address`, which must be a new one."""
    store = create_store(address)
    store.change([Change.put(Route(kind, SCOPE, "anywhere", {"number": "0"}), None) for kind in KINDS], AUTHOR)
    store.close()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Floors.make(folder / "floors")
        each = -(-reads // readers)
        reading = [
            processes.Process(target=read, args=(address, folder, number, each, seconds, ttl))
            for number in range(readers)
        ]
        with _writing(address, folder, writers) as kill_one:
            for process in reading:
                process.start()
            kills = _kill_until_read(reading, kill_one)
        done, stale, backwards = map(sum, zip(*map(_result, sorted(folder.glob("reader-*"))), strict=True))
        acknowledged = _acknowledged(folder)
        lost = len(acknowledged - _recorded(address))
    return Outcome(done, len(acknowledged), kills, stale, backwards, lost)


@contextmanager
def _writing(address: str, folder: Path, writers: int) -> Iterator[Callable[[], bool]]:
    """
    Writers run inside the block; the function kills one of them and starts another in its place.

    It spares, and answers False for, a writer that has not written anything yet.
    """

    def written(slot: int) -> int:
        log = folder / f"acknowledged-{slot}"
        return log.stat().st_size if log.exists() else 0

    def start(slot: int) -> Any:
        process = processes.Process(target=write, args=(address, folder, slot), daemon=True)
        process.start()
        return process

    running = [start(slot) for slot in range(writers)]
    before = [0] * writers

    def kill_one() -> bool:
        slot = random.randrange(writers)
        if written(slot) == before[slot]:
            return False
        os.kill(running[slot].pid, signal.SIGKILL)
        running[slot].join()
        before[slot] = written(slot)
        running[slot] = start(slot)
        return True

    try:
        yield kill_one
    finally:
        for process in running:
            process.kill()
            process.join()


def _kill_until_read(reading: list[Any], kill_one: Callable[[], bool]) -> int:
    kills = 0
    while any(process.is_alive() for process in reading):
        reading[0].join(0.2 + random.random() * 0.4)
        kills += kill_one()
    return kills


def _result(file: Path) -> list[int]:
    result: list[int] = json.loads(file.read_text())
    return result


def _acknowledged(folder: Path) -> set[tuple[str, int]]:
    lines = [line.split() for file in folder.glob("acknowledged-*") for line in file.read_text().splitlines()]
    return {(KINDS[int(kind)], int(number)) for kind, number in lines}


def _recorded(address: str) -> set[tuple[str, int]]:
    return {(entry.kind, number_of(entry.new)) for entry in open_store(address).history() if entry.new}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="a place for a new registry")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--writers", type=int, default=2)
    options = parser.parse_args()
    outcome = run(options.address, seconds=options.seconds, readers=options.readers, writers=options.writers)
    print(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main()
