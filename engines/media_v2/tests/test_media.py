"""The bytes of an asset and its record, both or neither."""

from __future__ import annotations

import hashlib

import pytest

from engines.media_v2.routes import LARGEST, router
from engines.media_v2.service import Media, NothingToStore, media
from engines.routing.ports import BlobMissing
from engines.routing.records import NoSuchRecord
from tests.engines.world import OTHER, WEB, World

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def assets(world: World) -> Media:
    return media(world.router, WEB)


def test_an_asset_is_served_as_it_was_stored(assets: Media) -> None:
    asset = assets.store("pixel.png", "image/png", PIXEL, "ada")

    with assets.open(asset.id) as stored:
        assert stored.read() == PIXEL
    assert assets.assets.read(asset.id) == asset
    assert (asset.size, asset.sha256) == (len(PIXEL), hashlib.sha256(PIXEL).hexdigest())


def test_the_same_bytes_twice_are_two_assets(assets: Media) -> None:
    first, second = (assets.store("pixel.png", "image/png", PIXEL, "ada") for _ in range(2))
    assets.remove(first.id)

    with assets.open(second.id) as stored:
        assert stored.read() == PIXEL


def test_a_removed_asset_leaves_neither_record_nor_bytes(assets: Media) -> None:
    asset = assets.store("pixel.png", "image/png", PIXEL, "ada")
    assets.remove(asset.id)

    with pytest.raises(NoSuchRecord) as refused:
        assets.open(asset.id)
    assert str(refused.value) == f"there is no asset {asset.id!r} in this scope: add it, or name one that is there"
    with pytest.raises(BlobMissing):
        assets.blobs.open(f"bytes/{asset.id}")


def test_another_tenant_has_assets_of_its_own(assets: Media, world: World) -> None:
    asset = assets.store("pixel.png", "image/png", PIXEL, "ada")

    with pytest.raises(NoSuchRecord):
        media(world.router, OTHER).remove(asset.id)


def test_an_asset_without_bytes_is_refused(assets: Media) -> None:
    with pytest.raises(NothingToStore) as refused:
        assets.store("pixel.png", "image/png", b"", "ada")

    assert str(refused.value) == "the asset has no bytes: send them as the body"


def test_over_http(world: World) -> None:
    client = world.client(router, actor="ada")
    stored = client.post("/media", params={"name": "p.png"}, content=PIXEL, headers={"Content-Type": "image/png"})
    one = f"/media/{stored.json()['id']}"

    assert (stored.status_code, stored.json()["stored_by"]) == (201, "ada")
    assert client.get(one).json() == stored.json()
    served = client.get(f"{one}/content")
    assert (served.content, served.headers["Content-Type"]) == (PIXEL, "image/png")
    assert served.headers["Content-Length"] == str(len(PIXEL))
    assert client.delete(one).status_code == 204
    assert client.get(f"{one}/content").status_code == 404


def test_who_has_the_bytes_is_not_sent_them_again(world: World) -> None:
    client = world.client(router)
    stored = client.post("/media", params={"name": "p.png"}, content=PIXEL, headers={"Content-Type": "image/png"})
    address = f"/media/{stored.json()['id']}/content"
    tag = client.get(address).headers["ETag"]

    for known in (tag, f'"other", W/{tag}'):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(("asked", "part"), [("bytes=10-19", slice(10, 20)), ("bytes=-4", slice(-4, None))])
def test_a_part_is_served_to_who_asks_for_it(world: World, asked: str, part: slice) -> None:
    client = world.client(router)
    stored = client.post("/media", params={"name": "p.png"}, content=PIXEL, headers={"Content-Type": "image/png"})
    address = f"/media/{stored.json()['id']}/content"
    whole = client.get(address)

    served = client.get(address, headers={"Range": asked, "If-Range": whole.headers["ETag"]})

    first, last, _step = part.indices(len(PIXEL))
    assert (served.status_code, served.content) == (206, PIXEL[part])
    assert served.headers["Content-Range"] == f"bytes {first}-{last - 1}/{len(PIXEL)}"
    assert served.headers["Content-Length"] == str(last - first)
    assert served.headers["ETag"] == whole.headers["ETag"]
    assert whole.headers["Accept-Ranges"] == "bytes"


def test_who_has_a_part_of_something_else_is_sent_the_whole(world: World) -> None:
    client = world.client(router)
    stored = client.post("/media", params={"name": "p.png"}, content=PIXEL, headers={"Content-Type": "image/png"})

    served = client.get(
        f"/media/{stored.json()['id']}/content", headers={"Range": "bytes=10-19", "If-Range": '"another"'}
    )

    assert (served.status_code, served.content) == (200, PIXEL)


def test_a_part_that_is_not_there_is_refused(world: World) -> None:
    client = world.client(router)
    stored = client.post("/media", params={"name": "p.png"}, content=PIXEL, headers={"Content-Type": "image/png"})

    refused = client.get(f"/media/{stored.json()['id']}/content", headers={"Range": f"bytes={len(PIXEL)}-"})

    assert (refused.status_code, refused.headers["Content-Range"]) == (416, f"bytes */{len(PIXEL)}")
    assert refused.json()["detail"] == f"the asset has {len(PIXEL)} bytes, and none where you ask: ask for some of them"


def test_a_browser_does_not_run_what_was_stored(world: World) -> None:
    client, drawing = world.client(router), b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    headers = {"Content-Type": "image/svg+xml"}
    stored = client.post("/media", params={"name": "d.svg"}, content=drawing, headers=headers)

    served = client.get(f"/media/{stored.json()['id']}/content")

    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("content_type", ["text/html", "application/json", "image/", "image/png; charset=x"])
def test_what_is_no_picture_sound_or_film_is_a_422(world: World, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = world.client(router).post("/media", params={"name": "x"}, content=b"{}", headers=headers)

    assert answer.status_code == 422


def test_what_is_too_large_to_be_kept_in_hand_is_refused(world: World) -> None:
    client, headers = world.client(router), {"Content-Type": "video/mp4"}

    answer = client.post("/media", params={"name": "x"}, content=bytes(LARGEST + 1), headers=headers)

    assert answer.status_code == 413
    assert answer.json()["detail"] == "the asset is larger than 33554432 bytes: upload it to raw storage"


def test_a_body_is_not_read_before_it_is_known_who_sends_it(world: World) -> None:
    client, headers = world.client(router), {"Content-Type": "video/mp4", "Authorization": "Bearer none"}

    answer = client.post("/media", params={"name": "x"}, content=bytes(LARGEST + 1), headers=headers)

    assert answer.status_code == 401
