"""
What an engine may need of a backing service, by need and not by engine: documents, log, keys, bus, blobs.

A port object is narrowed to one (kind, scope) before an engine sees it, so no method takes a scope. Keys and topics
are any text of up to 255 bytes of UTF-8 without NUL; bodies are JSON objects; times are aware datetimes; limits are
from 1 to 1,000. What breaks this raises ArgumentRefused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Generic, Literal, Protocol, TypeAlias, TypeVar

from engines.common.scope import Scope
from engines.routing.port_errors import ArgumentRefused as ArgumentRefused
from engines.routing.port_errors import BackendError as BackendError
from engines.routing.port_errors import BackendUnavailable as BackendUnavailable
from engines.routing.port_errors import BlobMissing as BlobMissing
from engines.routing.port_errors import ConfigRefused as ConfigRefused
from engines.routing.port_errors import NotACounter as NotACounter
from engines.routing.port_errors import PortNotOffered as PortNotOffered
from engines.routing.port_errors import RevisionConflict as RevisionConflict
from engines.routing.port_errors import StubUsed as StubUsed

Body: TypeAlias = Mapping[str, Any]
Config: TypeAlias = Mapping[str, str]
T = TypeVar("T")
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One part of a longer list; `cursor` asks for the next part and is None at the end."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A stored body; `revision` starts at 1 and grows with every put of the key, also over a delete."""

    key: str
    revision: int
    body: Body
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log; `id` is unique within the port."""

    id: str
    topic: str
    at: datetime
    body: Body


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter right after an increment, and when it starts again from nothing (None: never)."""

    value: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a topic; reading after its `cursor` goes on with the next one."""

    cursor: str
    at: datetime
    body: Body


@dataclass(frozen=True, slots=True)
class Blob:
    """What is known of stored bytes without reading them."""

    key: str
    size: int
    content_type: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Presigned:
    """A request that whoever holds it may send once or more until `expires_at`, with exactly these headers."""

    method: Literal["GET", "PUT"]
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Documents(Protocol):
    """JSON objects by key, changed only by who saw the latest revision."""

    def get(self, key: str) -> Document | None: ...

    def put(self, key: str, body: Body, *, expected: int | None = None, words: Iterable[str] | None = None) -> Document:
        """
        Store `body` over revision `expected`: 0 for a key that must not exist, None for whatever is there.

        The words by which `list` finds the document are replaced at the same moment; None leaves them as they are.
        Raises RevisionConflict when another revision is stored.
        """

    def delete(self, key: str, *, expected: int | None = None) -> bool:
        """Remove the document; False when there was none. Raises RevisionConflict as `put` does."""

    def list(
        self, prefix: str = "", *, cursor: str | None = None, limit: int = 100, having: Iterable[str] = ()
    ) -> Page[Document]:
        """
        The documents whose key starts with `prefix`, ordered by the bytes of their keys.

        Only those that have, for each text in `having`, a word that begins so.
        """


class Log(Protocol):
    """Entries that are only ever added."""

    def append(self, topic: str, body: Body, *, at: datetime | None = None) -> Entry:
        """Add one entry; `at` is when it happened, by default now."""

    def read(
        self,
        topic: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[Entry]:
        """The entries of one topic (None: of all) with since <= at < until, oldest first."""

    def totals(
        self,
        amount: str,
        *,
        by: str,
        topic: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> dict[str, int]:
        """
        Sum the whole number in body[amount] per text in body[by], exactly, over since <= at < until.

        Entries that lack one of the two do not count.
        """


class Keys(Protocol):
    """
    Small texts and counters that may expire, exact when many processes use them at once.

    The clock is the backing service's, so that replicas agree on what has expired; it counts in milliseconds.
    """

    def get(self, key: str) -> str | None: ...

    def set(self, key: str, value: str, *, expires_in: timedelta | None = None) -> None: ...

    def add(self, key: str, value: str, *, expires_in: timedelta | None = None) -> bool:
        """Set the key only if it is absent; True for the one caller who did."""

    def increment(self, key: str, by: int = 1, *, expires_in: timedelta | None = None) -> Counter:
        """
        Add to a counter that starts at 0; only the increment that starts it decides when it expires.

        Raises NotACounter when the key holds other text, or when the sum would need more than 64 bits.
        """

    def delete(self, key: str) -> bool: ...


class Bus(Protocol):
    """Messages of a topic in one order for all: who resumes from a cursor misses nothing and sees nothing twice."""

    def publish(self, topic: str, body: Body) -> Message: ...

    def read(
        self, topic: str, *, after: str | None = None, limit: int = 100, wait: timedelta | None = None
    ) -> tuple[Message, ...]:
        """The messages that follow `after` (None: from the first); blocks up to `wait` while there are none."""

    def end(self, topic: str) -> str:
        """The cursor after which only messages published from now on follow."""


class Blobs(Protocol):
    """Bytes by key."""

    def put(self, key: str, data: bytes | BinaryIO, *, content_type: str) -> Blob:
        """Store bytes, or a file that can seek."""

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        """The stored bytes from place `start` on, which lies before their end, to be read and closed. Raises BlobMissing."""

    def stat(self, key: str) -> Blob | None: ...

    def copy(self, source: str, target: str) -> Blob:
        """Keep under `target` too what is under `source` at this moment. Raises BlobMissing."""

    def delete(self, key: str) -> None:
        """Remove the bytes; nothing happens when there are none."""

    def presign_put(self, key: str, *, content_type: str, expires_in: timedelta) -> Presigned: ...

    def presign_get(self, key: str, *, expires_in: timedelta) -> Presigned: ...


@dataclass(frozen=True, slots=True)
class Target:
    """
    Where a backend would really go with a configuration: what the durability policy judges.

    `address` is the host as the driver would resolve it (network), the path (file, socket) or what the driver calls it
    (memory, noop, placeholder). An empty one is the host or socket on this machine that the driver takes when it is
    told none. It never holds a secret.
    """

    kind: Literal["network", "socket", "file", "memory", "noop", "placeholder"]
    address: str
    port: int | None = None


class Backend(Protocol):
    """A technology with one configuration: one connection pool, as many ports as it can offer; threads may share it."""

    @property
    def outages(self) -> tuple[type[Exception], ...]:
        """What its ports raise when the service does not answer; it becomes BackendUnavailable."""

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        """The port narrowed to (kind, scope). Raises PortNotOffered."""

    def close(self) -> None: ...


class Technology(Protocol):
    """What makes a backend from a configuration; a class does. The plug-in group `engines.backends` holds these."""

    @property
    def offers(self) -> frozenset[type]: ...

    def targets(self, config: Config) -> tuple[Target, ...]:
        """Every place the driver would try with `config`; reads no secret and opens nothing. Raises ConfigRefused."""

    def __call__(self, config: Config) -> Backend:
        """Make the backend, which connects on first use; `config` has its secrets in place. Raises ConfigRefused."""
