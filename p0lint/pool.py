"""Workers where they pay; a file that kills or stalls its worker is named, and no other file is lost with it."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from p0lint.checker import Checker, FileResult, Known, Options
from p0lint.discovery import SourceFile
from p0lint.finding import Unchecked
from p0lint.linking import RE_EXPORTS, carried, outside
from p0lint.plugins import RuleSet
from p0lint.sieve import Scan

UNSCANNED = Scan((1,), frozenset(), ())  # a file whose scan was lost is looked at again by its check
Sized = tuple[SourceFile, int]
T = TypeVar("T")

ENOUGH_FILES = 64
ENOUGH_BYTES = 1 << 20
CHUNK_BYTES = 2 << 20
SECONDS_FOR_A_FILE = 60
STACK_BYTES = 256 << 20  # deep nesting costs stack: with less, a hostile file ends the process
RECURSION = 12_000
MOST_WORKERS = 60  # Windows cannot wait for more


def run_all(options: Options, folder: Path, files: Sequence[Sized], jobs: int, rules: RuleSet) -> list[FileResult]:
    """The result of each file, in the order of the files: all of them are scanned, linked, and then checked."""
    workers = jobs or _workers_that_pay(files)
    if workers < 2:
        checker = Checker(options, folder, rules)
        return on_a_deep_stack(lambda: _alone(checker, [file for file, _ in files]))
    return _in_parallel(options, folder, files, workers)


def _alone(checker: Checker, files: Sequence[SourceFile]) -> list[FileResult]:
    knowns = _linked(checker, files, [checker.scan(file) for file in files])
    return [checker.check(file, known) for file, known in zip(files, knowns, strict=True)]


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
    return [Known(scan.lines, taken) for scan, taken in zip(scans, names, strict=False)]


def on_a_deep_stack(work: Callable[[], T]) -> T:
    """Do some work in a thread with stack enough for any source that Python itself would parse."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, RECURSION))
        try:
            outcome.append(work())
        except BaseException as error:
            failure.append(error)
        finally:
            sys.setrecursionlimit(before)

    previous = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(previous)
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


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


def _in_parallel(options: Options, folder: Path, files: Sequence[Sized], workers: int) -> list[FileResult]:
    plain = [file for file, _ in files]
    scans: dict[int, Scan] = {}
    _spread(_scan_all, options, folder, plain, _chunks(files), workers, scans)
    knowns = _linked(Checker(options, folder), plain, [scans.get(position, UNSCANNED) for position in range(len(files))])
    asked = list(zip(plain, knowns, strict=True))
    results: dict[int, FileResult] = {}
    lost = _spread(_check_all, options, folder, asked, _chunks(files), workers, results)
    for position in lost:  # one by one, to tell the file that ended the worker from those that were lost with it
        if _spread(_check_all, options, folder, asked, [[position]], 1, results):
            results[position] = _ended(plain[position])
    return [results[position] for position in range(len(files))]


def _spread(
    work: Callable[[list[Any]], list[Any]],
    options: Options,
    folder: Path,
    items: Sequence[Any],
    chunks: list[list[int]],
    workers: int,
    results: dict[int, Any],
) -> list[int]:
    """Run chunks of positions in a pool of their own; the positions that no result came back for."""
    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    with ProcessPoolExecutor(workers, get_context(method), _start, (options, folder)) as pool:
        waiting: dict[Future[list[Any]], list[int]] = {
            pool.submit(work, [items[position] for position in chunk]): chunk for chunk in chunks
        }
        for future in as_completed(waiting):
            with suppress(BrokenProcessPool):
                results.update(zip(waiting[future], future.result(), strict=True))
    return [position for chunk in chunks for position in chunk if position not in results]


def _ended(file: SourceFile) -> FileResult:
    reason = f"its check ended the worker or took more than {SECONDS_FOR_A_FILE} seconds"
    return FileResult(failed=Unchecked(file.shown, reason))


def _chunks(files: Sequence[Sized]) -> list[list[int]]:
    """Neighbouring files together, so that what they share is read once; the largest chunks first."""
    chunks: list[list[int]] = [[]]
    total = 0
    for position, (_, size) in enumerate(files):
        if total and total + size > CHUNK_BYTES:
            chunks.append([])
            total = 0
        chunks[-1].append(position)
        total += size
    return chunks


_checker: list[Checker] = []


def _start(options: Options, folder: Path) -> None:
    _checker[:] = [Checker(options, folder)]


def _scan_all(files: list[SourceFile]) -> list[Scan]:
    return [_checker[0].scan(file) for file in files]


def _check_all(asked: list[tuple[SourceFile, Known]]) -> list[FileResult]:
    return on_a_deep_stack(lambda: [_watched(file, known) for file, known in asked])


def _watched(file: SourceFile, known: Known) -> FileResult:
    """The result of one file; a file that takes too long ends this process, and the parent names it."""
    if known.is_clean:
        result: FileResult = _checker[0].check(file, known)
        return result
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(SECONDS_FOR_A_FILE, exit=True, file=nowhere)
        try:
            return _checker[0].check(file, known)  # type: ignore[no-any-return]
        finally:
            faulthandler.cancel_dump_traceback_later()
