"""Seeing calls by swapping a function's code: for Python 3.10 and 3.11, and when every tool id is taken."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType, FrameType, FunctionType
from typing import Any

from pytest_p0guard.chain import Link
from pytest_p0guard.interception import Observer, arguments_of, counts
from pytest_p0guard.names import Name

_HOOK = "p0guard: the hook takes the place of this constant"
_RETURNS = {"RETURN_VALUE", "RETURN_CONST"}
_PAUSES = ("YIELD", "RETURN_GENERATOR")


class CodeSwap:
    """The function object stays the one that everybody holds; only its code is another while it is armed."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._armed: dict[FunctionType, tuple[CodeType, bool]] = {}

    def arm(self, name: Name, link: Link) -> None:
        function = link.function
        if function in self._armed:
            return
        code = function.__code__
        hook = _hook(self._observer, name, link)
        self._armed[function] = (code, _pin_signature(function))
        function.__code__ = _trampoline(code, hook)

    @contextmanager
    def during_import(self, codes: dict[CodeType, Name]) -> Iterator[None]:
        """By a profile function of this thread; where there is one already it stays, and nothing is seen."""
        if sys.getprofile() is not None:
            yield
            return
        sys.setprofile(_Profile(self._observer, codes))
        try:
            yield
        finally:
            sys.setprofile(None)

    def disarm(self) -> None:
        while self._armed:
            function, (code, pinned) = self._armed.popitem()
            function.__code__ = code
            if pinned:
                del function.__signature__  # type: ignore[attr-defined]  # set by _pin_signature


class _Profile:
    """What ``sys.setprofile`` calls: begins and ends of the functions made from ``codes``."""

    def __init__(self, observer: Observer, codes: dict[CodeType, Name]) -> None:
        self._observer = observer
        self._names = {id(code): name for code, name in codes.items()}
        self._running: dict[FrameType, object] = {}

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        name = self._names.get(id(frame.f_code))
        if name is None:
            return
        if event == "call" and frame not in self._running:
            self._running[frame] = self._observer.begun(name, arguments_of(frame), frame.f_back)
        elif event == "return" and frame in self._running:
            self._ended(frame, argument)

    def _ended(self, frame: FrameType, result: object) -> None:
        """The same event tells a return, an await and an exception: the last instruction tells which."""
        last = _opcode_name(frame.f_code, frame.f_lasti)
        if last in _RETURNS:
            self._observer.returned(self._running.pop(frame), result)
        elif not last.startswith(_PAUSES):
            error = RuntimeError("an error that was raised while the module was imported")
            self._observer.raised(self._running.pop(frame), error)


def _opcode_name(code: CodeType, offset: int) -> str:
    import dis

    return dis.opname[code.co_code[offset]]


def _hook(observer: Observer, name: Name, link: Link) -> Callable[[tuple[Any, ...], dict[str, Any]], Any]:
    """What the trampoline calls: it runs the function as it was, and tells the observer."""
    function = link.function
    original = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    original.__kwdefaults__ = function.__kwdefaults__

    def begin(args: tuple[Any, ...], kwargs: dict[str, Any], caller: FrameType | None) -> object:
        return observer.begun(name, (*args, *kwargs.values()), caller)

    def run(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        __tracebackhide__ = True
        if not counts(link.owner, args):
            return original(*args, **kwargs)
        token = begin(args, kwargs, sys._getframe(1).f_back)
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            observer.raised(token, error)
            raise
        observer.returned(token, result)
        return result

    async def run_async(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        __tracebackhide__ = True
        if not counts(link.owner, args):
            return await original(*args, **kwargs)
        token = begin(args, kwargs, sys._getframe(1).f_back)
        try:
            result = await original(*args, **kwargs)
        except BaseException as error:
            observer.raised(token, error)
            raise
        observer.returned(token, result)
        return result

    return run_async if inspect.iscoroutinefunction(function) else run


def _trampoline(code: CodeType, hook: Callable[..., Any]) -> CodeType:
    """
    Code that calls ``hook`` and stands in for ``code``.

    A function takes only code with as many free variables as it has cells, hence the names that are never read. It is
    one line, so that coverage sees the line of the ``def`` and no other.
    """
    free = ", ".join(f"free{index}" for index in range(len(code.co_freevars)))
    is_async = code.co_flags & inspect.CO_COROUTINE
    source = (
        f"def make({free}):\n {'async ' if is_async else ''}def trampoline(*args, **kwargs): "
        f"__tracebackhide__ = True; 0 and ({free}{',' if free else ''}); hook = {_HOOK!r}; "
        f"return {'await ' if is_async else ''}hook(args, kwargs)"
    )
    made = _nested(_nested(compile(source, code.co_filename, "exec"), "make"), "trampoline")
    consts = tuple(hook if const == _HOOK else const for const in made.co_consts)
    names = {name: getattr(code, name) for name in ("co_name", "co_qualname", "co_firstlineno") if hasattr(code, name)}
    return made.replace(co_consts=consts, **names)


def _nested(code: CodeType, name: str) -> CodeType:
    return next(const for const in code.co_consts if isinstance(const, CodeType) and const.co_name == name)


def _pin_signature(function: FunctionType) -> bool:
    """Keep the signature for those who ask; True when it has to be taken away again."""
    if "__signature__" in function.__dict__:
        return False
    with suppress(Exception):  # a signature that cannot be told stays untold
        function.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]  # how inspect is told of it
        return True
    return False
