"""Many modules linked: where a dotted name is defined, across imports; files are read on demand."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from p0lint.errors import FileFailed
from p0lint.facts.syntax.index import ClassIndex, Span
from p0lint.facts.syntax.module import Module
from p0lint.reading import ON_DISK, Sources

T = TypeVar("T")

KEPT_BYTES = 6 << 20  # of sources kept in memory with what was read of them, for what many files share
RE_EXPORTS = 5  # how many modules an import is followed through


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is defined: ``kind`` is constant, function, class, method or module."""

    module: Module
    kind: str
    name: str
    span: Span | None = None
    cls: ClassIndex | None = None

    @property
    def full_name(self) -> str:
        """The dotted name of the definition."""
        owner = f"{self.cls.name}." if self.cls and self.kind == "method" else ""
        return f"{self.module.name}.{owner}{self.name}" if self.name else self.module.name


class Project:
    """
    The modules below the checked folders and whatever they import that is found beside them; paths have ``/`` in them.

    With ``whole`` a module must be valid as a whole, otherwise only in the parts that are read.
    """

    def __init__(self, working_folder: Path, *, whole: bool = True, sources: Sources = ON_DISK) -> None:
        self.working_folder = working_folder
        self._whole = whole
        self._sources = sources
        self._modules: dict[str, Module | None] = {}
        self._bytes = 0
        self._files = _Files()
        self._defined: dict[tuple[Module, str], Definition | None] = {}
        self._learnt: dict[object, object] = {}

    @property
    def is_large(self) -> bool:
        """Whether so much was learnt that it is time to forget it; what is asked again is worked out again."""
        return self._bytes >= KEPT_BYTES

    def forget(self) -> None:
        """Let go of all modules; what each holds knows it, and would keep it in memory."""
        for module in self._modules.values():
            if module is not None:
                module.forget()

    def module(self, path: str, display: str | None = None, source: bytes | None = None) -> Module | None:
        """The module in a file, read once; None if it cannot be read."""
        if path in self._modules:
            return self._modules[path]
        module = self._read(path, display, source)
        self._modules[path] = module
        return module

    def _read(self, path: str, display: str | None, source: bytes | None) -> Module | None:
        if source is None:
            try:
                source = self._sources.read(path)
            except OSError:
                return None
        self._bytes += len(source)
        name, is_package = dotted_name(path)
        return Module(path, display or self._display(path), name, is_package, source, self._whole)

    def _display(self, path: str) -> str:
        return Path(os.path.relpath(path, self.working_folder)).as_posix()

    def find_module(self, dotted: str, beside: Module) -> Module | None:
        """The module of that dotted name as ``beside`` would import it; None if it is not in the project."""
        path = self._files.of_module(dotted, beside.folder)
        return self.module(path) if path else None

    def learn(self, key: object, work_out: Callable[[], T]) -> T:
        """What was worked out for a key before, or is now: facts about a definition are the same wherever they are asked."""
        if key not in self._learnt:
            self._learnt[key] = work_out()
        return cast("T", self._learnt[key])

    def definition(self, dotted: str, beside: Module) -> Definition | None:
        """
        Where a full dotted name is defined.

        Imports are followed through the modules that pass a name on. None if the name is not defined in the project or
        its module cannot be parsed.
        """
        key = (beside, dotted)
        if key not in self._defined:
            self._defined[key] = self._definition(dotted, beside, 0)
        return self._defined[key]

    def _definition(self, dotted: str, beside: Module, depth: int) -> Definition | None:
        if depth > RE_EXPORTS:
            return None
        parts = dotted.split(".")
        for cut in range(len(parts), 0, -1):
            module = beside if ".".join(parts[:cut]) == beside.name else self.find_module(".".join(parts[:cut]), beside)
            if module is not None:
                return self._in_module(module, parts[cut:], depth)
        return None

    def _in_module(self, module: Module, rest: list[str], depth: int) -> Definition | None:
        if not rest:
            return Definition(module, "module", "")
        if not module.mentions(rest[0]):
            return None
        try:
            index = module.index
        except FileFailed:
            return None
        first = rest[0]
        if first in index.classes:
            return self._in_class(module, index.classes[first], rest[1:])
        if len(rest) == 1 and first in index.functions:
            return Definition(module, "function", first, index.functions[first])
        if len(rest) == 1 and first in index.constants:
            return Definition(module, "constant", first, index.constants[first])
        if first in index.imports:
            target = ".".join([module.absolute(index.imports[first]), *rest[1:]])
            return self._definition(target, module, depth + 1)
        for star in index.stars if first[:1] != "_" else ():  # ``import *`` leaves private names where they are
            found = self._definition(".".join([module.absolute(star), *rest]), module, depth + 1)
            if found:
                return found
        return None

    def _in_class(self, module: Module, cls: ClassIndex, rest: list[str]) -> Definition | None:
        if not rest:
            return Definition(module, "class", cls.name, cls.span, cls)
        if rest[0] in cls.nested:
            return self._in_class(module, cls.nested[rest[0]], rest[1:])
        if rest[0] in cls.methods:
            return Definition(module, "method", rest[0], cls.methods[rest[0]], cls)
        return Definition(module, "field", rest[0], None, cls) if len(rest) == 1 else None


class _Files:
    """The files of modules, sought as ``sys.path`` would have it; what was seen of the folders is remembered."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], str | None] = {}
        self._holding: dict[tuple[str, str], tuple[str, ...]] = {}
        self._parents: dict[str, str] = {}

    def of_module(self, dotted: str, folder: str) -> str | None:
        """The file of a module that a file in ``folder`` imports; None if it is not in the project."""
        key = (folder, dotted)
        if key not in self._found:
            self._found[key] = self._locate(dotted, folder)
        return self._found[key]

    def _locate(self, dotted: str, folder: str) -> str | None:
        if not all(part.isidentifier() for part in dotted.split(".")):
            return None
        relative = dotted.replace(".", "/")
        for ancestor in self._that_hold(dotted.partition(".")[0], folder):
            base = f"{ancestor}/{relative}"
            for candidate in (f"{base}.py", f"{base}/__init__.py"):
                if os.path.isfile(candidate):
                    return candidate
        return None

    def _that_hold(self, name: str, folder: str) -> tuple[str, ...]:
        """Those of a folder and the ones around it that hold a module or a folder of that name, the nearest first."""
        key = (name, folder)
        if key not in self._holding:
            base, parent = f"{folder}/{name}", self._parent(folder)
            here = (folder,) if os.path.isfile(f"{base}.py") or os.path.isdir(base) else ()
            self._holding[key] = (*here, *(self._that_hold(name, parent) if parent else ()))
        return self._holding[key]

    def _parent(self, folder: str) -> str:
        """The folder around; empty at the root of a repository."""
        if folder not in self._parents:
            parent = os.path.dirname(folder)
            self._parents[folder] = "" if parent == folder or os.path.exists(f"{folder}/.git") else parent
        return self._parents[folder]


def dotted_name(path: str) -> tuple[str, bool]:
    """The dotted name by which a file is imported, and whether it is a package's ``__init__``."""
    folder, file = os.path.split(path)
    stem = os.path.splitext(file)[0]
    is_package = stem == "__init__"
    parts = [] if is_package else [stem]
    nearest = os.path.basename(folder)
    while os.path.isfile(f"{folder}/__init__.py") and os.path.basename(folder):
        folder, name = os.path.split(folder)
        parts.append(name)
    return ".".join(reversed(parts)) or nearest, is_package
