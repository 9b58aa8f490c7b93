"""What kind of file system a path is on."""

from __future__ import annotations

import os
import re
import tempfile
from functools import partial
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs"})
_NETWORK = re.compile(r"nfs\d?|cifs|smb\w*|9p|afs|ceph|glusterfs|lustre|fuse\.(sshfs|s3fs|glusterfs|rclone|gcsfuse)")
_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/private/tmp", "/private/var/tmp", "/private/var/folders")  # noqa: S108 - what to refuse


def type_of(path: Path) -> str:
    """The type of the file system that holds `path`, existing or not; empty where the system does not tell."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    real = _real(path)
    holding = [mount for mount in map(_mount, lines) if _holds(mount[0], real)]
    return max(holding, key=lambda mount: len(mount[0].parts))[1]


def is_network(file_system: str) -> bool:
    """Is it one that several hosts share."""
    return _NETWORK.fullmatch(file_system) is not None


def is_temporary(path: Path) -> bool:
    """Does the path, with every link followed, lie in a temporary folder or on a file system in memory."""
    real = _real(path)
    folders = {_real(Path(folder)) for folder in (*_TEMPORARY, tempfile.gettempdir())}
    return any(_holds(folder, real) for folder in folders) or type_of(real) in _IN_MEMORY


def _mount(line: str) -> tuple[Path, str]:
    """The mount point and the type of a line of mountinfo (proc_pid_mountinfo(5))."""
    left, _, right = line.partition(" - ")
    return Path(_unescaped(left.split()[4])), right.split()[0]


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _holds(folder: Path, path: Path) -> bool:
    return path == folder or folder in path.parents


_unescaped = partial(re.compile(r"\\(\d{3})").sub, lambda found: chr(int(found[1], 8)))
