"""What ports refuse to be given: the limits that every technology can keep, so that a route may change between them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

from engines.routing.ports import ArgumentRefused, Body

MOST = 1000
INT64 = range(-(2**63), 2**63)

_LONGEST = 255
_WEEK = timedelta(days=7)
_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+[ -~]{0,100}", re.ASCII)
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # escaped by an odd number of backslashes
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


def text(name: str, value: str) -> str:
    """The value, if every technology can keep it."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ArgumentRefused(
            name, f"{value!r} holds a character that cannot be stored: leave out NUL and lone surrogates"
        )
    return value


def key(value: str, name: str = "key") -> str:
    """The value, if it can be part of a key in every technology."""
    size = len(text(name, value).encode())
    if size > _LONGEST:
        raise ArgumentRefused(name, f"of {size} bytes is too long: use {_LONGEST} at most")
    return value


def field(name: str, value: str) -> str:
    """The value, if it can name a field of a body in a query."""
    if not _FIELD.fullmatch(value):
        raise ArgumentRefused(name, f"{value!r} is not a field name: use letters, digits and _")
    return value


def limit(value: int) -> int:
    """The value, if so many items may be asked for at once."""
    if not 1 <= value <= MOST:
        raise ArgumentRefused("limit", f"is {value}: use 1 to {MOST}")
    return value


def int64(name: str, value: int) -> int:
    """The value, if it is a whole number of 64 bits."""
    if value not in INT64:
        raise ArgumentRefused(name, f"is {value}: use a whole number of 64 bits")
    return value


def milliseconds(value: timedelta | None) -> int | None:
    """The time until a key expires; it has to be at least one millisecond."""
    if value is None:
        return None
    count = value // timedelta(milliseconds=1)
    if count < 1:
        raise ArgumentRefused("expires_in", f"is {value.total_seconds():g} s: use a millisecond at least")
    return count


def content_type(value: str) -> str:
    """The value, if a header can carry it as it is."""
    if not _CONTENT_TYPE.fullmatch(value):
        raise ArgumentRefused("content_type", f"{value!r} is not a media type: write it as image/png")
    return value


def presigned_for(value: timedelta) -> timedelta:
    """The time that a presigned request may be sent within; S3 gives whole seconds, and a week at most."""
    if not timedelta(seconds=1) <= value <= _WEEK:
        raise ArgumentRefused("expires_in", f"is {value.total_seconds():g} s: use a second to a week")
    return value


def moment(name: str, value: datetime) -> datetime:
    """The time in UTC, if it says where on Earth it is."""
    if value.utcoffset() is None:
        raise ArgumentRefused(name, f"{value.isoformat()} has no time zone: use an aware datetime")
    try:
        return value.astimezone(timezone.utc)
    except OverflowError as error:
        raise ArgumentRefused(
            name, f"{value.isoformat()} is outside the years 1 to 9999 of UTC: use another"
        ) from error


def json_text(body: Body) -> str:
    """The body as JSON that every technology reads alike."""
    try:
        written = json.dumps(dict(body), allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        written.encode()
    except (TypeError, ValueError) as error:
        raise ArgumentRefused("body", f"is not a JSON object: {error}") from error
    if _NUL.search(written):
        raise ArgumentRefused("body", "holds a NUL character, which some databases refuse: leave it out")
    return written


def json_body(written: str | bytes) -> dict[str, Any]:
    """What `json_text` wrote."""
    body: dict[str, Any] = json.loads(written)
    return body


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(timezone.utc)
