"""How a reader of an SQLite file learns of a change: by looking at memory, or else by asking SQLite."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import struct
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Protocol, TypeAlias

MAPPINGS = Path("/proc/self/maps")
HEADER = 48  # bytes of a WalIndexHdr: a counter of changes, sizes, the checksum and the salts of the log
IDENTITY = 16  # st_dev and st_ino, with which struct stat begins on 64-bit Linux
LARGEST_STAT = 512

Identity: TypeAlias = "tuple[int, int]"


class Watch(Protocol):
    """Tells of changes to one file for one open connection, and may be asked for as long as that is open."""

    def same_file(self) -> bool:
        """Is the file at the path still the one that was opened. Raises OSError when there is none."""

    def changes(self) -> Hashable:
        """A value that differs from the one before whenever any other connection committed in between."""


def identity(path: Path) -> Identity:
    """What tells the file at `path` from any other."""
    stat = os.stat(path)
    return stat.st_dev, stat.st_ino


def watch(connection: sqlite3.Connection, path: Path, file: Identity) -> Watch:
    """
    The quickest watch that works here, for a connection that has already read from the file at `path`.

    `file` is the identity from before it was opened: a file that has taken its place since then is not the same.
    """
    return Looking.at(path, file) or Asking(connection, path, file)


class Asking:
    """Works everywhere, but both calls let other threads go first, which costs more than the calls themselves."""

    def __init__(self, connection: sqlite3.Connection, path: Path, file: Identity) -> None:
        self._execute = connection.cursor().execute
        self._path = path
        self._file = file

    def same_file(self) -> bool:
        return identity(self._path) == self._file

    def changes(self) -> Hashable:
        version: Hashable = self._execute("PRAGMA data_version").fetchone()
        return version


class Ended:
    """Of a connection that is closed: there is nothing to ask, and no memory that may be looked at."""

    def same_file(self) -> bool:
        return False

    def changes(self) -> Hashable:
        raise sqlite3.ProgrammingError


class Looking:
    """
    Compares the header of the write-ahead index, which SQLite keeps mapped in this process for each open connection.

    A commit writes the header before it is acknowledged, so whoever finds every byte as it was has missed none; a
    header that is read while it is being written differs too, and so is a change. Opening the index file here instead
    would not do: closing it would release the locks that SQLite holds on it for the whole process.
    """

    def __init__(self, path: Path, file: Identity, header: int, stat: Any) -> None:
        self._path = os.fsencode(path)
        self._file = struct.pack("=QQ", *file)
        self._header = (ctypes.c_char * HEADER).from_address(header)
        self._found = ctypes.create_string_buffer(LARGEST_STAT)
        self._found_at = ctypes.addressof(self._found)
        self._identity = (ctypes.c_char * IDENTITY).from_buffer(self._found)
        self._stat = stat
        self._stat.argtypes = (ctypes.c_char_p, ctypes.c_void_p)

    @classmethod
    def at(cls, path: Path, file: Identity) -> Looking | None:
        """One for the file at `path`, unless this system does not show what that needs."""
        header = _mapped_at(f"{os.path.realpath(path)}-shm")
        # It keeps the interpreter's lock: a stat is shorter than handing that over. glibc has it since 2.33.
        stat = getattr(ctypes.PyDLL(None), "stat", None)
        looking = cls(path, file, header, stat) if header and stat else None
        return looking if looking and looking.same_file() else None

    def same_file(self) -> bool:
        if self._stat(self._path, self._found_at) != 0:
            os.stat(self._path)  # raises what is the matter
        return self._identity.raw == self._file

    def changes(self) -> Hashable:
        return self._header.raw


def _mapped_at(file: str) -> int | None:
    """
    Where the first bytes of `file` are in the memory of this process (proc_pid_maps(5)), if that is certain.

    The connection that is watched has mapped it. A second mapping, or one of a file that was there before, belongs to
    a connection to a database that was replaced, and ends when that is closed: then nobody knows which is which.
    """
    try:
        lines = MAPPINGS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    mappings = [line.split(maxsplit=5) for line in lines]
    found = [parts for parts in mappings if parts[5:] in ([file], [f"{file} (deleted)"]) and int(parts[2], 16) == 0]
    if len(found) != 1 or found[0][5] != file:
        return None
    return int(found[0][0].partition("-")[0], 16)
