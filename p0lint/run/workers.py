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


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes that each have a checker of their own; ``seconds`` is what one item may take."""

    workers: int
    seconds: float
    options: Options
    folder: Path

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
                self._run(work, items, [[position]], results)
            settled = {*results, *suspects}
            waiting = [left for chunk in waiting if (left := [each for each in chunk if each not in settled])]
        return results

    def _run(self, work: Work, items: Sequence[Any], chunks: Chunks, results: dict[int, Any]) -> list[int]:
        """Run chunks in a pool of their own; the positions that were begun and did not come to an end."""
        context = get_context("fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn")
        begun = context.RawArray("b", len(items))
        setup = (work, self.seconds, self.options, self.folder, begun)
        with ProcessPoolExecutor(min(self.workers, len(chunks)), context, _start, setup) as pool:
            waiting: dict[Future[list[Any]], Sequence[int]] = {}
            with suppress(BrokenProcessPool):  # a worker may end while others are still being sent their work
                for chunk in chunks:
                    waiting[pool.submit(_do, [(position, items[position]) for position in chunk])] = chunk
            for future in as_completed(waiting):
                with suppress(BrokenProcessPool):
                    results.update(zip(waiting[future], future.result(), strict=True))
        return [position for position, mark in enumerate(begun) if mark and position not in results]


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

    work: Work
    checker: Checker
    watch: _Watch
    begun: Any

    def do(self, items: Sequence[tuple[int, Any]]) -> list[Any]:
        try:
            return [self._one(position, item) for position, item in items]
        finally:
            self.watch.rest()

    def _one(self, position: int, item: Any) -> Any:
        self.begun[position] = 1
        self.watch.begin()
        result = self.work(self.checker, item)
        self.begun[position] = 0
        return result


_worker: list[_Worker] = []


def _start(work: Work, seconds: float, options: Options, folder: Path, begun: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to tell of
    gc.disable()  # as in the parent, whose choice a spawned process does not inherit
    gc.freeze()  # what was there before is no garbage
    _worker[:] = [_Worker(work, Checker(options, folder), _Watch(seconds), begun)]


def _do(items: Sequence[tuple[int, Any]]) -> list[Any]:
    return on_a_deep_stack(lambda: _worker[0].do(items))
