"""Which backing service a setting, attribute or class speaks of."""

import pytest

from p0lint.catalogue import Catalogue

catalogue = Catalogue.load()


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "self",
        "HOST",
        "PORT",
        "BIND",
        "URL",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "LOCALE",
        "TIMEZONE",
        "THEME",
        "MODEL",
        "MODEL_NAME",
        "TIMEOUT",
        "REDIS_PORT",
        "REDIS_PASSWORD",
        "CACHE_TTL",
        "CACHE_KEY_PREFIX",
        "SESSION_COOKIE_DOMAIN",
        "DB_POOL_SIZE",
        "QUEUE_MAX_SIZE",
        "EMAIL",
        "user_email",
        "media_type",
        "data",
        "state",
        "AUTH_BACKEND",
        "MATPLOTLIB_BACKEND",
        "DEFAULT_REGRESSION_BACKEND",
        "SEGMENTATION_BACKEND",
        "LLM_PROVIDER",
        "lr_scheduler",
        "repo_path",
        "repo_url",
        "sql_query",
        "SESSION_STARTED",
        "OUTPUT_DIR",
        "connection_string",
        "temporal_range",
        "prometheus",
    ],
)
def test_identifiers_of_other_things_speak_of_no_role(identifier: str) -> None:
    assert catalogue.role(identifier) is None


@pytest.mark.parametrize(
    ("identifier", "role"),
    [
        ("FLAGS_BACKEND", "flags"),
        ("X_BACKEND", "backend"),
        ("redis_url", "store"),
        ("settings.redis.host", "store"),
        ("REDIS_URL_DEFAULT", "store"),
        ("broker_url", "broker"),
        ("artifact_root", "artifact"),
        ("storage_path", "storage"),
        ("SESSION_ENGINE", "session"),
        ("SESSION_REDIS_URL", "session"),
        ("CACHE_TYPE", "cache"),
        ("DATABASE_URL", "database"),
        ("db_url", "database"),
        ("DB_ENGINE_NAME", "database"),
        ("KAFKA_BOOTSTRAP_SERVERS", "bus"),
        ("S3_ENDPOINT_URL", "storage"),
        ("neo4j_uri", "graph"),
        ("DATA_DIR", "storage"),
        ("UPLOAD_DIR", "storage"),
        ("persist_directory", "storage"),
        ("EMAIL_HOST", "mail"),
        ("TRACKING_URI", "store"),
        ("TEMPORAL_HOST", "queue"),
        ("PROMETHEUS_HOST", "metric"),
        ("RATELIMIT_STORAGE_URI", "limiter"),
        ("self._repo", "repository"),
        ("userRepository", "repository"),
        ("UserRepository", "repository"),
        ("RateLimiter", "limiter"),
        ("UserDAO", "repository"),
        ("OnlineStore", "store"),
    ],
)
def test_identifiers_speak_of_their_role(identifier: str, role: str) -> None:
    assert catalogue.role(identifier) == role


@pytest.mark.parametrize(
    ("identifier", "selects"),
    [
        ("QUEUE_NAME", False),
        ("DATABASE", False),
        ("REDIS_URL", False),
        ("CACHE_BACKEND", True),
        ("store_type", True),
        ("DB_ENGINE_NAME", True),
    ],
)
def test_a_selector_ends_in_what_is_chosen(identifier: str, selects: bool) -> None:
    assert catalogue.selects(identifier) is selects


@pytest.mark.parametrize(
    "name", ["", "AppSettings", "myapp/server.py", "HttpConfig", "AuthBackend", "RepositoryConfig"]
)
def test_classes_and_files_of_other_things_have_no_subject(name: str) -> None:
    assert catalogue.subject(name) is None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("ClickhouseSettings", "database"),
        ("ElasticSearchOnlineStoreConfig", "store"),
        ("CacheSettings", "cache"),
        ("celery/backends/couchdb.py", "database"),
        ("app/vectorstores/own.py", "vector"),
        ("pkg.event_bus.config", "bus"),
    ],
)
def test_classes_and_files_have_a_subject(name: str, role: str) -> None:
    assert catalogue.subject(name) == role
