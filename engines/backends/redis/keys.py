"""Keys on Redis: one command or one script a change, so that the server's single thread makes it exact."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import redis

from engines.backends import arguments
from engines.backends.place import Place, joined
from engines.routing.ports import Counter, NotACounter

# The sum is read back as text: a number in Lua has 53 bits.
_INCREMENT = """
local started = redis.call('EXISTS', KEYS[1]) == 0
redis.call('INCRBY', KEYS[1], ARGV[1])
if started and ARGV[2] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]), redis.call('TIME')}
"""


class RedisKeys:
    """Keys of one place."""

    def __init__(self, client: redis.Redis, place: Place) -> None:
        self._client = client
        self._prefix = joined(":", "keys", *place.parts)
        self._increment = client.register_script(_INCREMENT)

    def get(self, key: str) -> str | None:
        value: Any = self._client.get(self._name(key))
        return None if value is None else str(value)

    def set(self, key: str, value: str, *, expires_in: timedelta | None = None) -> None:
        self._client.set(self._name(key), arguments.text("value", value), px=arguments.milliseconds(expires_in))

    def add(self, key: str, value: str, *, expires_in: timedelta | None = None) -> bool:
        lifetime = arguments.milliseconds(expires_in)
        return bool(self._client.set(self._name(key), arguments.text("value", value), px=lifetime, nx=True))

    def increment(self, key: str, by: int = 1, *, expires_in: timedelta | None = None) -> Counter:
        lifetime = arguments.milliseconds(expires_in)
        name, number = self._name(key), arguments.int64("by", by)
        try:
            value, left, clock = self._increment(keys=[name], args=[number, "" if lifetime is None else lifetime])
        except redis.ResponseError as error:
            if "not an integer" in str(error) or "overflow" in str(error):
                raise NotACounter(key) from error
            raise
        return Counter(int(value), None if left < 0 else _moment(clock) + timedelta(milliseconds=left))

    def delete(self, key: str) -> bool:
        return bool(self._client.delete(self._name(key)))

    def _name(self, key: str) -> str:
        return f"{self._prefix}:{joined(':', arguments.key(key))}"


def _moment(clock: tuple[str, str]) -> datetime:
    """What the server's TIME says: seconds, and microseconds of a second."""
    seconds, microseconds = clock
    return datetime.fromtimestamp(int(seconds), timezone.utc) + timedelta(microseconds=int(microseconds))
