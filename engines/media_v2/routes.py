"""Media over HTTP: the body of a request or an answer is the asset itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from engines.common.binding import bound
from engines.common.identity import Context
from engines.common.problems import Problem, problem_response
from engines.common.values import Line, Name
from engines.media_v2.models import Asset, MediaType
from engines.media_v2.ranges import part_asked
from engines.media_v2.service import ENGINE, Media

router = APIRouter(prefix="/media", tags=["media"])

LARGEST = 32 * 2**20
CHUNK = 2**18
SAFE_TO_SHOW = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
"""What stops a browser from running what somebody stored as a picture."""

KEPT = {"Cache-Control": "private, max-age=31536000, immutable", "Accept-Ranges": "bytes"}
"""What a cache may do with an asset, whose bytes never change."""

Assets = Annotated[Media, bound(ENGINE)]


class Asked(BaseModel):
    """What a request knows of the asset, and the part that it wants."""

    if_none_match: str = ""
    if_range: str = ""
    range: str = ""


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
def serve(asset: Name, media: Assets, asked: Annotated[Asked, Header()]) -> Response:
    record = media.assets.read(asset)
    tag = f'"{record.sha256}"'
    headers = {**SAFE_TO_SHOW, **KEPT, "ETag": tag}
    if tag in (one.strip().removeprefix("W/") for one in asked.if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    part = part_asked(asked.range, record.size) if asked.if_range in ("", tag) else None
    if part is None:
        return _stream(media, record, range(record.size), 200, headers)
    if not part:
        refused = problem_response(
            416, f"the asset has {record.size} bytes, and none where you ask: ask for some of them"
        )
        refused.headers["Content-Range"] = f"bytes */{record.size}"
        return refused
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{record.size}"
    return _stream(media, record, part, 206, headers)


@router.delete("/{asset}", status_code=204)
def drop(asset: Name, media: Assets) -> None:
    media.remove(asset)


def _stream(media: Media, record: Asset, part: range, status: int, headers: dict[str, str]) -> Response:
    headers["Content-Length"] = str(len(part))
    chunks = _chunks(media.open(record.id, start=part.start), len(part))
    return StreamingResponse(chunks, status, headers, media_type=record.content_type)


def _chunks(stored: BinaryIO, size: int) -> Iterator[bytes]:
    with stored:
        while size and (chunk := stored.read(min(CHUNK, size))):
            size -= len(chunk)
            yield chunk
