"""A stack deep enough for any source that Python itself would parse, in a thread that its caller need not wait for."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STACK_BYTES = 256 << 20  # deep nesting costs stack: with less, a hostile file ends the process
RECURSION = 12_000


class Stalled(Exception):
    """The work made no progress for too long; it goes on in its thread, which ends with the process."""


def on_a_deep_stack(
    work: Callable[[], T], progress: Callable[[], object] = lambda: None, seconds: float | None = None
) -> T:
    """
    Do some work in a thread with a large stack.

    What Python has to warn of in the sources it parses meanwhile is not told: it is about code that is none of ours.
    Raises Stalled where ``progress`` gives the same twice, so many seconds apart.
    """
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            failure.append(error)

    recursion = sys.getrecursionlimit()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.setrecursionlimit(max(recursion, RECURSION))
        try:
            _wait_for(_started(run), progress, seconds)
        finally:
            sys.setrecursionlimit(recursion)
    if failure:
        raise failure[0]
    return outcome[0]


def _started(run: Callable[[], None]) -> threading.Thread:
    previous = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
    finally:
        threading.stack_size(previous)
    return thread


def _wait_for(thread: threading.Thread, progress: Callable[[], object], seconds: float | None) -> None:
    seen: object = None
    while thread.is_alive():
        now = progress()
        if seconds is not None and now == seen:
            raise Stalled
        seen = now
        thread.join(seconds)
