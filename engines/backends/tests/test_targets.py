"""Where each driver would really go, however its address is spelled."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis

from engines.backends import technology
from engines.routing.ports import Config, ConfigRefused, Target

REDIS: dict[str, tuple[str, str, int | None]] = {
    "redis://cache.example.com": ("network", "cache.example.com", None),
    "rediss://user:pw@CACHE.example.com:6380/3": ("network", "cache.example.com", 6380),
    "redis://[2001:db8::1]:6379": ("network", "2001:db8::1", 6379),
    # no host, in each of its spellings: the driver's own default
    "redis://": ("network", "", None),
    "redis:///0": ("network", "", None),
    "rediss://": ("network", "", None),
    "redis://:pw@": ("network", "", None),
    "redis://:6379": ("network", "", 6379),
    "redis://?host=cache.example.com": ("network", "cache.example.com", None),
    "redis://?host=localhost": ("network", "localhost", None),
    # percent-encoded, also one that hides behind a name in front of an @
    "redis://%6c%6f%63%61lhost": ("network", "localhost", None),
    "redis://cache.example.com@127.1": ("network", "127.1", None),
    "redis://LOCALHOST": ("network", "localhost", None),
    **{
        f"redis://{host}": ("network", host.strip("[]"), None)
        for host in [
            *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001"),
            *("0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost.", "app.localhost"),
            *("\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54", "\uff11\uff12\uff17.0.0.1"),
        ]
    },
    "unix:///run/redis.sock": ("socket", "/run/redis.sock", None),
    "unix://user@/run/redis.sock?db=1": ("socket", "/run/redis.sock", None),
    "unix://": ("socket", "", None),
}

POSTGRES: dict[str, list[tuple[str, str, int | None]]] = {
    "postgresql://db.example.com/app": [("network", "db.example.com", 5432)],
    "postgresql+psycopg://u@db.example.com:6432/app": [("network", "db.example.com", 6432)],
    "postgresql://u@/app?host=db.example.com&port=6432": [("network", "db.example.com", 6432)],
    "postgresql://127.1/app": [("network", "127.1", 5432)],
    # SQLAlchemy undoes no percent-encoding of a host, so this is the name that is looked up
    "postgresql://%6c%6f%63%61lhost/app": [("network", "%6c%6f%63%61lhost", 5432)],
    # no host: a unix socket that libpq finds by itself
    "postgresql://": [("socket", "", None)],
    "postgresql:///app": [("socket", "", None)],
    "postgresql://u@/app": [("socket", "", None)],
    "postgresql:///app?host=": [("socket", "", None)],
    "postgresql:///app?host=/var/run/postgresql": [("socket", "/var/run/postgresql", None)],
    "postgresql:///app?host=@abstract": [("socket", "@abstract", None)],
    "postgresql:///app?host=%2Fvar%2Frun": [("socket", "/var/run", None)],
    # several hosts: any of them may be used
    "postgresql://h1.example.com,localhost/app": [
        ("network", "h1.example.com", 5432),
        ("network", "localhost", 5432),
    ],
    "postgresql:///app?host=h1.example.com:6432&host=localhost:6433": [
        ("network", "h1.example.com", 6432),
        ("network", "localhost", 6433),
    ],
    "postgresql:///app?host=h1.example.com,,/run": [
        ("network", "h1.example.com", None),
        ("socket", "", None),
        ("socket", "/run", None),
    ],
    # the address that is used, behind the name that is only checked
    "postgresql://db.example.com/app?hostaddr=127.0.0.1": [("network", "127.0.0.1", 5432)],
    "postgresql://h1,h2/app?hostaddr=10.0.0.1,": [("network", "10.0.0.1", 5432), ("network", "h2", 5432)],
}

SQLITE: dict[str, tuple[str, str]] = {
    "sqlite:////srv/app.db": ("file", "/srv/app.db"),
    "sqlite+pysqlite:////tmp/app.db": ("file", "/tmp/app.db"),
    "sqlite:///app.db": ("file", "app.db"),
    "sqlite:///../app.db": ("file", "../app.db"),
    "sqlite:////dev/shm/app.db?timeout=5": ("file", "/dev/shm/app.db"),
    "sqlite:///file:/srv/app.db?uri=true": ("file", "/srv/app.db"),
    "sqlite:///file:%2Ftmp/app.db?uri=true": ("file", "/tmp/app.db"),
    "sqlite:///file://localhost/srv/app.db?uri=true": ("file", "/srv/app.db"),
    "sqlite://": ("memory", ":memory:"),
    "sqlite:///": ("memory", ":memory:"),
    "sqlite:///:memory:": ("memory", ":memory:"),
    "sqlite:///:memory:?cache=shared": ("memory", ":memory:"),
    "sqlite:///file::memory:?cache=shared": ("memory", ":memory:"),
    "sqlite:///file::memory:?cache=shared&uri=true": ("memory", ":memory:"),
    "sqlite:///file:%3Amemory%3A?uri=true": ("memory", ":memory:"),
    "sqlite:///file:app.db?mode=memory&uri=true": ("memory", ":memory:"),
    "sqlite:///file:/app.db?vfs=memdb&uri=true": ("memory", ":memory:"),
    "sqlite:///file:?uri=true": ("memory", ":memory:"),
}

S3: dict[str, tuple[str, int | None]] = {
    "https://s3.example.com": ("s3.example.com", None),
    "http://minio.internal:9000/": ("minio.internal", 9000),
    "https://user:pw@s3.example.com": ("s3.example.com", None),
    # the driver's parser undoes these before it connects
    "https://127.1": ("127.0.0.1", None),
    "https://0x7f.1": ("127.0.0.1", None),
    "https://2130706433": ("127.0.0.1", None),
    "https://0": ("0.0.0.0", None),
    "https://[::ffff:127.0.0.1]": ("::ffff:7f00:1", None),
    "https://%6c%6fcalhost": ("localhost", None),
    "https://\uff4cocalhost": ("localhost", None),
    "https://localhost\\@s3.example.com": ("localhost", None),
    "https:///localhost": ("localhost", None),
}


@pytest.mark.parametrize("url", REDIS, ids=ascii)
def test_redis(url: str) -> None:
    kind, address, port = REDIS[url]

    assert technology("redis").targets({"url": url}) == (Target(kind, address, port),)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", POSTGRES, ids=ascii)
def test_postgres(url: str) -> None:
    expected = tuple(Target(kind, address, port) for kind, address, port in POSTGRES[url])  # type: ignore[arg-type]

    assert technology("postgres").targets({"url": url}) == expected


@pytest.mark.parametrize("url", SQLITE, ids=ascii)
def test_sqlite(url: str) -> None:
    kind, address = SQLITE[url]

    assert technology("sqlite").targets({"url": url}) == (Target(kind, address),)  # type: ignore[arg-type]


@pytest.mark.parametrize("endpoint", S3, ids=ascii)
def test_s3(endpoint: str) -> None:
    config = {"endpoint": endpoint, "bucket": "media", "region": "eu"}

    assert technology("s3").targets(config) == (Target("network", *S3[endpoint]),)


def test_folder() -> None:
    assert technology("folder").targets({"path": "/srv/blobs"}) == (Target("file", "/srv/blobs"),)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PGHOST", "localhost", [Target("network", "localhost", 5432)]),
        ("PGHOST", "h1,/run", [Target("network", "h1", 5432), Target("socket", "/run")]),
        ("PGPORT", "6432", [Target("socket", "")]),
    ],
)
def test_what_an_address_leaves_out_libpq_takes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: list[Target]
) -> None:
    monkeypatch.setenv(name, value)

    assert technology("postgres").targets({"url": "postgresql:///app"}) == tuple(expected)


def test_an_address_in_the_environment_beats_the_host_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")

    assert technology("postgres").targets({"url": "postgresql://db.example.com/app"}) == (
        Target("network", "127.0.0.1", 5432),
    )


def test_a_service_file_in_the_environment_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    services = tmp_path / "services.conf"
    services.write_text("[app]\nhostaddr=127.0.0.1\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGSERVICE", "app")

    assert technology("postgres").targets({"url": "postgresql://db.example.com/app"}) == (
        Target("network", "127.0.0.1", 5432),
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql:///app?service=app", "names a service, which hides the host: write the host instead"),
        ("postgresql://h/app?hots=h", "has options that the driver does not take: leave them out"),
        ("postgresql:///app?host=h&port=1,2", "has options that the driver does not take: leave them out"),
    ],
)
def test_an_address_that_hides_its_host_is_refused(url: str, message: str) -> None:
    for use in (technology("postgres"), technology("postgres").targets):
        with pytest.raises(ConfigRefused) as refused:
            use({"url": url})

        assert str(refused.value) == f"backend 'postgres': config key 'url' {message}"


ENVIRONMENT = {
    **dict.fromkeys(("AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"), "http://localhost:9000"),
    **dict.fromkeys(("AWS_BUCKET", "AWS_BUCKET_NAME", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"), "other"),
    **dict.fromkeys(("AWS_S3_EXPRESS", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "AWS_SKIP_SIGNATURE"), "true"),
}


def test_nothing_in_the_environment_moves_an_s3_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    config: Config = {"endpoint": "https://s3.example.com", "bucket": "media", "region": "eu"}
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    assert technology("s3").targets(config) == (Target("network", "s3.example.com"),)


def test_redis_goes_to_this_very_machine_without_a_host() -> None:
    (target,) = technology("redis").targets({"url": "redis://"})

    assert target.address == ""
    assert redis.Redis().get_connection_kwargs()["host"] == "localhost"
