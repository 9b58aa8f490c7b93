"""Workers where they pay; a file that kills or stalls its worker is named, and no other file is lost with it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from p0lint.candidates import NO_LINES
from p0lint.discovery import SourceFile
from p0lint.finding import Unchecked
from p0lint.plugins import RuleSet
from p0lint.run.checker import NOTHING, Checker, FileResult, Known, Options
from p0lint.run.deep_stack import Stalled, on_a_deep_stack
from p0lint.run.linking import RE_EXPORTS, carried, outside
from p0lint.sieve import Scan

Sized = tuple[SourceFile, int]
NOT_ASKED = Known(NO_LINES)

ENOUGH_FILES = 64
ENOUGH_BYTES = 1 << 20
CHUNK_BYTES = 2 << 20  # at most, of neighbouring files
CHUNKS_FOR_EACH = 5  # of every worker, so that none of them waits long for the last one
SECONDS_FOR_A_FILE = 60.0
MOST_WORKERS = 60  # Windows cannot wait for more


def run_all(options: Options, folder: Path, files: Sequence[Sized], jobs: int, rules: RuleSet) -> list[FileResult]:
    """The result of each file, in the order of the files: all of them are scanned, linked, and then checked."""
    workers = jobs or _workers_that_pay(files)
    with _collection_put_off():
        if workers < 2:
            return _alone(options, folder, files, rules)
        return _in_parallel(options, folder, files, workers)


@contextmanager
def _collection_put_off() -> Iterator[None]:
    """No search for garbage in cycles: it takes two fifths of the time, and a checker does it where it forgets modules."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _alone(options: Options, folder: Path, files: Sequence[Sized], rules: RuleSet) -> list[FileResult]:
    plain = [file for file, _ in files]
    scans: list[Scan] = []
    results: list[FileResult] = []

    def check_all() -> None:
        checker = Checker(options, folder, rules)
        for file in plain:
            scans.append(checker.scan(file))
        for file, known in zip(plain, _linked(checker, plain, scans), strict=True):
            results.append(checker.check(file, known))

    try:
        on_a_deep_stack(check_all, lambda: (len(scans), len(results)), SECONDS_FOR_A_FILE)
    except Stalled:  # a thread cannot be ended, a process can
        return _in_parallel(options, folder, files, 1)
    return results


def _in_parallel(options: Options, folder: Path, files: Sequence[Sized], workers: int) -> list[FileResult]:
    from p0lint.run.workers import Crew

    plain = [file for file, _ in files]
    chunks = _chunks(files, workers)
    with Crew(min(workers, len(chunks)), SECONDS_FOR_A_FILE, options, folder) as crew:
        scans = crew.spread(_scan, plain, chunks)
        told = [scans.get(position, NOTHING) for position in range(len(plain))]
        asked = list(zip(plain, _linked(Checker(options, folder), plain, told), strict=True))
        left = [[each for each in chunk if each in scans] for chunk in chunks]
        results = crew.spread(
            _check, asked, sorted(left, key=lambda chunk: _to_read(chunk, files, asked), reverse=True)
        )
    return [results.get(position) or _ended(file) for position, file in enumerate(plain)]


def _to_read(chunk: Sequence[int], files: Sequence[Sized], asked: Sequence[tuple[SourceFile, Known]]) -> int:
    """The bytes of a chunk that are more than looked over: what takes long is begun first, so that nobody waits for it."""
    return sum(files[each][1] for each in chunk if asked[each][1] != NOT_ASKED)


def _scan(checker: Checker, file: SourceFile) -> Scan:
    return checker.scan(file)


def _check(checker: Checker, asked: tuple[SourceFile, Known]) -> FileResult:
    return checker.check(*asked)


def _ended(file: SourceFile) -> FileResult:
    reason = f"its check ended the worker or took more than {SECONDS_FOR_A_FILE:g} seconds"
    return FileResult(failed=Unchecked(file.shown, reason))


def _linked(checker: Checker, files: Sequence[SourceFile], scans: Sequence[Scan]) -> list[Known]:
    """What each file's check may start from; what it imports is looked at even where that is not checked itself."""
    known = {file.path: scan for file, scan in zip(files, scans, strict=True)}
    fresh = known
    for _ in range(RE_EXPORTS):
        fresh = {path: checker.scan(SourceFile(path, path)) for path in outside(known, fresh)}
        if not fresh:
            break
        known = {**known, **fresh}
    names = carried(list(known), list(known.values()))
    return [Known(scan.candidates, taken) for scan, taken in zip(scans, names, strict=False)]


def _workers_that_pay(files: Sequence[Sized]) -> int:
    if len(files) < ENOUGH_FILES or sum(size for _, size in files) < ENOUGH_BYTES:
        return 1
    return min(available_cores(), MOST_WORKERS)


def available_cores() -> int:
    """The cores that this process may use: by its affinity and by the quota of its control group."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        if quota != "max":
            cores = min(cores, max(1, int(quota) // int(period)))
    return cores


def _chunks(files: Sequence[Sized], workers: int) -> list[list[int]]:
    """Neighbouring files together, so that what they share is read once."""
    most = min(CHUNK_BYTES, sum(size for _, size in files) // (workers * CHUNKS_FOR_EACH))
    chunks: list[list[int]] = [[]]
    total = 0
    for position, (_, size) in enumerate(files):
        if total and total + size > most:
            chunks.append([])
            total = 0
        chunks[-1].append(position)
        total += size
    return chunks
