"""Redis, Valkey, and what speaks their protocol."""

from engines.backends.redis.backend import Redis as Redis
