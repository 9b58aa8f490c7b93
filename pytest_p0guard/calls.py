"""What was seen: calls of factories, the validations that ran in them, and where."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from types import FrameType

from pytest_p0guard.names import Name

_STDLIB = os.path.dirname(os.__file__)
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
    """One run of a validator; ``began`` and ``ended`` are ticks of the guard's clock."""

    validator: Name
    arguments: tuple[object, ...]
    parent: Call | Run | None
    began: int
    ended: int | None = None
    result: object = None
    error: str = ""
    is_wrapper: bool = False

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
    return path.startswith(_STDLIB) and not path.startswith((sys.prefix + os.sep + "lib", *_site_packages()))


def _site_packages() -> tuple[str, ...]:
    return (os.path.join(_STDLIB, "site-packages"), os.path.join(_STDLIB, "dist-packages"))


def _shown(path: str) -> str:
    here = os.getcwd() + os.sep
    return path.removeprefix(here).replace(os.sep, "/")


def _same(one: object, two: object) -> bool:
    return one is two or (type(one) is type(two) and isinstance(one, _PLAIN) and one == two)
