"""Work spread over processes: an item that ends or stalls its worker is told apart, and no other is lost with it."""

from __future__ import annotations

import faulthandler
import gc
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from p0lint.run.checker import Checker, Options
from p0lint.run.deep_stack import on_a_deep_stack

Work = Callable[[Checker, Any], Any]
Chunks = Sequence[Sequence[int]]


class Crew:
    """
    Processes that each have a checker of their own, and keep what it has learned from one piece of work to the next.

    ``seconds`` is what one item may take. Left as a context manager, it ends them.
    """

    def __init__(self, workers: int, seconds: float, options: Options, folder: Path) -> None:
        self._workers = workers
        self._setup = (seconds, options, folder)
        self._pool: ProcessPoolExecutor | None = None
        self._begun: Any = ()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def spread(self, work: Work, items: Sequence[Any], chunks: Chunks) -> dict[int, Any]:
        """
        The results by position; a position that has none ended its worker, or took too long.

        ``chunks`` are the positions that are sent together.
        """
        results: dict[int, Any] = {}
        waiting = [list(chunk) for chunk in chunks if chunk]
        while waiting:
            begun = self._run(work, items, waiting, results)
            suspects = begun or [position for chunk in waiting for position in chunk if position not in results][:1]
            for position in suspects:  # alone, to tell the one that ends its worker from those that were lost with it
                with Crew(1, *self._setup) as alone:
                    alone._run(work, items, [[position]], results)
            settled = {*results, *suspects}
            waiting = [left for chunk in waiting if (left := [each for each in chunk if each not in settled])]
        return results

    def _run(self, work: Work, items: Sequence[Any], chunks: Chunks, results: dict[int, Any]) -> list[int]:
        """Run chunks; the positions that were begun and did not come to an end, and ended the processes with them."""
        pool = self._pool or self._open(len(items))
        waiting: dict[Future[list[Any]], Sequence[int]] = {}
        with suppress(BrokenProcessPool):  # a worker may end while others are still being sent their work
            for chunk in chunks:
                waiting[pool.submit(_do, work, [(position, items[position]) for position in chunk])] = chunk
        for future in as_completed(waiting):
            with suppress(BrokenProcessPool):
                results.update(zip(waiting[future], future.result(), strict=True))
        if all(position in results for chunk in chunks for position in chunk):
            return []
        self._end()
        return [position for position, mark in enumerate(self._begun) if mark and position not in results]

    def _open(self, count: int) -> ProcessPoolExecutor:
        context = get_context("fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn")
        self._begun = context.RawArray("b", count)
        self._pool = ProcessPoolExecutor(self._workers, context, _start, (*self._setup, self._begun))
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


class _Watch:
    """Ends this process where one item takes too long, whatever it is doing."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._nowhere = open(os.devnull, "w")  # noqa: SIM115 - it is written to when the process ends
        self._since = -math.inf

    def begin(self) -> None:
        """An item begins; setting the clock costs more than most items, so it is not set for each."""
        now = time.monotonic()
        if now - self._since > self._seconds / 10:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._nowhere)
            self._since = now

    def rest(self) -> None:
        """No item is at work."""
        faulthandler.cancel_dump_traceback_later()
        self._since = -math.inf


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process keeps between chunks; ``begun`` marks, for the parent to see, the item that it is at."""

    checker: Checker
    watch: _Watch
    begun: Any

    def do(self, work: Work, items: Sequence[tuple[int, Any]]) -> list[Any]:
        try:
            return [self._one(work, position, item) for position, item in items]
        finally:
            self.watch.rest()

    def _one(self, work: Work, position: int, item: Any) -> Any:
        self.begun[position] = 1
        self.watch.begin()
        result = work(self.checker, item)
        self.begun[position] = 0
        return result


_worker: list[_Worker] = []


def _start(seconds: float, options: Options, folder: Path, begun: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to tell of
    gc.disable()  # as in the parent, whose choice a spawned process does not inherit
    gc.freeze()  # what was there before is no garbage
    _worker[:] = [_Worker(Checker(options, folder), _Watch(seconds), begun)]


def _do(work: Work, items: Sequence[tuple[int, Any]]) -> list[Any]:
    return on_a_deep_stack(lambda: _worker[0].do(work, items))
