"""Evidence that crosses modules: who imports a name whose definition elsewhere holds something that forgets."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from p0lint.sieve import Scan
from p0lint.sieve.import_lines import EVERYTHING
from p0lint.sieve.shields import DECORATOR

RE_EXPORTS = 3  # how many modules a name is followed through
WITHIN = (b"self.", b"cls.")  # how a class names what it holds
PARTS = 3  # how many of the last parts of a module's name its files are kept by


def carried(paths: Sequence[str], scans: Sequence[Scan]) -> list[frozenset[bytes]]:
    """For each file, the names it imports that carry evidence, as it spells them; ``paths`` are absolute."""
    carriers = {path: set(scan.carriers) for path, scan in zip(paths, scans, strict=True)}
    modules = _Modules(paths)
    wanted = _wanted(carriers, scans)
    links = [_links(path, scan, modules, wanted) for path, scan in zip(paths, scans, strict=True)]
    taken: list[set[bytes]] = [set() for _ in paths]
    for _ in range(RE_EXPORTS):
        grew = False
        for position, path in enumerate(paths):
            for target, name, alias in links[position]:
                found = set(_as_used_here(carriers[target], name, alias)) - taken[position]
                if found:
                    taken[position] |= found
                    carriers[path] |= found if name else set()
                    grew = True
        if not grew:
            break
    return [frozenset(names) for names in taken]


def _wanted(carriers: Mapping[str, set[bytes]], scans: Sequence[Scan]) -> set[bytes]:
    """
    The names by which evidence may be imported: those that carry it, what they are renamed to, and the modules they are in.

    All names where an object carries some, for it may be called anything.
    """
    held = {carrier for names in carriers.values() for carrier in names}
    if any(carrier.startswith(b".") for carrier in held):
        return {name for scan in scans for _, name, _ in scan.imports}
    wanted = {carrier.removeprefix(DECORATOR).partition(b".")[0] for carrier in held} | {EVERYTHING}
    for _ in range(RE_EXPORTS):
        wanted.update(alias for scan in scans for _, name, alias in scan.imports if name in wanted)
    return wanted | {os.path.basename(_stem(path)).encode() for path, names in carriers.items() if names}


def _as_used_here(carriers: set[bytes], name: bytes, alias: bytes) -> Iterator[bytes]:
    """How a module spells what it takes by a name from another one, or from all of it, and calls by an alias."""
    inside = name + b"."
    decorators = {carrier.removeprefix(DECORATOR) for carrier in carriers if carrier.startswith(DECORATOR)}
    if decorators:
        yield from (DECORATOR + spelling for spelling in _as_used_here(decorators, name, alias))
        carriers = {carrier for carrier in carriers if not carrier.startswith(DECORATOR)}
    for carrier in carriers:
        if carrier.startswith(b"."):  # of an object, whatever it is called
            yield carrier
        elif name == EVERYTHING:
            yield from () if carrier.startswith((b"_", *WITHIN)) else (carrier,)
        elif not name:
            yield from () if carrier.startswith(WITHIN) else (b"%s.%s" % (alias, carrier),)
        elif carrier == name:
            yield alias
        elif carrier.startswith(inside):
            yield alias + carrier[len(name) :]


def outside(paths: Collection[str], scans: Mapping[str, Scan]) -> set[str]:
    """The files of the same packages that the scanned ones import from and that are not among ``paths``."""
    taken: dict[str, set[bytes]] = {}
    for path, scan in scans.items():
        folder, root, top = _home(os.path.dirname(path))
        bases: dict[bytes, str | None] = {}
        for module, name, _ in scan.imports:
            if module not in bases:
                bases[module] = _base(module.decode("ascii", "replace"), folder, root, top)
            base = bases[module]
            if base is not None:
                taken.setdefault(base, set()).add(name)
    asked = {candidate for base, names in taken.items() for candidate in _candidates(base, names)}
    return {candidate for candidate in asked.difference(paths) if os.path.isfile(candidate)}


def _candidates(base: str, names: set[bytes]) -> Iterator[str]:
    """The files that some names, taken from a module, may be in."""
    yield f"{base}.py"
    yield f"{base}/__init__.py"
    if os.path.isdir(base):
        yield from (f"{base}/{name.decode('utf-8', 'replace')}.py" for name in names)


@lru_cache(maxsize=4096)
def _home(folder: str) -> tuple[str, str, str]:
    """A folder, the folder that its outermost package lies in, and that package's name; empty if it is in none."""
    top = ""
    root = folder
    while os.path.isfile(os.path.join(root, "__init__.py")):
        root, top = os.path.split(root)
    return folder, root, top


def _base(module: str, folder: str, root: str, top: str) -> str | None:
    """The path, without its ending, of a module of the same package or folder; None for any other."""
    dots = len(module) - len(module.lstrip("."))
    rest = module[dots:].replace(".", "/")
    if dots:
        for _ in range(dots - 1):
            folder = os.path.dirname(folder)
        return f"{folder}/{rest}" if rest else folder
    if module.partition(".")[0] == top or not top:
        return f"{root}/{rest}"
    return None


class _Modules:
    """Which files a module name may mean."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = frozenset(paths)
        self._by_ending: dict[tuple[str, ...], list[str]] = {}
        self._named: dict[tuple[str, str], list[str]] = {}
        for path in paths:
            parts = _stem(path).split(os.sep)
            for count in range(1, PARTS + 1):
                self._by_ending.setdefault(tuple(parts[-count:]), []).append(path)

    def named(self, dotted: str, path: str) -> list[str]:
        """The files that a module imported by a file may be: those whose path ends as the name does, near that file."""
        folder = os.path.dirname(path)
        key = (dotted, folder)
        if key not in self._named:
            self._named[key] = self._beside(dotted, folder) if dotted.startswith(".") else self._ending(dotted, folder)
        return [found for found in self._named[key] if found != path]

    def _ending(self, dotted: str, folder: str) -> list[str]:
        parts = dotted.split(".")
        ending = os.sep + os.sep.join(parts)
        candidates = self._by_ending.get(tuple(parts[-PARTS:]), ())
        return [each for each in candidates if _stem(each).endswith(ending) and _share(each, folder)]

    def _beside(self, dotted: str, folder: str) -> list[str]:
        """The files of a relative import, which says exactly where they are."""
        name = dotted.lstrip(".")
        for _ in range(len(dotted) - len(name) - 1):
            folder = os.path.dirname(folder)
        base = os.path.join(folder, *name.split(".")) if name else folder
        return [found for found in (f"{base}.py", f"{base}{os.sep}__init__.py") if found in self._paths]


def _links(path: str, scan: Scan, modules: _Modules, wanted: set[bytes]) -> list[tuple[str, bytes, bytes]]:
    """The files that a file imports from, each with the name there and here; no name there where a whole module is taken."""
    links = []
    for module, name, alias in scan.imports:
        if name not in wanted:
            continue
        dotted = module.decode("ascii", "replace")
        for target in modules.named(dotted, path):
            links.append((target, name, alias))
        separator = "" if dotted.endswith(".") else "."
        for target in modules.named(f"{dotted}{separator}{name.decode('utf-8', 'replace')}", path):
            links.append((target, b"", alias))
    return links


def _stem(path: str) -> str:
    return path.removesuffix(".py").removesuffix(os.sep + "__init__")


def _share(one: str, other: str) -> bool:
    """Whether two files may be of one project: they have a folder in common, below the first two of the path."""
    return one.split(os.sep)[:3] == other.split(os.sep)[:3]
