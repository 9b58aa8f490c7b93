"""Bytes that are counted and digested while somebody reads them."""

from __future__ import annotations

import hashlib
import io
from typing import Any, BinaryIO


class Digested(io.RawIOBase):
    """A stream whose `size` and `sha256` are those of what was read of it so far."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._source.read(len(buffer))
        buffer[: len(part)] = part
        self._digest.update(part)
        self.size += len(part)
        return len(part)
