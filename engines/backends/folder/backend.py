"""The technology: a folder, and links to its files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, ClassVar

from engines.backends import arguments
from engines.backends.config import checked
from engines.backends.folder.files import Files
from engines.backends.folder.links import Links
from engines.backends.place import Place, chosen, joined
from engines.common.scope import Scope
from engines.routing.ports import Blob, BlobMissing, Blobs, Config, P, Presigned, Target


class Folder:
    """Offers blobs; config: `path`. Presigned requests are answered by this process, as long as it lives."""

    offers: ClassVar[frozenset[type]] = frozenset({Blobs})
    outages = (OSError,)

    def __init__(self, config: Config) -> None:
        self._links = Links(Files(Path(_path(config))))

    @staticmethod
    def targets(config: Config) -> tuple[Target, ...]:
        return (Target("file", _path(config)),)

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        made: P = chosen("folder", _MAKERS, port)(self._links, Place(kind, scope))
        return made

    def close(self) -> None:
        self._links.close()


class FolderBlobs:
    """Blobs of one place, in a folder of its own; a file is named by the hash of its key, which has any length."""

    def __init__(self, links: Links, place: Place) -> None:
        self._links = links
        self._files = links.files
        self._folder = joined("/", *place.parts)

    def put(self, key: str, data: bytes | BinaryIO, *, content_type: str) -> Blob:
        source = io.BytesIO(data) if isinstance(data, bytes) else data
        self._files.write(self._name(key), arguments.content_type(content_type), source)
        return self._stored(key)

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        found = self._files.open(self._name(key), start)
        if found is None:
            raise BlobMissing(key)
        return found[1]

    def stat(self, key: str) -> Blob | None:
        found = self._files.open(self._name(key))
        if found is None:
            return None
        stat, stored = found
        stored.close()
        return Blob(key, stat.size, stat.content_type, stat.modified_at)

    def copy(self, source: str, target: str) -> Blob:
        found = self._files.open(self._name(source))
        if found is None:
            raise BlobMissing(source)
        stat, stored = found
        with stored:
            self._files.write(self._name(target), stat.content_type, stored)
        return self._stored(target)

    def delete(self, key: str) -> None:
        self._files.delete(self._name(key))

    def presign_put(self, key: str, *, content_type: str, expires_in: timedelta) -> Presigned:
        headers = {"Content-Type": arguments.content_type(content_type)}
        return self._links.presigned("PUT", self._name(key), headers, expires_in)

    def presign_get(self, key: str, *, expires_in: timedelta) -> Presigned:
        return self._links.presigned("GET", self._name(key), {}, expires_in)

    def _stored(self, key: str) -> Blob:
        found = self.stat(key)
        if found is None:
            raise BlobMissing(key)
        return found

    def _name(self, key: str) -> str:
        return f"{self._folder}/{hashlib.sha256(arguments.key(key).encode()).hexdigest()}"


def _path(config: Config) -> str:
    return checked("folder", config, needed={"path"})["path"]


_MAKERS: Mapping[type, Callable[[Links, Place], Any]] = MappingProxyType({Blobs: FolderBlobs})
