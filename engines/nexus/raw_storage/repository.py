"""Raw storage: bytes go straight to the store, and count only once their checksum is proven."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from engines.common.errors import Conflict
from engines.common.moments import Clock, new_id, utc_now
from engines.common.scope import Scope
from engines.nexus.raw_storage.models import Announcement, RawFile, SignedRequest, Ticket, Upload
from engines.routing.ports import Blob, BlobMissing, Blobs, Presigned
from engines.routing.records import NoSuchRecord, record_key
from engines.routing.selector import Engine, Router
from engines.routing.sidecars import Sidecars

SIGNED_FOR = timedelta(minutes=30)
REGISTERED_WITHIN = timedelta(hours=24)
CHUNK = 2**20


class UploadExpired(Conflict):
    def __init__(self, upload_id: str, expires_at: datetime) -> None:
        super().__init__(upload_id, expires_at)
        self.upload_id, self.expires_at = upload_id, expires_at

    def __str__(self) -> str:
        return f"upload {self.upload_id!r} expired at {self.expires_at.isoformat()}: begin another"


class NotUploaded(Conflict):
    def __init__(self, upload_id: str) -> None:
        super().__init__(upload_id)
        self.upload_id = upload_id

    def __str__(self) -> str:
        return f"nothing was uploaded for {self.upload_id!r}: send the signed request, then register"


class NotAsAnnounced(Conflict):
    """The bytes that arrived are others than those that were announced."""

    def __init__(self, upload_id: str, what: str, announced: object, found: object) -> None:
        super().__init__(upload_id, what, announced, found)
        self.upload_id, self.what, self.announced, self.found = upload_id, what, announced, found

    def __str__(self) -> str:
        return (
            f"upload {self.upload_id!r} has {self.what} {self.found}, announced was {self.announced}: upload it again"
        )


@dataclass(frozen=True, slots=True)
class RawStorage:
    blobs: Blobs
    now: Clock = utc_now

    @property
    def uploads(self) -> Sidecars[Upload]:
        return Sidecars(self.blobs, "upload", Upload)

    @property
    def files(self) -> Sidecars[RawFile]:
        return Sidecars(self.blobs, "file", RawFile)

    def begin(self, announced: Announcement, actor: str) -> Ticket:
        """Begin an upload: whoever holds the ticket sends the bytes to the store, not through this service."""
        now = self.now()
        upload = Upload(
            id=new_id(), begun_by=actor, begun_at=now, expires_at=now + REGISTERED_WITHIN, **announced.model_dump()
        )
        self.uploads.put(upload, upload.id)
        signed = self.blobs.presign_put(
            _incoming(upload.id), content_type=announced.content_type, expires_in=SIGNED_FOR
        )
        return Ticket(upload=upload, request=_signed(signed))

    def register(self, upload_id: str, actor: str) -> RawFile:
        """
        Make the upload a file if it is what was announced; a second time gives the same file.

        Raises UploadExpired, NotUploaded or NotAsAnnounced; after the latter two the upload can still be completed.
        """
        if registered := self.files.find(upload_id):
            return registered
        try:
            upload = self._open(upload_id)
            file = self._file(upload, self._take_over(upload), actor)
        except (NoSuchRecord, NotUploaded):
            if registered := self.files.find(upload_id):  # by somebody else, since the first look
                return registered
            raise
        self.files.put(file, upload_id)
        self._discard(upload_id)
        return file

    def download(self, file_id: str) -> SignedRequest:
        """A request that fetches the file from the store."""
        content = _content(self.files.read(file_id).content_id)
        return _signed(self.blobs.presign_get(content, expires_in=SIGNED_FOR))

    def _open(self, upload_id: str) -> Upload:
        upload = self.uploads.read(upload_id)
        if self.now() >= upload.expires_at:
            self._discard(upload_id)
            raise UploadExpired(upload_id, upload.expires_at)
        return upload

    def _take_over(self, upload: Upload) -> str:
        """
        Copy the upload to where no signed request can reach it, and prove the copy: the id of its bytes.

        The signed request can still be sent again while this runs, so that only the copy tells what is kept.
        """
        content_id = new_id()
        try:
            copied = self.blobs.copy(_incoming(upload.id), _content(content_id))
        except BlobMissing as missing:
            raise NotUploaded(upload.id) from missing
        try:
            self._prove(upload, copied)
        except NotAsAnnounced:
            self.blobs.delete(copied.key)
            raise
        return content_id

    def _prove(self, upload: Upload, copied: Blob) -> None:
        if copied.size != upload.size:
            raise NotAsAnnounced(upload.id, "size", upload.size, copied.size)
        with self.blobs.open(copied.key) as stored:
            checksum = _sha256_of(stored)
        if checksum != upload.sha256:
            raise NotAsAnnounced(upload.id, "checksum", upload.sha256, checksum)

    def _file(self, upload: Upload, content_id: str, actor: str) -> RawFile:
        return RawFile(
            content_id=content_id,
            registered_by=actor,
            registered_at=self.now(),
            **upload.model_dump(exclude={"begun_by", "begun_at", "expires_at"}),
        )

    def _discard(self, upload_id: str) -> None:
        self.blobs.delete(_incoming(upload_id))
        self.uploads.remove(upload_id)


def _incoming(upload_id: str) -> str:
    return record_key("incoming", upload_id)


def _content(content_id: str) -> str:
    return record_key("content", content_id)


def _sha256_of(stored: BinaryIO) -> str:
    """The checksum of the rest of a file, in hex."""
    digest = hashlib.sha256()
    for part in iter(partial(stored.read, CHUNK), b""):
        digest.update(part)
    return digest.hexdigest()


def _signed(presigned: Presigned) -> SignedRequest:
    return SignedRequest(
        method=presigned.method,
        url=presigned.url,
        headers=dict(presigned.headers),
        expires_at=presigned.expires_at,
    )


ENGINE = Engine("raw_storage", Blobs, RawStorage)


def raw_storage(router: Router, scope: Scope) -> RawStorage:
    """The raw files of a scope."""
    return router.bind(ENGINE, scope)
