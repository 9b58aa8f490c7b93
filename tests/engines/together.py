"""Calls made at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from engines.common.errors import EngineError

T = TypeVar("T")


def together(call: Callable[[int], T], times: int = 8) -> tuple[list[T], list[EngineError]]:
    """What `times` simultaneous calls, numbered from 0, returned, and what the others were refused with."""
    ready = Barrier(times)

    def one(number: int) -> tuple[list[T], list[EngineError]]:
        ready.wait()
        try:
            return [call(number)], []
        except EngineError as refused:
            return [], [refused]

    with ThreadPoolExecutor(times) as pool:
        ended = list(pool.map(one, range(times)))
    return [value for values, _ in ended for value in values], [error for _, errors in ended for error in errors]
