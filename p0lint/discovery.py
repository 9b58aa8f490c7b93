"""Which files are checked: folders are walked, gitignore and excludes respected, and what is left out is named."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from p0lint.config.gitignore import Patterns
from p0lint.config.path_patterns import Excludes, excludes
from p0lint.config.resolver import Resolver, SettingsWrong
from p0lint.finding import Unchecked
from p0lint.gitindex import Tracked
from p0lint.paths import display_path
from p0lint.reading import ON_DISK, Sources, read_regular


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to check: its absolute path, and its path as reports write it."""

    path: str
    shown: str


@dataclass(frozen=True, slots=True)
class Discovered:
    """The files to check, sorted; what was left out and why; and what was asked for and could not be looked at."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Unchecked, ...]
    failed: tuple[Unchecked, ...]


def discover(paths: Sequence[str], resolver: Resolver, sources: Sources = ON_DISK) -> Discovered:
    """
    The files that are named, and the Python files in the folders that are named.

    A file that is named is checked whatever its name, unless ``force-exclude`` is set and an exclude matches it. Links
    to folders are not followed. That a path does not exist stands in ``failed``, and so does a folder whose
    configuration is wrong; where that leaves nothing to check, SettingsWrong is raised.
    """
    walk = _Walk(resolver, sources)
    for path in paths:
        walk.start(path)
    if walk.settings_wrong and not walk.files:
        raise walk.settings_wrong[0]
    return Discovered(
        files=tuple(sorted(walk.files.values(), key=lambda file: file.shown)),
        skipped=tuple(sorted(set(walk.skipped), key=lambda each: each.path)),
        failed=tuple(sorted(set(walk.failed), key=lambda each: each.path)),
    )


class _Repository:
    """The top folder of a git repository, with a slash at its end."""

    def __init__(self, top: str) -> None:
        self.top = top

    @cached_property
    def tracked(self) -> Tracked:
        """Read only once an ignore file has matched something."""
        return Tracked(self.top)


@dataclass(frozen=True, slots=True)
class _IgnoreFile:
    """The patterns of one ignore file, for what lies in ``folder``, which ends in a slash."""

    shown: str
    folder: str
    patterns: Patterns


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to list; ``path`` and ``shown`` end in a slash, ``ignored`` says that only tracked files in it count."""

    path: str
    shown: str
    repository: _Repository | None
    ignore_files: tuple[_IgnoreFile, ...]
    ignored: bool = False
    named: bool = False


