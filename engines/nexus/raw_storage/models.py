"""An upload that was begun, and the raw file it becomes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from engines.common.values import Line, Value

LARGEST = 5 * 2**30
"""Bytes: the most that one presigned request can carry."""

Checksum = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]
ContentType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[A-Za-z0-9][A-Za-z0-9.+-]*$", max_length=100)]


class Announcement(Value):
    """What somebody is going to upload, down to the checksum (SHA-256, hex) by which it will be known."""

    name: Line
    content_type: ContentType
    size: Annotated[int, Field(ge=1, le=LARGEST)]
    sha256: Checksum


class Upload(Announcement):
    """An upload that was begun; it is to be registered before `expires_at`."""

    id: str
    begun_by: str
    begun_at: AwareDatetime
    expires_at: AwareDatetime


class SignedRequest(Value):
    """A request to the store itself, to be sent as it stands before `expires_at`."""

    method: Literal["GET", "PUT"]
    url: str
    headers: dict[str, str]
    expires_at: AwareDatetime


class Ticket(Value):
    """A begun upload and the request that carries its bytes."""

    upload: Upload
    request: SignedRequest


class RawFile(Announcement):
    """A registered file: `content_id` names the very bytes that had this size and checksum."""

    id: str
    content_id: str
    registered_by: str
    registered_at: AwareDatetime
