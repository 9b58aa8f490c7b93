"""Media: the bytes of an asset and its record, both or neither."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from engines.common.errors import Rejected
from engines.common.moments import Clock, new_id, utc_now
from engines.common.scope import Scope
from engines.media_v2.models import Asset
from engines.routing.ports import Blobs
from engines.routing.records import record_key
from engines.routing.selector import Engine, Router
from engines.routing.sidecars import Sidecars


class NothingToStore(Rejected):
    def __str__(self) -> str:
        return "the asset has no bytes: send them as the body"


@dataclass(frozen=True, slots=True)
class Media:
    blobs: Blobs
    now: Clock = utc_now

    @property
    def assets(self) -> Sidecars[Asset]:
        return Sidecars(self.blobs, "asset", Asset)

    def store(self, name: str, content_type: str, content: bytes, actor: str) -> Asset:
        """Store the bytes, then the record: an asset that can be found can be served."""
        if not content:
            raise NothingToStore
        asset = Asset(
            id=new_id(),
            name=name,
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            stored_by=actor,
            stored_at=self.now(),
        )
        self.blobs.put(_bytes_of(asset.id), content, content_type=content_type)
        return self.assets.put(asset, asset.id)

    def open(self, asset_id: str, *, start: int = 0) -> BinaryIO:
        """The bytes of an asset from place `start` on, to be read and closed."""
        self.assets.read(asset_id)
        return self.blobs.open(_bytes_of(asset_id), start=start)

    def remove(self, asset_id: str) -> None:
        """Remove the record, then the bytes."""
        self.assets.read(asset_id)
        self.assets.remove(asset_id)
        self.blobs.delete(_bytes_of(asset_id))


def _bytes_of(asset_id: str) -> str:
    return record_key("bytes", asset_id)


ENGINE = Engine("media", Blobs, Media)


def media(router: Router, scope: Scope) -> Media:
    """The assets of a scope."""
    return router.bind(ENGINE, scope)
