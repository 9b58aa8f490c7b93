"""Bytes with a content type, a file each: the type is the first line."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Stat:
    """What is known of a stored file."""

    size: int
    content_type: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Files:
    """Files below a root, by a name of plain path segments; a file is there whole or not at all."""

    root: Path

    def write(self, name: str, content_type: str, source: BinaryIO) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
            unfinished.write(content_type.encode() + b"\n")
            shutil.copyfileobj(source, unfinished)
        os.replace(unfinished.name, path)

    def open(self, name: str, start: int = 0) -> tuple[Stat, BinaryIO] | None:
        """The file's facts, and its bytes from place `start` on."""
        try:
            stored = (self.root / name).open("rb")
        except FileNotFoundError:
            return None
        header = stored.readline()
        status = os.fstat(stored.fileno())
        stored.seek(start, os.SEEK_CUR)
        modified_at = datetime.fromtimestamp(status.st_mtime, timezone.utc)
        return Stat(status.st_size - len(header), header[:-1].decode(), modified_at), stored

    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)
