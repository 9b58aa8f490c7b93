"""Arming the moment a module is imported, before anybody can hold or call what is in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from pytest_p0guard.names import Name

During = Callable[[dict[CodeType, Name]], AbstractContextManager[None]]
"""What is entered while the module executes, with the code of the functions that it will define."""


class ImportHook(MetaPathFinder):
    """First on ``sys.meta_path``: asks the other finders, and wraps their loader for the modules of ``names`` alone."""

    def __init__(self, names: Mapping[str, Sequence[Name]], during: During, arm: Callable[[ModuleType], None]) -> None:
        self._names = names
        self._during = during
        self._arm = arm

    def install(self) -> None:
        sys.meta_path.insert(0, self)

    def uninstall(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        found = (finder.find_spec(fullname, path, target) for finder in sys.meta_path if finder is not self)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _ArmingLoader(spec.loader, self._names[fullname], self._during, self._arm)
        return spec


class _ArmingLoader(Loader):
    """The loader it was given, but for what happens around the execution of the module."""

    def __init__(
        self, loader: Loader, names: Sequence[Name], during: During, arm: Callable[[ModuleType], None]
    ) -> None:
        self._loader = loader
        self._names = names
        self._during = during
        self._arm = arm

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._loader, attribute)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        _give_back(module, self._loader)
        if _is_plain(type(self._loader)):
            self._execute(module)
        else:
            self._loader.exec_module(module)
        self._arm(module)

    def _execute(self, module: ModuleType) -> None:
        code = self._loader.get_code(module.__name__)  # type: ignore[attr-defined]  # every SourceFileLoader has it
        with self._during({inner: name for name in self._names for inner in codes_of(code, name.qualname)}):
            exec(code, module.__dict__)  # noqa: S102  # what the import system does, with the calls watched


def codes_of(code: CodeType, qualname: str) -> list[CodeType]:
    """The code of the functions that ``code``, of a module, will define under this name."""
    found = [code]
    for part in qualname.split("."):
        found = [
            const
            for outer in found
            for const in outer.co_consts
            if isinstance(const, CodeType) and const.co_name == part
        ]
    return found


def _is_plain(loader: type) -> bool:
    """Whether it executes modules as the standard library does; pytest's, which rewrites asserts, does not."""
    return getattr(loader, "exec_module", None) is SourceFileLoader.exec_module


def _give_back(module: ModuleType, loader: Loader) -> None:
    module.__loader__ = loader
    if module.__spec__ is not None:
        module.__spec__.loader = loader
