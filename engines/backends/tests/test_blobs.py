"""Blobs, on every technology that offers them."""

from __future__ import annotations

import io
import random
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest

from engines.routing.ports import ArgumentRefused, BlobMissing, Blobs, Presigned

MINUTE = timedelta(minutes=1)


def test_what_is_put_is_opened(blobs: Blobs) -> None:
    put = blobs.put("key", b"bytes\n\0\xff", content_type="image/png")

    with blobs.open("key") as stored:
        assert stored.read() == b"bytes\n\0\xff"
    assert blobs.stat("key") == put
    assert (put.key, put.size, put.content_type) == ("key", 8, "image/png")
    assert abs(put.modified_at - datetime.now(timezone.utc)) < MINUTE


def test_no_bytes_are_bytes_too(blobs: Blobs) -> None:
    assert blobs.put("key", b"", content_type="text/plain; charset=utf-8").size == 0

    with blobs.open("key") as stored:
        assert stored.read() == b""


def test_a_stream_is_put_and_read_in_parts(blobs: Blobs) -> None:
    content = random.Random(0).randbytes(7_000_000)

    blobs.put("key", io.BytesIO(content), content_type="video/mp4")

    with blobs.open("key") as stored:
        assert stored.read(10) == content[:10]
        assert b"".join(iter(lambda: stored.read(1_000_003), b"")) == content[10:]


@pytest.mark.parametrize("start", [0, 1, 4_000_000, 6_999_999])
def test_a_blob_is_read_from_any_place_on(blobs: Blobs, start: int) -> None:
    content = random.Random(0).randbytes(7_000_000)
    blobs.put("key", content, content_type="video/mp4")

    with blobs.open("key", start=start) as stored:
        assert stored.read(10) == content[start : start + 10]
        assert stored.read() == content[start + 10 :]


def test_a_later_put_replaces_bytes_and_type(blobs: Blobs) -> None:
    blobs.put("key", b"a long first version", content_type="text/plain")
    blobs.put("key", b"second", content_type="image/png")

    stat = blobs.stat("key")

    assert stat is not None
    assert (stat.size, stat.content_type) == (6, "image/png")


@pytest.mark.parametrize("key", ["copy", "a/../b", "a%2Fb", "a?b#c&d=e", "ключ", "😀"], ids=ascii)
def test_a_copy_is_what_its_source_was(blobs: Blobs, key: str) -> None:
    blobs.put(f"{key} of", b"bytes", content_type="image/png")
    copied = blobs.copy(f"{key} of", key)
    blobs.put(f"{key} of", b"changed", content_type="text/plain")

    with blobs.open(key) as stored:
        assert stored.read() == b"bytes"
    assert (copied.key, copied.size, copied.content_type) == (key, 5, "image/png")
    with blobs.open(f"{key} of") as stored:
        assert stored.read() == b"changed"


def test_copying_what_is_not_there_is_an_error(blobs: Blobs) -> None:
    blobs.put("target", b"bytes", content_type="image/png")

    with pytest.raises(BlobMissing, match="absent"):
        blobs.copy("absent", "target")

    assert blobs.stat("target") is not None


def test_what_is_deleted_is_gone(blobs: Blobs) -> None:
    blobs.put("key", b"bytes", content_type="image/png")

    blobs.delete("key")
    blobs.delete("key")

    assert blobs.stat("key") is None


def test_opening_what_is_not_there_is_an_error(blobs: Blobs) -> None:
    with pytest.raises(BlobMissing) as missing:
        blobs.open("absent")

    assert str(missing.value) == "there are no bytes under 'absent': put them first"


@pytest.mark.parametrize(
    "key", ["", " ", "/", "//", "a//b", "a/../b", ".", "..", "a%2Fb", "a?b#c&d=e", "ключ", "😀", "x" * 255], ids=ascii
)
def test_any_text_is_a_key_also_of_a_presigned_request(blobs: Blobs, key: str) -> None:
    upload = blobs.presign_put(key, content_type="text/plain", expires_in=MINUTE)

    _send(upload, b"bytes")

    assert _send(blobs.presign_get(key, expires_in=MINUTE)) == b"bytes"
    blobs.delete(key)
    assert blobs.stat(key) is None


def test_a_presigned_put_stores_bytes_and_type(blobs: Blobs) -> None:
    upload = blobs.presign_put("key", content_type="image/webp", expires_in=MINUTE)

    _send(upload, b"picture")

    stat = blobs.stat("key")
    assert stat is not None
    assert (stat.size, stat.content_type) == (7, "image/webp")
    assert (upload.method, upload.headers) == ("PUT", {"Content-Type": "image/webp"})
    assert abs(upload.expires_at - datetime.now(timezone.utc) - MINUTE) < MINUTE


def test_a_presigned_get_of_nothing_is_not_found(blobs: Blobs) -> None:
    with pytest.raises(urllib.error.HTTPError) as answer:
        _send(blobs.presign_get("absent", expires_in=MINUTE))

    with answer.value as response:
        assert response.code == 404


@pytest.mark.parametrize("expires_in", [timedelta(milliseconds=999), timedelta(days=7, seconds=1), timedelta(-1)])
def test_a_presigned_request_holds_for_a_second_to_a_week(blobs: Blobs, expires_in: timedelta) -> None:
    with pytest.raises(ArgumentRefused, match=r"^expires_in is .* s: use a second to a week$"):
        blobs.presign_get("key", expires_in=expires_in)


@pytest.mark.parametrize("content_type", ["", "image", "image/png\r\nX: y", "ü/y"])
def test_a_content_type_is_one_that_a_header_carries(blobs: Blobs, content_type: str) -> None:
    with pytest.raises(ArgumentRefused) as refused:
        blobs.put("key", b"", content_type=content_type)

    assert str(refused.value) == f"content_type {content_type!r} is not a media type: write it as image/png"


def _send(request: Presigned, data: bytes | None = None) -> bytes:
    made = urllib.request.Request(request.url, data=data, method=request.method, headers=dict(request.headers))
    with urllib.request.urlopen(made) as response:
        return bytes(response.read())
