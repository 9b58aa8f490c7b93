"""How the files that others wrote are read: never waiting for a pipe, never taking a device for a source."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files as they stand on the disk, but for the one at ``path``, if any, whose ``text`` an editor has not saved yet."""

    path: str = ""
    text: bytes = b""

    def holds(self, path: str) -> bool:
        """Whether a file is the one that is not saved; it need not be on the disk at all."""
        return path == self.path

    def read(self, path: str) -> bytes:
        """The bytes of a regular file; raises OSError for whatever else stands there."""
        return self.text if self.holds(path) else read_regular(path)

    def size(self, path: str) -> int:
        """How many bytes a file has; 0 for one that cannot be looked at."""
        if self.holds(path):
            return len(self.text)
        try:
            return os.stat(path).st_size
        except OSError:
            return 0


ON_DISK = Sources()


def unsaved(path: str, text: bytes) -> Sources:
    """The files on the disk, but for one that is given as it stands in an editor."""
    return Sources(os.path.abspath(path).replace(os.sep, "/"), text)


def read_regular(path: str) -> bytes:
    """The bytes of a regular file; raises OSError for whatever else stands there by now."""
    descriptor = os.open(path, FLAGS)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(code, os.strerror(code) if code == errno.EISDIR else "not a regular file", path)
    with open(descriptor, "rb") as file:
        return file.read()
