"""Values of one model beside the bytes that they describe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from engines.routing.ports import BlobMissing, Blobs
from engines.routing.records import NoSuchRecord, record_key

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sidecars(Generic[M]):
    """Records in the store that holds the bytes, so that one route leads to both; each is replaced as a whole."""

    blobs: Blobs
    what: str
    model: type[M]

    def find(self, *name: str) -> M | None:
        there = self.blobs.stat(record_key(self.what, *name))
        return None if there is None else self.read(*name)

    def read(self, *name: str) -> M:
        try:
            stored = self.blobs.open(record_key(self.what, *name))
        except BlobMissing as missing:
            raise NoSuchRecord(self.what, "/".join(name)) from missing
        with stored:
            return self.model.model_validate_json(stored.read())

    def put(self, value: M, *name: str) -> M:
        content = value.model_dump_json().encode()
        self.blobs.put(record_key(self.what, *name), content, content_type="application/json")
        return value

    def remove(self, *name: str) -> None:
        self.blobs.delete(record_key(self.what, *name))
