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

from p0lint.checker import Checker, FileResult, Options
from p0lint.discovery import SourceFile
from p0lint.finding import Unchecked
from p0lint.plugins import RuleSet

Sized = tuple[SourceFile, int]
T = TypeVar("T")

ENOUGH_FILES = 64
ENOUGH_BYTES = 1 << 20
CHUNK_BYTES = 2 << 20
SECONDS_FOR_A_FILE = 60
STACK_BYTES = 256 << 20  # deep nesting costs stack: with less, a hostile file ends the process
RECURSION = 12_000
MOST_WORKERS = 60  # Windows cannot wait for more


def run_all(
    make: type[Checker], options: Options, folder: Path, files: Sequence[Sized], jobs: int, rules: RuleSet
) -> list[FileResult]:
    """The result of each file, in the order of the files."""
    workers = jobs or _workers_that_pay(files)
    if workers < 2:
        checker = make(options, folder, rules)
        return on_a_deep_stack(lambda: [checker.check(file) for file, _ in files])
    return _in_parallel(options, folder, files, workers)


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
    results: dict[int, FileResult] = {}
    lost = _spread(options, folder, files, _chunks(files), workers, results)
    for position in lost:  # one by one, to tell the file that ended the worker from those that were lost with it
        if _spread(options, folder, files, [[position]], 1, results):
            results[position] = _ended(files[position][0])
    return [results[position] for position in range(len(files))]


def _spread(
    options: Options,
    folder: Path,
    files: Sequence[Sized],
    chunks: list[list[int]],
    workers: int,
    results: dict[int, FileResult],
) -> list[int]:
    """Run chunks of positions in a pool of their own; the positions that no result came back for."""
    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    with ProcessPoolExecutor(workers, get_context(method), _start, (options, folder)) as pool:
        waiting: dict[Future[list[FileResult]], list[int]] = {
            pool.submit(_run, [files[position][0] for position in chunk]): chunk for chunk in chunks
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


_checker: list[Any] = []


def _start(options: Options, folder: Path) -> None:
    _checker[:] = [Checker(options, folder)]


def _run(files: list[SourceFile]) -> list[FileResult]:
    return on_a_deep_stack(lambda: [_watched(file) for file in files])


def _watched(file: SourceFile) -> FileResult:
    """The result of one file; a file that takes too long ends this process, and the parent names it."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(SECONDS_FOR_A_FILE, exit=True, file=nowhere)
        try:
            result: FileResult = _checker[0].check(file)
        finally:
            faulthandler.cancel_dump_traceback_later()
    return result
