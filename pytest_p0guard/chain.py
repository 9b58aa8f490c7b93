"""The Python functions that run when a configured name is called: what is decorated, and the decorators."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType, MethodType

from pytest_p0guard.errors import SettingWrong
from pytest_p0guard.names import Name


@dataclass(frozen=True, slots=True)
class Link:
    """
    One function to watch.

    When ``owner`` is not None, only calls with that object as their first argument count.
    """

    function: FunctionType
    owner: object = None


def links(found: object, name: Name) -> list[Link]:
    """The functions from ``found`` down to the innermost, outermost first; raises ``SettingWrong`` for none."""
    if isinstance(found, type):
        raise SettingWrong(name.setting, f"{name} is a class: name the function or method that is called")
    chain = list(_walk(found, name, set()))
    if not chain:
        raise SettingWrong(name.setting, f"{name} is a {type(found).__name__}, which runs no Python function")
    if any(inspect.isgeneratorfunction(link.function) or inspect.isasyncgenfunction(link.function) for link in chain):
        raise SettingWrong(name.setting, f"{name} is a generator: name a function that returns")
    return chain


def _walk(found: object, name: Name, seen: set[int]) -> Iterator[Link]:
    if id(found) in seen:
        return
    seen.add(id(found))
    if isinstance(found, MethodType):
        owner = None if isinstance(found.__self__, type) else found.__self__
        for link in _walk(found.__func__, name, seen):
            yield Link(link.function, owner)
    elif isinstance(found, FunctionType):
        yield Link(found)
        for inner in _wrapped(found, [cell.cell_contents for cell in found.__closure__ or () if _filled(cell)], name):
            yield from _walk(inner, name, seen)
    elif isinstance(found, functools.partial):
        yield from _walk(found.func, name, seen)
    else:
        yield from _object(found, name, seen)


def _object(found: object, name: Name, seen: set[int]) -> Iterator[Link]:
    """A callable object, perhaps a decorator written as a class or in C."""
    call = vars(type(found)).get("__call__")
    if isinstance(call, FunctionType):
        yield Link(call, found)
    for inner in _wrapped(found, list(getattr(found, "__dict__", {}).values()), name):
        yield from _walk(inner, name, seen)


def _wrapped(found: object, held: list[object], name: Name) -> list[object]:
    """What ``found`` decorates: it says so itself, or holds a function of the very name that is configured."""
    if hasattr(found, "__wrapped__"):
        return [found.__wrapped__]
    return [
        inner
        for inner in held
        if isinstance(inner, FunctionType) and (inner.__module__, inner.__qualname__) == (name.module, name.qualname)
    ]


def _filled(cell: object) -> bool:
    try:
        cell.cell_contents  # type: ignore[attr-defined]  # noqa: B018  # reading an empty cell raises
    except ValueError:
        return False
    return True
