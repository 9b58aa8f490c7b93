"""What the names of classes and factories say by convention."""

import pytest

from p0lint.catalogue import Catalogue

catalogue = Catalogue.load()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "_",
        "Store",
        "UserRepository",
        "LocalTime",
        "LocalProxy",
        "NullHandler",
        "NullPool",
        "NullType",
        "MemoryError",
        "Memory",
        "MemoryClient",
        "MemoryBankServiceClient",
        "Memoize",
        "Template",
        "TemplateStore",
        "Temperature",
        "TemperatureCache",
        "FileHandler",
        "FileField",
        "JSONEncoder",
        "SimpleNamespace",
        "DictConfig",
        "FileLoader",
        "InMemoryCacheConfig",
        "NullCacheError",
        "SqliteStoreTestCase",
        "LocalStorageSettings",
        "InMemoryDataset",
        "MatchServiceStub",
        "RedisStore",
        "S3FileSystem",
        "RedisMemoryStore",
        "SimpleRedisStore",
        "get_store",
        "local_time",
        "do_nothing",
        "in_memory_threshold",
        "file_search_store",
        "create_file_search_store",
        "load_file_from_artifact_store",
    ],
)
def test_names_of_other_things_say_nothing(name: str) -> None:
    assert catalogue.class_name(name) is None


@pytest.mark.parametrize(
    ("name", "kind", "role", "strength"),
    [
        ("InMemoryUserRepo", "memory", "repository", "strong"),
        ("_InMemoryUserRepo", "memory", "repository", "strong"),
        ("AsyncInMemoryStore", "memory", "store", "strong"),
        ("InMemoryRunCancellationManager", "memory", "backend", "strong"),
        ("InMemoryThing", "memory", "", "alone"),
        ("StoreInMemory", "memory", "store", "strong"),
        ("MemoryEventBus", "memory", "bus", "strong"),
        ("SimpleVectorStore", "memory", "vector", "strong"),
        ("DictSessionStore", "memory", "store", "strong"),
        ("SimpleCacheImpl", "memory", "cache", "strong"),
        ("FakeRedis", "memory", "store", "strong"),
        ("FakeRedisClient", "memory", "client", "weak"),
        ("NullCache", "noop", "cache", "strong"),
        ("NoOpTracer", "noop", "trace", "strong"),
        ("NoopRegistryStore", "noop", "store", "strong"),
        ("NullEventsClient", "noop", "client", "weak"),
        ("LoggingAuditSink", "noop", "audit", "strong"),
        ("ConsoleSpanExporter", "noop", "sink", "strong"),
        ("DiskCache", "local", "cache", "strong"),
        ("LocalArtifactRepository", "local", "artifact", "strong"),
        ("PickledObjectFilesystemIOManager", "local", "storage", "strong"),
        ("FileSystemSessionInterface", "local", "session", "strong"),
        ("SQLiteSession", "local", "session", "weak"),
        ("SqliteDb", "local", "database", "strong"),
        ("DagsterSqliteStorage", "local", "storage", "strong"),
        ("QdrantLocal", "local", "vector", "strong"),
        ("TemporaryLocalArtifactStorage", "tmp", "storage", "strong"),
        ("make_in_memory_store", "memory", "store", "strong"),
        ("get_memory_store", "memory", "store", "strong"),
        ("_local_mlflow_backend", "local", "backend", "strong"),
    ],
)
def test_names_say_their_kind_and_role(name: str, kind: str, role: str, strength: str) -> None:
    named = catalogue.class_name(name)

    assert named is not None
    assert (named.kind, named.role, named.strength) == (kind, role, strength)


@pytest.mark.parametrize(
    "name",
    [
        "Store",
        "InMemoryStore",
        "FakeRedisClient",
        "NullCache",
        "SqliteStore",
        "RedisConfig",
        "RedisError",
        "KafkaMessage",
        "PostgresDialect",
        "RemoteUserBackend",
        "ElasticNet",
        "DatabricksConfigProvider",
    ],
)
def test_names_that_are_no_durable_service(name: str) -> None:
    assert catalogue.durable_class_name(name) is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Redis", "store"),
        ("RedisEventStore", "store"),
        ("SimpleRedisStore", "store"),
        ("RedisMemoryStore", "store"),
        ("PostgresDb", "database"),
        ("MongoDBCache", "cache"),
        ("BlobServiceClient", "storage"),
        ("S3FileSystem", "storage"),
        ("KafkaProducer", "bus"),
        ("EventHubPublisher", "bus"),
        ("SqlAlchemyJobStore", "jobstore"),
        ("RemoteFeatureStore", "store"),
    ],
)
def test_names_of_durable_services_say_their_role(name: str, role: str) -> None:
    assert catalogue.durable_class_name(name) == role


@pytest.mark.parametrize(("name", "excluded"), [("UserStore", False), ("CacheConfig", True), ("NullPool", True)])
def test_names_known_to_be_no_service_are_excluded(name: str, excluded: bool) -> None:
    assert catalogue.class_is_excluded(name) is excluded


def test_a_name_that_only_looks_like_it_has_its_reason() -> None:
    assert catalogue.why_not("sqlalchemy.pool.NullPool") == "no pooling; nothing is lost"
    assert catalogue.why_not("_LocalProxy") == "werkzeug proxy"
    assert catalogue.why_not("InMemoryStore") == ""
