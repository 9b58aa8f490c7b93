"""
What git tracks, read from its index.

Read here and not asked of git: the configuration of a checked repository can make git run programs, and git may be
missing. The format is git's ``Documentation/gitformat-index.txt``.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator

# ctime, mtime (8 bytes each), device, inode, mode, user, group, size (4 bytes each); then come object name and flags.
STAT = 40
HASHES = {False: 20, True: 32}
EXTENDED = 0x4000
NAME_LENGTH = 0x0FFF
NAME_IS_LONGER = 0x0FFF


class IndexUnreadable(Exception):
    """The index is there but cannot be understood, so what is tracked is not known."""


class Tracked:
    """The paths below the top of a repository that git tracks; where that is not known, everything counts as such."""

    def __init__(self, top: str) -> None:
        try:
            self._paths: list[str] | None = sorted(_tracked_paths(top))
        except (OSError, IndexError, IndexUnreadable):
            self._paths = None

    def holds(self, path: str, is_folder: bool) -> bool:
        """Whether the file is tracked, or anything in the folder; ``path`` is relative to the top, with ``/``."""
        if self._paths is None:
            return True
        at = bisect_left(self._paths, path)
        if at < len(self._paths) and self._paths[at] == path:
            return True
        if not is_folder:
            return False
        at = bisect_left(self._paths, path + "/")
        return at < len(self._paths) and self._paths[at].startswith(path + "/")


def _tracked_paths(top: str) -> set[str]:
    git = _git_folder(top)
    common = _common_folder(git)
    hash_size = HASHES[_uses_sha256(os.path.join(common, "config"))]
    try:
        with open(os.path.join(git, "index"), "rb") as file:
            index = file.read()
    except FileNotFoundError:
        return set()
    paths = set(_paths(index, hash_size))
    shared = index.rfind(b"link\x00\x00", 0, len(index) - hash_size)
    if shared != -1:
        name = index[shared + 8 : shared + 8 + hash_size].hex()
        with open(os.path.join(git, f"sharedindex.{name}"), "rb") as file:
            paths.update(_paths(file.read(), hash_size))
    return paths


def _git_folder(top: str) -> str:
    """The folder that holds the index: ``.git``, or what the file ``.git`` of a worktree or submodule names."""
    path = os.path.join(top, ".git")
    if os.path.isdir(path):
        return path
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return os.path.join(top, file.read().strip().removeprefix("gitdir: "))


def _common_folder(git: str) -> str:
    """The folder of a worktree's main repository, which holds the configuration; otherwise ``git`` itself."""
    try:
        with open(os.path.join(git, "commondir"), encoding="utf-8") as file:
            return os.path.join(git, file.read().strip())
    except FileNotFoundError:
        return git


def _uses_sha256(config: str) -> bool:
    try:
        with open(config, "rb") as file:
            return b"objectformat=sha256" in file.read().lower().replace(b" ", b"")
    except FileNotFoundError:
        return False


def _paths(index: bytes, hash_size: int) -> Iterator[str]:
    version, count = int.from_bytes(index[4:8], "big"), int.from_bytes(index[8:12], "big")
    if index[:4] != b"DIRC" or version not in (2, 3, 4):
        raise IndexUnreadable
    at, name = 12, b""
    for _ in range(count):
        start = at
        at += STAT + hash_size + 2
        flags = int.from_bytes(index[at - 2 : at], "big")
        at += 2 if flags & EXTENDED else 0
        if version == 4:
            strip, at = _number(index, at)
            end = index.find(b"\0", at)
            name = name[: len(name) - strip] + index[at:end]
            at = end + 1
        else:
            length = flags & NAME_LENGTH
            end = index.find(b"\0", at) if length == NAME_IS_LONGER else at + length
            name = index[at:end]
            at = start + (end - start + 8) // 8 * 8
        if end < 0 or at > len(index):
            raise IndexUnreadable
        yield os.fsdecode(name)


def _number(index: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, as pack files write offsets, and where it ends."""
    byte = index[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = index[at]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, at + 1
