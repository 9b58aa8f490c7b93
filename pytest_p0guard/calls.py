"""What was seen: calls of factories, the validations that ran in them, and where."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from types import FrameType, TracebackType

from pytest_p0guard.names import Name

_STDLIB = os.path.dirname(os.__file__) + os.sep
_INSTALLED = (_STDLIB + "site-packages", _STDLIB + "dist-packages")
_PLAIN = (str, bytes, int, float, bool, tuple, frozenset, type(None))


@dataclass(frozen=True, slots=True)
class Place:
    """
    The test and phase during which something happens; ``nodeid`` is empty outside any test.

    ``bypass`` is the reason of the test's marker. ``fixture`` names a fixture that outlives the test.
    """

    nodeid: str = ""
    phase: str = ""
    bypass: str = ""
    fixture: str = ""


@dataclass(slots=True, eq=False)
class Run:
    """
    One run of a validator; ``began`` and ``ended`` are ticks of the guard's clock.

    ``starter`` is the frame that starts an application, of a run at start-up; ``exception`` is what such a run raised.
    """

    validator: Name
    arguments: tuple[object, ...]
    parent: Call | Run | None
    began: int
    ended: int | None = None
    result: object = None
    error: str = ""
    is_wrapper: bool = False
    starter: FrameType | None = None
    exception: BaseException | None = None

    @property
    def refused_the_start(self) -> bool:
        """Whether what it raised left the frame that starts the application: the traceback tells how far it came."""
        traceback = self.exception.__traceback__ if self.exception and self.starter else None
        return traceback is not None and traceback.tb_frame is not self.starter and _passes(traceback, self.starter)

    @property
    def failed(self) -> bool:
        return bool(self.error) or self.result is False

    def succeeded_by(self, tick: float) -> bool:
        return self.ended is not None and self.ended < tick and not self.failed

    def repeats(self, other: Run) -> bool:
        """Whether it began later and was given the same things."""
        pairs = list(zip(self.arguments, other.arguments, strict=False))
        same_length = len(self.arguments) == len(other.arguments)
        return self.began > other.began and same_length and all(_same(one, two) for one, two in pairs)


@dataclass(slots=True, eq=False)
class Call:
    """One call of a factory, and the application that it gave while nobody has judged it yet."""

    factory: Name
    place: Place
    where: str
    parent: Call | Run | None
    began: int
    ended: int | None = None
    app: object = None
    runs: list[Run] = field(default_factory=list)


def _passes(traceback: TracebackType | None, frame: FrameType | None) -> bool:
    while traceback is not None and traceback.tb_frame is not frame:
        traceback = traceback.tb_next
    return traceback is not None


def called_from(frame: FrameType | None) -> str:
    """``path:line in function`` of the nearest frame that is not the standard library's or ours; empty for none."""
    while frame is not None:
        path = frame.f_code.co_filename
        if not _is_machinery(path):
            return f"{_shown(path)}:{frame.f_lineno} in {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


def _is_machinery(path: str) -> bool:
    if path.startswith("<") or os.path.dirname(path) == os.path.dirname(__file__):
        return True
    return path.startswith(_STDLIB) and not path.startswith(_INSTALLED)


def _shown(path: str) -> str:
    here = os.getcwd() + os.sep
    return path.removeprefix(here).replace(os.sep, "/")


def _same(one: object, two: object) -> bool:
    return one is two or (type(one) is type(two) and isinstance(one, _PLAIN) and one == two)
