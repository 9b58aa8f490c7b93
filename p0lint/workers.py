"""Work spread over processes: an item that ends or stalls its worker is told apart, and no other item is lost with it."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from p0lint.checker import Checker, Options

Work = Callable[[Checker, Any], Any]
Around = Callable[[Callable[[], list[Any]]], list[Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every item: ``work``, each time inside of ``around``, in at most ``seconds``."""

    work: Work
    around: Around
    seconds: float


@dataclass(frozen=True, slots=True)
class Crew:
    """The processes: how many, and what each makes its checker of."""

    workers: int
    options: Options
    folder: Path

    def spread(self, task: Task, items: Sequence[Any], chunks: Sequence[Sequence[int]]) -> dict[int, Any]:
        """
        The results by position; a position that has none ended its worker, or took longer than it may.

        ``chunks`` are the positions that are sent together.
        """
        results: dict[int, Any] = {}
        waiting = [list(chunk) for chunk in chunks if chunk]
        while waiting:
            begun = self._run(task, items, waiting, results)
            lost = [position for chunk in waiting for position in chunk if position not in results]
            suspects = begun or lost[:1]
            for position in suspects:  # alone, to tell the one that ends its worker from those that were lost with it
                self._run(task, items, [[position]], results)
            settled = {*results, *suspects}
            remaining = ([position for position in chunk if position not in settled] for chunk in waiting)
            waiting = [chunk for chunk in remaining if chunk]
        return results

    def _run(
        self, task: Task, items: Sequence[Any], chunks: Sequence[Sequence[int]], results: dict[int, Any]
    ) -> list[int]:
        """Run chunks in a pool of their own; the positions that were begun and did not come to an end."""
        context = get_context("fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn")
        begun = context.RawArray("b", len(items))
        workers = min(self.workers, len(chunks))
        with ProcessPoolExecutor(workers, context, _start, (task, self.options, self.folder, begun)) as pool:
            waiting: dict[Future[list[Any]], Sequence[int]] = {}
            with suppress(BrokenProcessPool):  # a worker may end while others are still being sent their work
                for chunk in chunks:
                    waiting[pool.submit(_do, [(position, items[position]) for position in chunk])] = chunk
            for future in as_completed(waiting):
                with suppress(BrokenProcessPool):
                    results.update(zip(waiting[future], future.result(), strict=True))
        return [position for position, mark in enumerate(begun) if mark and position not in results]


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a process keeps between chunks; ``begun`` marks, for the parent to see, the item that it is at."""

    task: Task
    checker: Checker
    begun: Any

    def do(self, items: Sequence[tuple[int, Any]]) -> list[Any]:
        return self.task.around(lambda: [self._one(position, item) for position, item in items])

    def _one(self, position: int, item: Any) -> Any:
        self.begun[position] = 1
        with _ended_after(self.task.seconds):
            result = self.task.work(self.checker, item)
        self.begun[position] = 0
        return result


_worker: list[_Worker] = []


def _start(task: Task, options: Options, folder: Path, begun: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to tell of
    _worker[:] = [_Worker(task, Checker(options, folder), begun)]


def _do(items: Sequence[tuple[int, Any]]) -> list[Any]:
    return _worker[0].do(items)


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End this process where the work inside takes too long, whatever it is doing."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
