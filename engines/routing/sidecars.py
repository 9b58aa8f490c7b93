"""Values of one model beside the bytes that they describe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from engines.routing.ports import Blobs
from engines.routing.records import NoSuchRecord, record_key

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sidecars(Generic[M]):
    """Records in the store that holds the bytes, so that one route leads to both; each is written once or replaced whole."""

    blobs: Blobs
    what: str
    model: type[M]

    def find(self, *name: str) -> M | None:
        key = record_key(self.what, *name)
        if self.blobs.stat(key) is None:
            return None
        with self.blobs.open(key) as stored:
            return self.model.model_validate_json(stored.read())

    def read(self, *name: str) -> M:
        value = self.find(*name)
        if value is None:
            raise NoSuchRecord(self.what, "/".join(name))
        return value

    def put(self, value: M, *name: str) -> M:
        content = value.model_dump_json().encode()
        self.blobs.put(record_key(self.what, *name), content, content_type="application/json")
        return value

    def remove(self, *name: str) -> None:
        self.blobs.delete(record_key(self.what, *name))
