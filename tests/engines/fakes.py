"""The five ports kept in this process, for tests of what an engine does with them."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import BinaryIO, TypeVar

from engines.backends import arguments
from engines.common.moments import Clock, utc_now
from engines.routing.ports import (
    Blob,
    BlobMissing,
    Body,
    Counter,
    Document,
    Entry,
    Message,
    NotACounter,
    Page,
    Presigned,
    RevisionConflict,
)

T = TypeVar("T")


@dataclass
class FakeClock:
    """A clock that a test moves."""

    now: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


@dataclass
class FakeDocuments:
    kept: dict[str, Document] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, key: str) -> Document | None:
        return self.kept.get(key)

    def put(self, key: str, body: Body, *, expected: int | None = None, words: Iterable[str] | None = None) -> Document:
        with self.lock:
            self._expect(arguments.key(key), expected)
            self.revisions[key] = self.revisions.get(key, 0) + 1
            self.kept[key] = Document(key, self.revisions[key], _as_stored(body), utc_now())
            if words is not None:
                self.words[key] = frozenset(words)
            return self.kept[key]

    def delete(self, key: str, *, expected: int | None = None) -> bool:
        with self.lock:
            self._expect(key, expected)
            return self.kept.pop(key, None) is not None

    def list(
        self, prefix: str = "", *, cursor: str | None = None, limit: int = 100, having: Iterable[str] = ()
    ) -> Page[Document]:
        beginnings = tuple(having)

        def answers(key: str) -> bool:
            own = self.words.get(key, frozenset())
            return key.startswith(prefix) and all(any(word.startswith(one) for word in own) for one in beginnings)

        found = sorted(filter(answers, self.kept), key=str.encode)
        return _page([self.kept[key] for key in found], lambda document: document.key, cursor, limit)

    def _expect(self, key: str, expected: int | None) -> None:
        found = self.kept[key].revision if key in self.kept else 0
        if expected is not None and expected != found:
            raise RevisionConflict(key, expected, found)


@dataclass
class FakeLog:
    entries: list[Entry] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def append(self, topic: str, body: Body, *, at: datetime | None = None) -> Entry:
        entry = Entry(f"{next(self.numbers):012}", topic, at or utc_now(), _as_stored(body))
        self.entries.append(entry)
        return entry

    def read(
        self,
        topic: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str | None = None,
        limit: int = 100,
    ) -> Page[Entry]:
        found = sorted(self._between(topic, since, until), key=_place)
        return _page(found, _place, cursor, limit)

    def totals(
        self,
        amount: str,
        *,
        by: str,
        topic: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> dict[str, int]:
        sums: dict[str, int] = {}
        for entry in self._between(topic, since, until):
            if isinstance(entry.body.get(amount), int) and isinstance(entry.body.get(by), str):
                sums[entry.body[by]] = sums.get(entry.body[by], 0) + entry.body[amount]
        return sums

    def _between(self, topic: str | None, since: datetime | None, until: datetime | None) -> Iterable[Entry]:
        for entry in self.entries:
            early = since is not None and entry.at < since
            late = until is not None and entry.at >= until
            if topic in (None, entry.topic) and not early and not late:
                yield entry


@dataclass
class FakeKeys:
    clock: Clock = utc_now
    kept: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, key: str) -> str | None:
        with self.lock:
            value, expires_at = self.kept.get(key, ("", self.clock()))
            return value if expires_at is None or expires_at > self.clock() else None

    def set(self, key: str, value: str, *, expires_in: timedelta | None = None) -> None:
        with self.lock:
            self.kept[key] = value, None if expires_in is None else self.clock() + expires_in

    def add(self, key: str, value: str, *, expires_in: timedelta | None = None) -> bool:
        with self.lock:
            absent = self.get(key) is None
            if absent:
                self.set(key, value, expires_in=expires_in)
            return absent

    def increment(self, key: str, by: int = 1, *, expires_in: timedelta | None = None) -> Counter:
        with self.lock:
            if self.add(key, str(by), expires_in=expires_in):
                return Counter(by, self.kept[key][1])
            text, expires_at = self.kept[key]
            if not text.lstrip("-").isdecimal():
                raise NotACounter(key)
            self.kept[key] = str(int(text) + by), expires_at
            return Counter(int(text) + by, expires_at)

    def delete(self, key: str) -> bool:
        with self.lock:
            there = self.get(key) is not None
            self.kept.pop(key, None)
            return there


@dataclass
class FakeBus:
    kept: dict[str, list[Message]] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def publish(self, topic: str, body: Body) -> Message:
        with self.changed:
            messages = self.kept.setdefault(topic, [])
            messages.append(Message(f"{len(messages) + 1:012}", utc_now(), _as_stored(body)))
            self.changed.notify_all()
            return messages[-1]

    def read(
        self, topic: str, *, after: str | None = None, limit: int = 100, wait: timedelta | None = None
    ) -> tuple[Message, ...]:
        def following() -> tuple[Message, ...]:
            return tuple(one for one in self.kept.get(topic, ()) if after is None or one.cursor > after)[:limit]

        with self.changed:
            self.changed.wait_for(following, timeout=wait.total_seconds() if wait else 0)
            return following()

    def end(self, topic: str) -> str:
        return f"{len(self.kept.get(topic, ())):012}"


@dataclass
class FakeBlobs:
    kept: dict[str, tuple[bytes, Blob]] = field(default_factory=dict)

    def put(self, key: str, data: bytes | BinaryIO, *, content_type: str) -> Blob:
        content = data if isinstance(data, bytes) else data.read()
        self.kept[key] = content, Blob(key, len(content), content_type, utc_now())
        return self.kept[key][1]

    def open(self, key: str, *, start: int = 0) -> BinaryIO:
        if key not in self.kept:
            raise BlobMissing(key)
        return io.BytesIO(self.kept[key][0][start:])

    def stat(self, key: str) -> Blob | None:
        return self.kept[key][1] if key in self.kept else None

    def copy(self, source: str, target: str) -> Blob:
        with self.open(source) as stored:
            return self.put(target, stored, content_type=self.kept[source][1].content_type)

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)

    def presign_put(self, key: str, *, content_type: str, expires_in: timedelta) -> Presigned:
        headers = {"Content-Type": content_type}
        return Presigned("PUT", f"https://blobs.example/{key}", headers, utc_now() + expires_in)

    def presign_get(self, key: str, *, expires_in: timedelta) -> Presigned:
        return Presigned("GET", f"https://blobs.example/{key}", {}, utc_now() + expires_in)


def _as_stored(body: Body) -> Body:
    return arguments.json_body(arguments.json_text(body))


def _place(entry: Entry) -> str:
    return f"{entry.at.timestamp():020.6f} {entry.id}"


def _page(items: list[T], place: Callable[[T], str], cursor: str | None, limit: int) -> Page[T]:
    arguments.limit(limit)
    following = [item for item in items if cursor is None or place(item) > cursor]
    page = tuple(following[:limit])
    return Page(page, place(page[-1]) if len(following) > limit else None)
