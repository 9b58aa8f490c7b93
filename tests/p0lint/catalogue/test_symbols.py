"""Objects of libraries are known by their full name, however it is imported."""

import pytest

from p0lint.catalogue import Catalogue, Symbol

catalogue = Catalogue.load()


def found(full_name: str) -> Symbol:
    symbol = catalogue.symbol(full_name)
    assert symbol is not None, full_name
    return symbol


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Queue",
        "InMemoryCache",
        "SimpleCache",
        "mypkg.queue.Queue",
        "mypkg.cachelib.SimpleCache",
        "queue.sub.Queue",
        "logging.getLogger",
        "redis.exceptions.ConnectionError",
        "django.core.cache.backends.memcached.SimpleCache",
    ],
)
def test_a_name_that_is_not_listed_in_full_is_unknown(name: str) -> None:
    assert catalogue.symbol(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "redis.Redis",
        "redis.client.Redis",
        "redis.asyncio.Redis",
        "redis.Redis.from_url",
        "redis.asyncio.client.Redis.from_url",
        "pymongo.MongoClient",
        "boto3.client",
        "django.contrib.sessions.backends.db.SessionStore",
        "celery.backends.redis:RedisBackend",
    ],
)
def test_durable_symbols_are_durable(name: str) -> None:
    assert found(name).kind == "durable"
    assert not found(name).forgets


@pytest.mark.parametrize(
    ("name", "kind", "role"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", "memory", "cache"),
        ("django.core.cache.backends.dummy.DummyCache", "noop", "cache"),
        ("django.core.files.storage.FileSystemStorage", "local", "storage"),
        ("django.core.files.storage.filesystem.FileSystemStorage", "local", "storage"),
        ("cachelib.SimpleCache", "memory", "cache"),
        ("cachelib.simple.SimpleCache", "memory", "cache"),
        ("flask_caching.backends.simplecache.SimpleCache", "memory", "cache"),
        ("aiocache.Cache.MEMORY", "memory", "cache"),
        ("celery.beat:PersistentScheduler", "local", "scheduler"),
        ("litestar.stores.MemoryStore", "memory", "store"),
        ("cachelib.backends.simple.SimpleCache", "memory", "cache"),
        ("queue.Queue", "memory", "queue"),
        ("tempfile.mkdtemp", "tmp", "storage"),
        ("keyring.backends.null.Keyring", "noop", "secrets"),
    ],
)
def test_what_forgets_is_known_by_its_full_name(name: str, kind: str, role: str) -> None:
    assert (found(name).kind, found(name).role) == (kind, role)


def test_a_symbol_tells_why_and_where_that_was_learnt() -> None:
    symbol = found("cachelib.SimpleCache")

    assert symbol.why
    assert symbol.source.startswith("cachelib==")


@pytest.mark.parametrize("name", ["redis.Redis", "pymongo.MongoClient", "kafka.KafkaProducer"])
def test_a_durable_client_made_without_arguments_is_on_this_host(name: str) -> None:
    assert found(name).kind_of_call([], {}) == "loopback"
    assert found(name).kind_of_call([""], {}) == "durable"
    assert found(name).kind_of_call([], {"host": ""}) == "durable"


def test_an_argument_can_make_it_durable() -> None:
    limiter = found("flask_limiter.Limiter")

    assert limiter.kind_of_call([""], {"storage_uri": ""}) == "durable"
    assert limiter.kind_of_call([""], {"app": ""}) == "memory"


def test_any_argument_can_make_it_durable() -> None:
    assert found("mem0.Memory").kind_of_call([""], {}) == "durable"
    assert found("mem0.Memory").kind_of_call([], {}) == "tmp"


def test_the_value_of_an_argument_can_decide() -> None:
    client = found("qdrant_client.QdrantClient")

    assert client.kind_of_call([], {"url": "http://qdrant:6333"}) == "durable"
    assert client.kind_of_call([":memory:"], {}) == "memory"
    assert client.kind_of_call([], {"location": ":memory:"}) == "memory"


def test_an_engine_is_judged_by_its_url() -> None:
    assert found("sqlalchemy.create_engine").judge_by_url
