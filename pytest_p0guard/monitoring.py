"""Seeing calls by ``sys.monitoring`` (PEP 669): no frame, signature or source of the watched function changes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FrameType, FunctionType
from typing import Any

from pytest_p0guard.chain import Link
from pytest_p0guard.interception import Observer, arguments_of, counts
from pytest_p0guard.names import Name

_monitoring: Any = sys.monitoring  # type: ignore[attr-defined]  # from Python 3.12 on
_events = _monitoring.events
_LOCAL = _events.PY_START | _events.PY_RETURN
_TOOLS = (
    3,
    4,
)  # the ids that belong to no kind of tool by convention (debugger 0, coverage 1, profiler 2, optimizer 5)
_MARK = "watched by p0guard"


def free_tool() -> int | None:
    """A tool id that nobody uses."""
    return next((tool for tool in _TOOLS if _monitoring.get_tool(tool) is None), None)


@dataclass(frozen=True, slots=True)
class _Watched:
    """Whose code it is; the code is held so that its id stays its own."""

    code: CodeType
    name: Name
    owner: object


class Monitoring:
    """
    Local events on a code object that belongs to one function alone.

    Functions made by one ``def`` share their code, so each armed function gets a copy. That a call raised is no local
    event: it is listened to everywhere, but only while a watched call runs.
    """

    def __init__(self, observer: Observer, tool: int) -> None:
        self._observer = observer
        self._tool = tool
        self._watched: dict[int, _Watched] = {}
        self._originals: list[tuple[FunctionType, CodeType]] = []
        self._running: dict[FrameType, object] = {}
        self._lock = threading.RLock()
        self._on = True
        _monitoring.use_tool_id(tool, "p0guard")
        _monitoring.register_callback(tool, _events.PY_START, self._start)
        _monitoring.register_callback(tool, _events.PY_RETURN, self._return)
        _monitoring.register_callback(tool, _events.PY_UNWIND, self._unwind)

    def arm(self, name: Name, link: Link) -> None:
        code = link.function.__code__
        if id(code) in self._watched:
            return
        if code.co_consts[-1:] != (_MARK,):  # else it is a copy already, another guard's
            self._originals.append((link.function, code))
            code = code.replace(co_consts=(*code.co_consts, _MARK))
            link.function.__code__ = code
        self._watch(_Watched(code, name, link.owner))

    @contextmanager
    def during_import(self, codes: dict[CodeType, Name]) -> Iterator[None]:
        for code, name in codes.items():
            self._watch(_Watched(code, name, None))
        try:
            yield
        finally:
            for code in codes:
                self._unwatch(code)

    def disarm(self) -> None:
        if not self._on:
            return
        self._on = False
        for watched in list(self._watched.values()):
            self._unwatch(watched.code)
        for function, code in self._originals:
            if function.__code__.co_consts[-1:] == (_MARK,):
                function.__code__ = code
        _monitoring.set_events(self._tool, 0)
        for event in (_events.PY_START, _events.PY_RETURN, _events.PY_UNWIND):
            _monitoring.register_callback(self._tool, event, None)
        _monitoring.free_tool_id(self._tool)

    def _watch(self, watched: _Watched) -> None:
        self._watched[id(watched.code)] = watched
        _monitoring.set_local_events(self._tool, watched.code, _LOCAL)

    def _unwatch(self, code: CodeType) -> None:
        _monitoring.set_local_events(self._tool, code, 0)
        self._watched.pop(id(code), None)

    def _start(self, code: CodeType, offset: int) -> None:
        watched = self._watched.get(id(code))
        if watched is None:
            return
        frame = sys._getframe(1)
        arguments = arguments_of(frame)
        if not counts(watched.owner, arguments):
            return
        token = self._observer.begun(watched.name, arguments, frame.f_back)
        with self._lock:
            self._running[frame] = token
            _monitoring.set_events(self._tool, _events.PY_UNWIND)

    def _return(self, code: CodeType, offset: int, result: object) -> None:
        token = self._ended(sys._getframe(1))
        if token is not None:
            self._observer.returned(token, result)

    def _unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        if id(code) not in self._watched:
            return
        token = self._ended(sys._getframe(1))
        if token is not None:
            self._observer.raised(token, error)

    def _ended(self, frame: FrameType) -> object:
        with self._lock:
            token = self._running.pop(frame, None)
            if not self._running:
                _monitoring.set_events(self._tool, 0)
        return token