class _Walk:
    def __init__(self, resolver: Resolver, sources: Sources) -> None:
        self.files: dict[str, SourceFile] = {}
        self.skipped: list[Unchecked] = []
        self.failed: list[Unchecked] = []
        self.settings_wrong: list[SettingsWrong] = []
        self._resolver = resolver
        self._sources = sources
        self._pending: list[_Folder] = []

    def start(self, given: str) -> None:
        """Take a path that the user named."""
        path, shown = os.path.abspath(given).replace(os.sep, "/"), display_path(given)
        if self._sources.holds(path):
            self._take_named(path, shown)
        elif os.path.isdir(path):
            self._pending.append(_starting_folder(path, shown))
            while self._pending:
                self._list(self._pending.pop())
        elif not os.path.exists(path):
            self.failed.append(Unchecked(shown, "no such file or folder"))
        elif not os.path.isfile(path):
            self.failed.append(Unchecked(shown, "not a regular file"))
        else:
            self._take_named(path, shown)

    def _take_named(self, path: str, shown: str) -> None:
        try:
            settings = self._resolver.for_file(path)
        except SettingsWrong as error:
            self._refuse(shown, error)
            return
        root = os.getcwd().replace(os.sep, "/")
        reason = excludes(settings).reason_upwards(path, root) if settings.force_exclude else None
        if reason:
            self.skipped.append(Unchecked(shown, reason))
        else:
            self.files[path] = SourceFile(path, shown)

    def _list(self, folder: _Folder) -> None:
        try:
            with os.scandir(folder.path) as entries:
                listed = list(entries)
        except OSError as error:
            self.failed.append(Unchecked(folder.shown, f"cannot be listed: {error.strerror}"))
            return
        names = {entry.name for entry in listed}
        if "pyvenv.cfg" in names and not folder.named:
            self.skipped.append(Unchecked(folder.shown, "a virtual environment"))
            return
        folder = self._entered(folder, names)
        try:
            left_out = excludes(self._resolver.for_folder(folder.path, names))
        except SettingsWrong as error:
            self._refuse(folder.shown or "./", error)
            return
        for entry in listed:
            self._take(entry, folder, left_out)

    def _refuse(self, shown: str, error: SettingsWrong) -> None:
        self.settings_wrong.append(error)
        self.failed.append(Unchecked(shown, "; ".join(str(error).splitlines())))

    def _entered(self, folder: _Folder, names: set[str]) -> _Folder:
        """The folder with the ignore files that stand in it; those outside of its repository do not hold."""
        repository, ignore_files, ignored = folder.repository, folder.ignore_files, folder.ignored
        if ".git" in names and (repository is None or repository.top != folder.path):
            repository, ignore_files, ignored = _Repository(folder.path), (), False
        if ".git" in names:
            ignore_files += self._ignore_file(folder, ".git/info/exclude")
        if ".gitignore" in names:
            ignore_files += self._ignore_file(folder, ".gitignore")
        return _Folder(folder.path, folder.shown, repository, ignore_files, ignored)

    def _ignore_file(self, folder: _Folder, name: str) -> tuple[_IgnoreFile, ...]:
        try:
            return _read_ignore_file(folder.path, folder.shown, name)
        except OSError as error:
            self.failed.append(Unchecked(folder.shown + name, f"cannot be read: {error.strerror}"))
            return ()

    def _take(self, entry: os.DirEntry[str], folder: _Folder, left_out: Excludes) -> None:
        name = entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        path = folder.path + name
        is_link_to_folder = not is_folder and entry.is_symlink() and os.path.isdir(path)
        if not (is_folder or is_link_to_folder or name.endswith(".py")):
            return
        shown = f"{folder.shown}{name}/" if is_folder else folder.shown + name
        if (reason := left_out.reason(path, name, is_folder)) is not None:
            if reason:
                self.skipped.append(Unchecked(shown, reason))
            return
        reason = _ignored(folder, path, is_folder) or None
        if reason and not _is_tracked(folder, path, is_folder):
            self.skipped.append(Unchecked(shown, reason))
        elif is_folder:
            self._pending.append(
                _Folder(path + "/", shown, folder.repository, folder.ignore_files, ignored=bool(reason))
            )
        elif is_link_to_folder:
            self.skipped.append(Unchecked(shown, "a link to a folder"))
        elif not (entry.is_file(follow_symlinks=False) or os.path.isfile(path)):
            self.skipped.append(Unchecked(shown, "not a regular file"))
        else:
            self.files[path] = SourceFile(path, shown)


def _starting_folder(path: str, shown: str) -> _Folder:
    """The folder that the user named, with the ignore files above it up to the top of its repository."""
    prefix = "" if shown == "." else shown.rstrip("/") + "/"
    path = path.rstrip("/") + "/"
    above = _folders_above(path)
    top = next((index for index, folder in enumerate(above) if os.path.exists(folder + ".git")), None)
    if top is None or os.path.exists(path + ".git"):
        return _Folder(path, prefix, None, (), named=True)
    ignore_files: tuple[_IgnoreFile, ...] = _read_ignore_file(
        above[top], _shown_folder(above[top]), ".git/info/exclude"
    )
    for folder in reversed(above[: top + 1]):
        ignore_files += _read_ignore_file(folder, _shown_folder(folder), ".gitignore")
    return _Folder(path, prefix, _Repository(above[top]), ignore_files, named=True)


def _folders_above(path: str) -> list[str]:
    """The folders that ``path`` lies in, the nearest first, each with a slash at its end."""
    ends = [index for index, character in enumerate(path[:-1]) if character == "/"]
    return [path[: end + 1] for end in reversed(ends)]


def _shown_folder(path: str) -> str:
    shown = display_path(path)
    return "" if shown == "." else shown.rstrip("/") + "/"


def _read_ignore_file(folder: str, shown: str, name: str) -> tuple[_IgnoreFile, ...]:
    """The ignore file ``name`` for what lies in ``folder``; none where there is no such file."""
    try:
        text = read_regular(folder + name).decode("utf-8-sig", "surrogateescape")
        return (_IgnoreFile(shown + name, folder, Patterns(io.StringIO(text, newline=None))),)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ()


def _ignored(folder: _Folder, path: str, is_folder: bool) -> str:
    """Why git ignores a path; empty if it does not. The ignore file that stands nearest decides."""
    if folder.ignored:
        return "ignored with its folder"
    for file in reversed(folder.ignore_files):
        pattern = file.patterns.last_match(path[len(file.folder) :], is_folder)
        if pattern:
            return "" if pattern.negated else f"ignored by {file.shown}, line {pattern.line} ({pattern.text})"
    return ""


def _is_tracked(folder: _Folder, path: str, is_folder: bool) -> bool:
    repository = folder.repository
    return repository is not None and repository.tracked.holds(path[len(repository.top) :], is_folder)
