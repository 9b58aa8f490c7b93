"""What the text of a setting names."""

import pytest

from p0lint.catalogue import Catalogue

catalogue = Catalogue.load()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("", "store"),
        ("memory", None),
        ("local", None),
        ("localhost", None),
        ("default", None),
        ("./data", None),
        ("/tmp/x", None),
        ("http://localhost:8000/v1", None),
        ("INFO", "store"),
        ("redis", "store"),
        ("postgresql", "database"),
        ("redis://cache.internal:6379/0", "cache"),
        ("https://example.com/localhost", "store"),
        ("s3://bucket/tmp/x", "storage"),
        ("gs://bucket", "artifact"),
        ("sqlitecloud://host/db", "database"),
        ("openid email profile", "session"),
        ("/sys/fs/cgroup/memory.max", "store"),
        ("django.contrib.sessions.backends.db", "session"),
        ("celery.backends.redis:RedisBackend", "backend"),
        ("django.db.backends.dummy", "database"),
        ("RATELIMIT_IN_MEMORY_FALLBACK", "limiter"),
        ("feature_store.yaml", "store"),
        ("LocalTime", "store"),
        ("queue", "queue"),
        ("ops@localhost", "mail"),
        ("a\nmemory", "store"),
        ("memory" * 500, "store"),
    ],
)
def test_other_texts_name_nothing_that_forgets(text: str, role: str | None) -> None:
    assert catalogue.value(text, role) is None


@pytest.mark.parametrize(
    ("text", "role", "kind", "rank"),
    [
        ("memory", "store", "memory", 2),
        ("MEMORY", "store", "memory", 2),
        ("in_memory", None, "memory", 1),
        ("InMemory", None, "memory", 1),
        (":memory:", None, "memory", 1),
        ("none", "backend", "noop", 3),
        ("default", "cache", "local", 3),
        ("file", "registry", "local", 2),
        ("sqlite", "store", "local", 2),
        ("memory://", None, "memory", 2),
        ("cache+memory://", None, "memory", 2),
        ("async+memory://", None, "memory", 2),
        ("sqlite:///x.db", None, "local", 2),
        ("sqlite+aiosqlite:///{settings.home}/prefect.db", None, "local", 2),
        ("db+sqlite:///results.sqlite", None, "local", 2),
        ("sqlite://", None, "memory", 1),
        ("sqlite:////tmp/x.db", None, "tmp", 1),
        ("file:///x", "artifact", "local", 2),
        ("file:", "artifact", "local", 2),
        ("/tmp/x", "storage", "tmp", 3),
        ("/dev/shm/x", "storage", "tmp", 3),
        ("./data", "storage", "local", 3),
        ("data/online.db", "database", "local", 3),
        ("localhost", "store", "loopback", 2),
        ("localhost:1234", "store", "loopback", 3),
        ("redis://localhost:6379", None, "loopback", 1),
        ("redis://", None, "loopback", 1),
        ("amqp://", None, "loopback", 1),
        ("bolt://127.0.0.1:7687", None, "loopback", 1),
        ("couchbase://127.0.0.1", None, "loopback", 1),
        ("http://localhost:6566", "store", "loopback", 3),
        ("http://0x7f.1:6566", "store", "loopback", 3),
        ("mssql+pyodbc://sa:pass(!)@localhost:1433/db?driver=ODBC", None, "loopback", 1),
        ("host=localhost dbname=x", None, "loopback", 1),
        ("NullCache", None, "noop", 1),
        ("pkg.mod.InMemoryStore", None, "memory", 1),
        ("pkg.mod:InMemoryStore", None, "memory", 1),
        ("pkg.server.messaging.memory", "broker", "memory", 2),
        ("pkg.cache.backends.memory", None, "memory", 2),
        ("celery.beat:PersistentScheduler", None, "local", 1),
        ("django.core.cache.backends.locmem.LocMemCache", None, "memory", 1),
        ("django.contrib.sessions.backends.file", "session", "local", 1),
    ],
)
def test_a_text_names_its_kind(text: str, role: str | None, kind: str, rank: int) -> None:
    match = catalogue.value(text, role)

    assert match is not None
    assert (match.kind, match.rank) == (kind, rank)
    assert match.source
