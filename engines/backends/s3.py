"""S3-compatible stores, through obstore."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Literal
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from engines.backends import arguments
from engines.backends.config import checked
from engines.backends.place import Place, chosen, joined
from engines.common.scope import Scope
from engines.routing.ports import Blob, BlobMissing, Blobs, Config, ConfigRefused, P, Presigned, Target

if TYPE_CHECKING:
    from obstore import GetOptions, GetResult
    from obstore.store import S3Credential

_LOGIN = frozenset({"access_key_id", "secret_access_key"})
_NOBODY: S3Credential = {"access_key_id": "none", "secret_access_key": "none", "token": None, "expires_at": None}
_ABSENT = (NotFoundError, FileNotFoundError)
_UNREADABLE = "is no address of its kind: begin it with https://"
_NEEDED = frozenset({"endpoint", "bucket", "region"})


class S3:
    """
    Offers blobs; config: `endpoint`, `bucket`, `region`, and `access_key_id` with `secret_access_key`.

    Without the two, the machine's own role is asked for them. The endpoint has no default: left to itself, the
    driver would take it from the process environment.
    """

    offers: ClassVar[frozenset[type]] = frozenset({Blobs})
    outages = (BaseError, OSError)

    def __init__(self, config: Config) -> None:
        self._store = _store(config, _login(config))

    @staticmethod
    def targets(config: Config) -> tuple[Target, ...]:
        """Where a request signed by the driver itself would go."""
        store = _store(config, _NOBODY)
        with _readable():
            address = urlsplit(obstore.sign(store, "GET", "target", timedelta(seconds=1)))
        return (Target("network", address.hostname or "", address.port),)

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        made: P = chosen("s3", _MAKERS, port)(self._store, Place(kind, scope))
        return made

    def close(self) -> None:
        """The driver closes its connections by itself."""


class S3Blobs:
    """Blobs of one place, under keys that begin with it."""

    def __init__(self, store: S3Store, place: Place) -> None:
        self._store = store
        self._prefix = joined("/", *place.parts)

    def put(self, key: str, data: bytes | BinaryIO, *, content_type: str) -> Blob:
        attributes = {"Content-Type": arguments.content_type(content_type)}
        obstore.put(self._store, self._path(key), data, attributes=attributes)
        return self._stored(key)

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        found = self._get(key, {"range": {"offset": start}} if start else {})
        if found is None:
            raise BlobMissing(key)
        return io.BufferedReader(_Chunks(iter(found.stream())))

    def stat(self, key: str) -> Blob | None:
        found = self._get(key, {"head": True})
        if found is None:
            return None
        content_type = found.attributes.get("Content-Type", "application/octet-stream")
        return Blob(key, found.meta["size"], content_type, found.meta["last_modified"])

    def copy(self, source: str, target: str) -> Blob:
        try:
            obstore.copy(self._store, self._path(source), self._path(target))
        except _ABSENT as error:
            raise BlobMissing(source) from error
        return self._stored(target)

    def delete(self, key: str) -> None:
        with suppress(*_ABSENT):  # S3 is silent here, and some that speak its language are not
            obstore.delete(self._store, self._path(key))

    def presign_put(self, key: str, *, content_type: str, expires_in: timedelta) -> Presigned:
        return self._presigned("PUT", key, {"Content-Type": arguments.content_type(content_type)}, expires_in)

    def presign_get(self, key: str, *, expires_in: timedelta) -> Presigned:
        return self._presigned("GET", key, {}, expires_in)

    def _presigned(
        self, method: Literal["GET", "PUT"], key: str, headers: dict[str, str], expires_in: timedelta
    ) -> Presigned:
        expires_at = arguments.now() + arguments.presigned_for(expires_in)
        url = obstore.sign(self._store, method, self._path(key), expires_in)
        return Presigned(method, url, headers, expires_at)

    def _get(self, key: str, options: GetOptions) -> GetResult | None:
        try:
            return obstore.get(self._store, self._path(key), options=options)
        except _ABSENT:
            return None

    def _stored(self, key: str) -> Blob:
        found = self.stat(key)
        if found is None:
            raise BlobMissing(key)
        return found

    def _path(self, key: str) -> str:
        return f"{self._prefix}/{joined('/', arguments.key(key))}"


class _Chunks(io.RawIOBase):
    """A readable file over chunks of bytes as they arrive."""

    def __init__(self, chunks: Iterator[Any]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(bytes(chunk))
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


_MAKERS: Mapping[type, Callable[[S3Store, Place], Any]] = MappingProxyType({Blobs: S3Blobs})


def _store(config: Config, login: S3Credential | None) -> S3Store:
    """The driver, with nothing left to the process environment that decides where it goes."""
    checked("s3", config, needed=_NEEDED, optional=_LOGIN)
    endpoint = config["endpoint"]
    if not endpoint.startswith(("http://", "https://")):
        raise ConfigRefused("s3", "endpoint", _UNREADABLE)
    with _readable():
        return S3Store(
            config["bucket"],
            aws_endpoint_url_s3=endpoint,  # beats `endpoint`, and would otherwise come from the environment
            region=config["region"],
            s3_express=False,
            virtual_hosted_style_request=False,
            client_options={"allow_http": endpoint.startswith("http://")},
            credential_provider=None if login is None else lambda: login,
        )


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except BaseError:
        raise ConfigRefused("s3", "endpoint", _UNREADABLE) from None


def _login(config: Config) -> S3Credential | None:
    if not _LOGIN & config.keys():
        return None
    for key in sorted(_LOGIN - config.keys()):
        raise ConfigRefused("s3", key, "is missing: give both halves of the key, or none to use the machine's role")
    return {
        "access_key_id": config["access_key_id"],
        "secret_access_key": config["secret_access_key"],
        "token": None,
        "expires_at": None,
    }
