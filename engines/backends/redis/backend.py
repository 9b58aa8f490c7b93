"""The technology: one client, keys and bus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import redis
from redis.backoff import NoBackoff
from redis.connection import UnixDomainSocketConnection, parse_url
from redis.retry import Retry

from engines.backends.config import checked
from engines.backends.place import Place, chosen
from engines.backends.redis.bus import RedisBus
from engines.backends.redis.keys import RedisKeys
from engines.common.scope import Scope
from engines.routing.ports import Bus, Config, ConfigRefused, Keys, P, Target

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 10.0  # longer than the bus lets the server block
_IDLE_SECONDS = 15

_MAKERS: Mapping[type, Callable[[Any, Place], Any]] = MappingProxyType({Keys: RedisKeys, Bus: RedisBus})


class Redis:
    """Offers keys and bus; config: `url`, as `rediss://host:6379/0`, and `username` and `password`."""

    offers: ClassVar[frozenset[type]] = frozenset(_MAKERS)
    outages = (redis.ConnectionError, redis.TimeoutError, redis.ReadOnlyError)

    def __init__(self, config: Config) -> None:
        _read(config)
        login = {name: config[name] for name in ("username", "password") if name in config}
        # A command that failed half way may have been carried out: sending it again would count or publish twice.
        never_again = Retry(NoBackoff(), 0)
        self._client = redis.Redis.from_url(
            config["url"],
            decode_responses=True,
            protocol=2,
            socket_timeout=_ANSWER_SECONDS,
            socket_connect_timeout=_CONNECT_SECONDS,
            health_check_interval=_IDLE_SECONDS,
            retry=never_again,
            **login,
        )

    @staticmethod
    def targets(config: Config) -> tuple[Target, ...]:
        address = _read(config)
        if address.get("connection_class") is UnixDomainSocketConnection:
            return (Target("socket", address.get("path") or ""),)
        return (Target("network", address.get("host", ""), address.get("port")),)

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        made: P = chosen("redis", _MAKERS, port)(self._client, Place(kind, scope))
        return made

    def close(self) -> None:
        self._client.close()


def _read(config: Config) -> dict[str, Any]:
    """The address as redis-py reads it: query before host, percent-encoding undone."""
    given = checked("redis", config, needed={"url"}, optional={"username", "password"})["url"]
    try:
        return dict(parse_url(given))  # type: ignore[no-untyped-call]
    except ValueError:
        problem = "is no address of its kind: begin it with redis://, rediss:// or unix://"
        raise ConfigRefused("redis", "url", problem) from None
