"""Seeing every call of a function however it was imported: what is seen, and by which means."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import CodeType, FrameType
from typing import Protocol

from pytest_p0guard.chain import Link
from pytest_p0guard.names import Name


class Observer(Protocol):
    """Who is told of the calls; what ``begun`` gives is handed back at the end of the same call."""

    def begun(self, name: Name, arguments: tuple[object, ...], caller: FrameType | None) -> object:
        """A call begins, in the thread and context of the call."""

    def returned(self, token: object, result: object) -> None:
        """The call returned ``result``; of an async function, what awaiting it gave."""

    def raised(self, token: object, error: BaseException) -> None:
        """The call raised."""


class Interceptor(Protocol):
    """A means of seeing calls; everything it does is undone by ``disarm``, which may be called twice."""

    def arm(self, name: Name, link: Link) -> None:
        """See the calls of the function from now on."""

    def during_import(self, codes: dict[CodeType, Name]) -> AbstractContextManager[None]:
        """See calls of functions made from these code objects while their module still executes."""

    def disarm(self) -> None:
        """Leave everything as it was."""


def interceptor(observer: Observer) -> Interceptor:
    """
    The least intrusive means there is.

    ``sys.monitoring`` (Python 3.12) when it has a free tool id, else a swap of the function's code.
    """
    if sys.version_info >= (3, 12):
        from pytest_p0guard.monitoring import Monitoring, free_tool

        tool = free_tool()
        if tool is not None:
            return Monitoring(observer, tool)
    from pytest_p0guard.codeswap import CodeSwap

    return CodeSwap(observer)


def arguments_of(frame: FrameType) -> tuple[object, ...]:
    """The values that the running function was called with, ``*args`` and ``**kwargs`` spread out."""
    code = frame.f_code
    local = frame.f_locals
    plain = code.co_argcount + code.co_kwonlyargcount
    values = [local[name] for name in code.co_varnames[:plain] if name in local]
    rest = code.co_varnames[plain:]
    if code.co_flags & 0x04:  # CO_VARARGS
        values.extend(local.get(rest[0], ()))
        rest = rest[1:]
    if code.co_flags & 0x08:  # CO_VARKEYWORDS
        values.extend(local.get(rest[0], {}).values())
    return tuple(values)


def counts(owner: object, arguments: tuple[object, ...]) -> bool:
    """Whether a call with these arguments is one of the ``owner`` that is watched; everybody's when it is None."""
    return owner is None or (bool(arguments) and arguments[0] is owner)
