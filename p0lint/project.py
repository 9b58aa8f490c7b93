"""Many modules linked: where a dotted name is defined, across imports; files are read on demand."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from p0lint.errors import FileFailed
from p0lint.facts.index import ClassIndex, Span
from p0lint.facts.module import Module
from p0lint.reading import read_regular

T = TypeVar("T")

KEPT_MODULES = 400  # parsed modules kept in memory, for constants and helpers that many files share
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
    """The modules below the checked folders and whatever they import that is found beside them."""

    def __init__(self, working_folder: Path) -> None:
        self.working_folder = working_folder
        self._modules: dict[Path, Module | None] = {}
        self._found: dict[tuple[str, str], Path | None] = {}
        self._defined: dict[tuple[Path, str], Definition | None] = {}
        self._learnt: dict[object, object] = {}

    @property
    def is_large(self) -> bool:
        """Whether so much was learnt that it is time to forget it; what is asked again is worked out again."""
        return len(self._modules) >= KEPT_MODULES

    def module(self, path: Path, display: str | None = None, source: bytes | None = None) -> Module | None:
        """The module in a file, read once; None if it cannot be read."""
        if path in self._modules:
            return self._modules[path]
        module = self._read(path, display, source)
        self._modules[path] = module
        return module

    def _read(self, path: Path, display: str | None, source: bytes | None) -> Module | None:
        if source is None:
            try:
                source = read_regular(str(path))
            except OSError:
                return None
        name, is_package = dotted_name(path)
        return Module(path, display or self._display(path), name, is_package, source)

    def _display(self, path: Path) -> str:
        return Path(os.path.relpath(path, self.working_folder)).as_posix()

    def find_module(self, dotted: str, beside: Module) -> Module | None:
        """The module of that dotted name as ``beside`` would import it; None if it is not in the project."""
        folder = beside.path.parent
        key = (str(folder), dotted)
        if key not in self._found:
            self._found[key] = _locate(dotted, folder)
        path = self._found[key]
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
        key = (beside.path, dotted)
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
        for star in index.stars:
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


def dotted_name(path: Path) -> tuple[str, bool]:
    """The dotted name by which a file is imported, and whether it is a package's ``__init__``."""
    is_package = path.stem == "__init__"
    parts = [] if is_package else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder.name:
        parts.append(folder.name)
        folder = folder.parent
    return ".".join(reversed(parts)) or path.parent.name, is_package


def _locate(dotted: str, folder: Path) -> Path | None:
    """The file of a module, sought below the folder of the importing file and its parents, as ``sys.path`` would have it."""
    if not all(part.isidentifier() for part in dotted.split(".")):
        return None
    relative = dotted.replace(".", os.sep)
    for ancestor in (folder, *folder.parents):
        base = ancestor / relative
        for candidate in (base.with_name(base.name + ".py"), base / "__init__.py"):
            if candidate.is_file():
                return candidate
        if (ancestor / ".git").exists():
            return None
    return None
