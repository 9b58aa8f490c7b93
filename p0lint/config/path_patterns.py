"""The patterns of excludes and overrides, applied to absolute paths."""

from __future__ import annotations

import os
from functools import lru_cache

from p0lint.config.gitignore import Pattern, Patterns
from p0lint.config.settings import DEFAULT_EXCLUDE, PathPattern, Settings

DEFAULT_FOLDERS = frozenset(pattern.rstrip("/") for pattern in DEFAULT_EXCLUDE)


class PathPatterns:
    """Patterns that stand in several folders; absolute paths have ``/`` between their parts."""

    def __init__(self, patterns: tuple[PathPattern, ...]) -> None:
        roots = dict.fromkeys(pattern.root for pattern in patterns)
        self._by_root = tuple(
            (
                root.replace(os.sep, "/").rstrip("/") + "/",
                Patterns(pattern.text for pattern in patterns if pattern.root == root),
            )
            for root in roots
        )

    def match(self, path: str, is_folder: bool) -> Pattern | None:
        """The pattern that means this very path; outside of its root a pattern can only mean the name."""
        for root, patterns in self._by_root:
            below = path[len(root) :] if path.startswith(root) else path[1:]
            found = patterns.last_match(below, is_folder)
            if found and not found.negated:
                return found
        return None

    def match_upwards(self, path: str) -> Pattern | None:
        """The pattern that means this file or one of its folders below the pattern's root."""
        for root, patterns in self._by_root:
            if path.startswith(root) and (found := patterns.excludes(path[len(root) :])):
                return found
        return None


class Excludes:
    """What the settings of a folder leave out of it."""

    def __init__(self, settings: Settings) -> None:
        self._patterns = path_patterns((*(settings.exclude or ()), *settings.extend_exclude))
        self._default = DEFAULT_FOLDERS if settings.exclude is None else frozenset[str]()

    def reason(self, path: str, name: str, is_folder: bool) -> str | None:
        """Why a path is left out; empty for the folders of DEFAULT_EXCLUDE, None if it is not."""
        if is_folder and name in self._default:
            return ""
        found = self._patterns.match(path, is_folder)
        return f"excluded by {found.text!r}" if found else None

    def reason_upwards(self, path: str, root: str) -> str | None:
        """Why a file that the user named is left out, by its own name or by one of its folders below ``root``."""
        found = self._patterns.match_upwards(path)
        if found:
            return f"excluded by {found.text!r}"
        folders = path.removeprefix(root.rstrip("/") + "/").split("/")[:-1]
        name = next((each for each in folders if each in self._default), None)
        return f"excluded by {name + '/'!r}" if name else None


@lru_cache(maxsize=256)
def path_patterns(patterns: tuple[PathPattern, ...]) -> PathPatterns:
    """The compiled patterns; the same for the same tuple."""
    return PathPatterns(patterns)


@lru_cache(maxsize=256)
def excludes(settings: Settings) -> Excludes:
    """The compiled excludes of settings; the same for the same settings."""
    return Excludes(settings)
