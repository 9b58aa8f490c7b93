"""Media over HTTP: the body of a request or an answer is the asset itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.problems import Problem
from engines.common.values import Line, Name
from engines.media_v2.models import Asset, MediaType
from engines.media_v2.service import ENGINE, Media

router = APIRouter(prefix="/media", tags=["media"])

LARGEST = 32 * 2**20
CHUNK = 2**18
SAFE_TO_SHOW = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
"""What stops a browser from running what somebody stored as a picture."""

Assets = Annotated[Media, bound(ENGINE)]


async def content(request: Request, _context: Context) -> bytes:
    """The body, read once it is known who sends it, and refused with 413 as soon as it is too large to keep in hand."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > LARGEST:
            raise Problem(413, f"the asset is larger than {LARGEST} bytes: upload it to raw storage")
    return bytes(received)


@router.post("", status_code=201)
def store(
    content: Annotated[bytes, Depends(content)],
    content_type: Annotated[MediaType, Header()],
    name: Annotated[Line, Query()],
    media: Assets,
    context: Context,
) -> Asset:
    return media.store(name, content_type, content, context.actor)


@router.get("/{asset}")
def read(asset: Name, media: Assets) -> Asset:
    return media.assets.read(asset)


@router.get("/{asset}/content", response_class=Response)
def serve(asset: Name, media: Assets, if_none_match: Annotated[str, Header()] = "") -> Response:
    record = media.assets.read(asset)
    tag = f'"{record.sha256}"'
    headers = {**SAFE_TO_SHOW, "ETag": tag, "Cache-Control": "private, max-age=31536000, immutable"}
    if tag in (one.strip().removeprefix("W/") for one in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(record.size)
    return StreamingResponse(_parts(media.open(asset)), headers=headers, media_type=record.content_type)


@router.delete("/{asset}", status_code=204)
def drop(asset: Name, media: Assets) -> None:
    media.remove(asset)


def _parts(stored: BinaryIO) -> Iterator[bytes]:
    with stored:
        yield from iter(partial(stored.read, CHUNK), b"")
