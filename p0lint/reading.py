"""How the files that others wrote are read: never waiting for a pipe, never taking a device for a source."""

from __future__ import annotations

import errno
import os
import stat

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


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
