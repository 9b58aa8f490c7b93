"""Raw files over HTTP; their bytes travel between the caller and the store."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.values import Name
from engines.nexus.raw_storage.models import Announcement, RawFile, SignedRequest, Ticket
from engines.nexus.raw_storage.repository import ENGINE, RawStorage

router = APIRouter(prefix="/raw", tags=["raw_storage"])

Raw = Annotated[RawStorage, bound(ENGINE)]


@router.post("/uploads", status_code=201)
def begin(announced: Announcement, raw: Raw, context: Context) -> Ticket:
    return raw.begin(announced, context.actor)


@router.post("/uploads/{upload}/registration")
def register(upload: Name, raw: Raw, context: Context) -> RawFile:
    return raw.register(upload, context.actor)


@router.get("/files/{file}")
def read(file: Name, raw: Raw) -> RawFile:
    return raw.files.read(file)


@router.get("/files/{file}/download")
def download(file: Name, raw: Raw) -> SignedRequest:
    return raw.download(file)
