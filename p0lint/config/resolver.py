"""Which settings hold for a file: the nearest pyproject.toml, p0lint.toml or setup.cfg that has a table for p0lint."""

from __future__ import annotations

import os
from collections.abc import Collection

from p0lint.config.files import NAMES, SettingsFile, SettingsWrong, load_settings
from p0lint.config.path_patterns import path_patterns
from p0lint.config.settings import Override, Settings, merge
from p0lint.paths import display_path

__all__ = ["Resolver", "Settings", "SettingsWrong", "merge"]


class Resolver:
    """
    Maps a file to its settings; the command line and an editor ask it alike.

    ``command_line`` extends what the files say. With ``config`` that one file holds for every path; ``isolated`` reads
    none. The search goes upwards and ends at the top of the repository.
    """

    def __init__(
        self, command_line: Settings | None = None, *, config: str | None = None, isolated: bool = False
    ) -> None:
        self._command_line = command_line or Settings()
        self._folders: dict[str, Settings] = {}
        # Absolute paths of folders in which no override tells one file from another: the quick way for most files.
        self._same_for_all: dict[str, Settings] = {}
        self._overridden: dict[tuple[int, tuple[int, ...]], Settings] = {}
        self._everywhere: Settings | None = Settings() if isolated else None
        if config is not None:
            path = os.path.abspath(config)
            self._everywhere = _extended(_required(path), (path,))

    def for_file(self, path: str) -> Settings:
        """The settings of one file, with the overrides for its path and the command line."""
        folder = os.path.dirname(path)
        if folder not in self._same_for_all:
            return self._for_any_file(os.path.abspath(path))
        return self._same_for_all[folder]

    def _for_any_file(self, absolute: str) -> Settings:
        folder = os.path.dirname(absolute)
        settings = self._of_files(folder)
        if not settings.overrides:
            self._same_for_all[folder] = self.for_folder(folder)
        hits = tuple(
            index
            for index, override in enumerate(settings.overrides)
            if path_patterns(override.paths).match_upwards(absolute.replace(os.sep, "/"))
        )
        key = (id(settings), hits)
        if key not in self._overridden:
            self._overridden[key] = self._finished(settings, [settings.overrides[index] for index in hits])
        return self._overridden[key]

    def for_folder(self, folder: str, names: Collection[str] | None = None) -> Settings:
        """
        The settings of a folder, without overrides; its excludes hold for what lies in it.

        ``names`` are the names in the folder where the caller has listed it already.
        """
        settings = self._of_files(os.path.abspath(folder), names)
        key = (id(settings), ())
        if key not in self._overridden:
            self._overridden[key] = self._finished(settings, [])
        return self._overridden[key]

    def _finished(self, settings: Settings, overrides: list[Override]) -> Settings:
        for override in overrides:
            settings = merge(settings, override.settings)
        return merge(settings, self._command_line)

    def _of_files(self, folder: str, names: Collection[str] | None = None) -> Settings:
        if self._everywhere is not None:
            return self._everywhere
        if folder not in self._folders:
            self._folders[folder] = self._look_up(folder, names)
        return self._folders[folder]

    def _look_up(self, folder: str, names: Collection[str] | None) -> Settings:
        for name in NAMES:
            if names is None or name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and (found := load_settings(path)):
                    return _extended(found, (path,))
        parent = os.path.dirname(folder)
        if parent == folder or _is_top(folder, names):
            return Settings()
        return self._of_files(parent)


def _is_top(folder: str, names: Collection[str] | None) -> bool:
    return os.path.exists(os.path.join(folder, ".git")) if names is None else ".git" in names


def _required(path: str) -> SettingsFile:
    """What a file says that somebody named: that it sets nothing for p0lint is then an error."""
    found = load_settings(path)
    if found is None:
        table = "[p0lint]" if path.endswith((".cfg", ".ini")) else "[tool.p0lint]"
        raise SettingsWrong(display_path(path), (f"has no {table}: write it, or name another file",))
    return found


def _extended(found: SettingsFile, trail: tuple[str, ...]) -> Settings:
    """The settings of the last file of ``trail``, merged over those of the file that it extends, and so on."""
    if found.extend is None:
        return found.settings
    path = trail[-1]
    if found.extend in trail:
        ring = " -> ".join(display_path(each) for each in (*trail, found.extend))
        raise SettingsWrong(display_path(path), (f"extend goes in a ring, {ring}: take one link out",))
    if not os.path.isfile(found.extend):
        raise SettingsWrong(display_path(path), (f"extend names {display_path(found.extend)!r}, which is no file",))
    return merge(_extended(_required(found.extend), (*trail, found.extend)), found.settings)
