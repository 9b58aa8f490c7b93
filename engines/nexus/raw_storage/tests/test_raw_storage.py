"""Bytes go straight to the store, and count only once their checksum is proven."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import timedelta
from typing import cast
from urllib.request import Request, urlopen

import pytest

from engines.backends import technology
from engines.nexus.raw_storage.models import Announcement, SignedRequest, Ticket
from engines.nexus.raw_storage.repository import (
    ENGINE,
    REGISTERED_WITHIN,
    NotAsAnnounced,
    NotUploaded,
    RawStorage,
    UploadExpired,
    raw_storage,
)
from engines.nexus.raw_storage.routes import router
from engines.routing.records import NoSuchRecord
from tests.engines.fakes import FakeBlobs, FakeClock
from tests.engines.together import together
from tests.engines.world import OTHER, WEB, RealPorts, World
from tests.servers.s3 import S3

SCAN = b"a scan of something " * 5000
ANNOUNCED = Announcement(
    name="scan.tif", content_type="image/tiff", size=len(SCAN), sha256=hashlib.sha256(SCAN).hexdigest()
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def raw(world: World, clock: FakeClock) -> RawStorage:
    return RawStorage(world.port(ENGINE, WEB), clock)


def send(raw: RawStorage, signed: SignedRequest, content: bytes | None = None) -> bytes:
    """What the holder of a signed request does with it; a fake has no address, so that its part is played here."""
    if isinstance(raw.blobs, FakeBlobs):
        return play(raw.blobs, signed, content)
    request = Request(signed.url, content, signed.headers, method=signed.method)
    with urlopen(request, timeout=10) as answer:
        return cast(bytes, answer.read())


def play(blobs: FakeBlobs, signed: SignedRequest, content: bytes | None) -> bytes:
    key = signed.url.removeprefix("https://blobs.example/")
    if content is not None:
        blobs.put(key, content, content_type=signed.headers["Content-Type"])
    return blobs.kept[key][0]


def uploaded(raw: RawStorage, content: bytes = SCAN) -> Ticket:
    ticket = raw.begin(ANNOUNCED, "ada")
    send(raw, ticket.request, content)
    return ticket


def test_a_registered_file_is_downloaded_as_it_was_uploaded(raw: RawStorage) -> None:
    ticket = uploaded(raw)

    file = raw.register(ticket.upload.id, "ada")

    assert send(raw, raw.download(file.id)) == SCAN
    assert raw.files.read(file.id) == file
    assert (file.name, file.size, file.sha256) == ("scan.tif", len(SCAN), ANNOUNCED.sha256)


def test_a_second_registration_gives_the_same_file(raw: RawStorage) -> None:
    upload_id = uploaded(raw).upload.id

    assert raw.register(upload_id, "bob") == raw.register(upload_id, "ada")


def test_a_registered_file_cannot_be_overwritten_by_its_signed_request(raw: RawStorage) -> None:
    ticket = uploaded(raw)
    file = raw.register(ticket.upload.id, "ada")

    send(raw, ticket.request, b"something else")

    assert send(raw, raw.download(file.id)) == SCAN
    assert raw.register(ticket.upload.id, "ada") == file


def test_registered_at_once_there_is_one_whole_file(raw: RawStorage) -> None:
    upload_id = uploaded(raw).upload.id

    registered, refused = together(lambda _: raw.register(upload_id, "ada"), times=4)

    assert (len(registered), refused) == (4, [])
    assert {file.sha256 for file in registered} == {ANNOUNCED.sha256}
    assert send(raw, raw.download(upload_id)) == SCAN


def test_nothing_is_registered_that_was_not_uploaded(raw: RawStorage) -> None:
    upload_id = raw.begin(ANNOUNCED, "ada").upload.id

    with pytest.raises(NotUploaded) as refused:
        raw.register(upload_id, "ada")

    assert str(refused.value) == f"nothing was uploaded for {upload_id!r}: send the signed request, then register"


def test_an_upload_that_was_cut_short_is_refused(raw: RawStorage) -> None:
    upload_id = uploaded(raw, SCAN[:-1]).upload.id

    with pytest.raises(NotAsAnnounced) as refused:
        raw.register(upload_id, "ada")

    assert str(refused.value) == f"upload {upload_id!r} has size 99999, announced was 100000: upload it again"


def test_an_upload_with_another_checksum_is_refused_and_can_be_sent_again(raw: RawStorage) -> None:
    ticket = uploaded(raw, SCAN[::-1])

    with pytest.raises(NotAsAnnounced) as refused:
        raw.register(ticket.upload.id, "ada")
    with pytest.raises(NoSuchRecord):
        raw.download(ticket.upload.id)
    send(raw, ticket.request, SCAN)

    assert str(refused.value) == (
        f"upload {ticket.upload.id!r} has checksum {hashlib.sha256(SCAN[::-1]).hexdigest()},"
        f" announced was {ANNOUNCED.sha256}: upload it again"
    )
    assert raw.register(ticket.upload.id, "ada").sha256 == ANNOUNCED.sha256


def test_an_upload_that_was_never_completed_expires(raw: RawStorage, clock: FakeClock) -> None:
    ticket = uploaded(raw)
    clock.advance(REGISTERED_WITHIN)

    with pytest.raises(UploadExpired) as refused:
        raw.register(ticket.upload.id, "ada")

    assert str(refused.value) == (
        f"upload {ticket.upload.id!r} expired at {ticket.upload.expires_at.isoformat()}: begin another"
    )
    with pytest.raises(NoSuchRecord):
        raw.register(ticket.upload.id, "ada")


def test_a_file_once_registered_does_not_expire(raw: RawStorage, clock: FakeClock) -> None:
    upload_id = uploaded(raw).upload.id
    raw.register(upload_id, "ada")
    clock.advance(REGISTERED_WITHIN + timedelta(days=1))

    assert raw.register(upload_id, "ada").id == upload_id


def test_another_tenant_registers_nothing_of_ours(raw: RawStorage, world: World) -> None:
    upload_id = uploaded(raw).upload.id

    with pytest.raises(NoSuchRecord):
        raw_storage(world.router, OTHER).register(upload_id, "eve")


def test_on_an_s3_store(s3: S3) -> None:
    login = {"access_key_id": "test", "secret_access_key": "test", "region": "us-east-1"}
    config = {"endpoint": s3.endpoint, "bucket": s3.bucket(), **login}
    with closing(technology("s3")(config)) as backend:
        raw = raw_storage(World(RealPorts(lambda _: backend)).router, WEB)
        ticket = uploaded(raw, SCAN[::-1])
        with pytest.raises(NotAsAnnounced):
            raw.register(ticket.upload.id, "ada")
        send(raw, ticket.request, SCAN)
        file = raw.register(ticket.upload.id, "ada")

        assert send(raw, raw.download(file.id)) == SCAN


def test_over_http(world: World) -> None:
    client, raw = world.client(router, actor="ada"), raw_storage(world.router, WEB)
    ticket = Ticket.model_validate(client.post("/raw/uploads", json=ANNOUNCED.model_dump()).json())
    registration = f"/raw/uploads/{ticket.upload.id}/registration"

    assert client.post(registration).status_code == 409
    send(raw, ticket.request, SCAN)
    file = client.post(registration).json()
    assert file["registered_by"] == "ada"
    assert client.get(f"/raw/files/{file['id']}").json() == file
    download = client.get(f"/raw/files/{file['id']}/download").json()
    assert send(raw, SignedRequest.model_validate(download)) == SCAN
    assert client.get("/raw/files/none").status_code == 404
    assert client.post("/raw/uploads/none/registration").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"sha256": "abc"}, {"size": 0}, {"size": 5 * 2**30 + 1}, {"content_type": "scan"}, {"name": ""}], ids=str
)
def test_an_announcement_that_cannot_be_kept_is_a_422(world: World, wrong: dict[str, object]) -> None:
    body = {**ANNOUNCED.model_dump(), **wrong}

    assert world.client(router).post("/raw/uploads", json=body).status_code == 422
