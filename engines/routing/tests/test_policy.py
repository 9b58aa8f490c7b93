"""What the durability policy lets through, and what it refuses, judged on where a driver would really go."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from engines.backends import technology
from engines.common.scope import Scope
from engines.routing.hosts import verdict
from engines.routing.policy import NAMES_HOLD_SECONDS, Policy
from engines.routing.ports import Config, Target
from engines.routing.problem import ProblemId
from engines.routing.route import Route

WEB = Scope("t_acme", "prod", "p_web")
FAR = "192.0.2.10"


def ids(backend: str, config: Config, policy: Policy | None = None) -> list[str]:
    return [problem.id for problem in (policy or Policy(technology)).problems(Route("kpi", WEB, backend, config))]


@pytest.mark.parametrize(
    ("backend", "config"),
    [
        ("postgres", {"url": f"postgresql://{FAR}/app"}),
        ("postgres", {"url": f"postgresql://app@{FAR},192.0.2.11/app"}),
        ("postgres", {"url": "postgresql://[2001:db8::10]/app"}),
        ("redis", {"url": f"rediss://{FAR}:6380/0"}),
        ("s3", {"endpoint": f"https://{FAR}", "bucket": "media", "region": "eu-1"}),
        ("durable-stub", {}),
    ],
)
def test_durable_places_are_allowed(backend: str, config: Config) -> None:
    assert ids(backend, config) == []


LOOPBACK = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0.0.0.0",
    "0",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "0:0:0:0:0:0:0:1",
    "１２７.０.０.１",  # noqa: RUF001 - full width
    "ｌｏｃａｌｈｏｓｔ",  # noqa: RUF001 - full width
    "localhost.",
    "db.localhost",
    "ip6-localhost",
    "",
    socket.gethostname(),
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_every_spelling_of_loopback_is_refused(host: str) -> None:
    assert verdict(host) == "loopback"


@pytest.mark.parametrize("host", [spelling for spelling in LOOPBACK if spelling])
def test_every_spelling_of_loopback_is_refused_in_an_address(host: str) -> None:
    bracketed = f"[{host}]" if ":" in host else host

    assert ids("redis", {"url": f"redis://{bracketed}:6379/0"}) == ["loopback"]
    assert ids("postgres", {"url": f"postgresql://{bracketed}/app"}) == ["loopback"]


@pytest.mark.parametrize(
    ("backend", "url"),
    [
        ("redis", "redis://"),
        ("redis", "redis:///0"),
        ("redis", "rediss://"),
        ("redis", "redis://%6c%6f%63%61%6c%68%6f%73%74"),
        ("redis", "unix:///run/redis.sock"),
        ("postgres", f"postgresql://{FAR},localhost/app"),
        ("postgres", f"postgresql://{FAR}/app?host=localhost"),
        ("postgres", f"postgresql://{FAR}/app?hostaddr=127.0.0.1"),
        ("postgres", "postgresql:///app?host=/var/run/postgresql"),
        ("postgres", "postgresql:///app"),
    ],
)
def test_what_the_driver_makes_of_an_address_decides(backend: str, url: str) -> None:
    assert ids(backend, {"url": url}) == ["loopback"]


def test_one_target_of_many_is_enough_to_refuse() -> None:
    assert ids("s3", {"endpoint": "http://localhost:9000", "bucket": "media", "region": "eu-1"}) == ["loopback"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?cache=shared&uri=true"])
def test_database_in_memory_is_refused(url: str) -> None:
    assert ids("sqlite", {"url": url}) == ["memory"]


def test_database_on_the_local_disk_is_refused() -> None:
    assert ids("sqlite", {"url": "sqlite:////srv/engines/state.db"}) == ["local"]


@pytest.mark.parametrize("folder", ["/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir()])
def test_temporary_place_is_refused(folder: str) -> None:
    assert ids("sqlite", {"url": f"sqlite:///{folder}/state.db"}) == ["tmp"]


def test_link_into_a_temporary_place_is_refused(tmp_path: Path) -> None:
    home = Path(__file__).parent / f"link-{os.getpid()}"
    home.symlink_to(tmp_path)
    try:
        assert ids("sqlite", {"url": f"sqlite:///{home}/state.db"}) == ["tmp"]
    finally:
        home.unlink()


def test_folder_for_blobs_is_refused() -> None:
    assert ids("folder", {"path": "/srv/engines/blobs"}) == ["local"]


@pytest.mark.parametrize(
    ("backend", "id"),
    [
        ("memory", "memory"),
        ("InMemory", "memory"),
        ("noop", "noop"),
        ("null", "noop"),
        ("", "noop"),
        ("local", "local"),
        ("filesystem", "local"),
        ("tmp", "tmp"),
        ("localhost", "loopback"),
    ],
)
def test_name_of_what_forgets_is_refused(backend: str, id: str) -> None:
    assert ids(backend, {}) == [id]


def test_name_that_is_no_backend_is_refused() -> None:
    assert ids("postgress", {"url": f"postgresql://{FAR}/app"}) == ["unknown-backend"]


@pytest.mark.parametrize(
    ("backend", "config"),
    [("postgres", {}), ("postgres", {"url": f"mysql://{FAR}/app"}), ("redis", {"url": f"redis://{FAR}", "ttl": "5"})],
)
def test_configuration_that_the_backend_cannot_read_is_refused(backend: str, config: Config) -> None:
    assert ids(backend, config) == ["unreadable"]


class Plain:
    """A technology of somebody else, which goes where it is told."""

    offers: frozenset[type] = frozenset()

    def __init__(self, *targets: Target) -> None:
        self._targets = targets

    def targets(self, config: Config) -> tuple[Target, ...]:
        return self._targets

    def __call__(self, config: Config) -> object:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([Target("network", FAR)], []),
        ([Target("placeholder", "later")], []),
        ([Target("network", FAR), Target("memory", "cache")], ["memory"]),
        ([Target("noop", "null")], ["noop"]),
        ([Target("socket", "/run/x.sock"), Target("network", "localhost")], ["loopback"]),
        ([Target("network", FAR), Target("file", "/srv/x")], ["local"]),
        ([], ["unreadable"]),
    ],
)
def test_plug_in_is_judged_by_all_its_targets(targets: Sequence[Target], expected: list[str]) -> None:
    policy = Policy(lambda name: Plain(*targets))  # type: ignore[arg-type,return-value]  # it is never made

    assert ids("plain", {}, policy) == expected


def resolver(*answers: list[str] | Exception) -> object:
    given = iter(answers)

    def resolve(host: str) -> list[str]:
        answer = next(given)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return resolve


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ([FAR], ""),
        ([FAR, "127.0.0.1"], "loopback"),
        (["::ffff:127.0.0.1"], "loopback"),
        (["fe80::1%lo"], ""),
        ([], "unresolvable"),
    ],
)
def test_name_is_judged_by_every_address_it_has(addresses: list[str], expected: str) -> None:
    assert verdict("db.example.com", lambda host: addresses) == expected


@pytest.mark.parametrize("host", ["db.invalid", "a..b", "x" * 300])
def test_name_without_an_address_is_refused(host: str) -> None:
    assert verdict(host) == "unresolvable"


def test_name_that_begins_to_mean_loopback_is_refused_when_its_verdict_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    resolve = resolver([FAR], ["127.0.0.1"])
    policy = Policy(technology, resolve=resolve)  # type: ignore[arg-type]
    config = {"url": "redis://cache.example.com"}

    assert ids("redis", config, policy) == []
    now[0] += NAMES_HOLD_SECONDS - 1
    assert ids("redis", config, policy) == []
    now[0] += 1
    assert ids("redis", config, policy) == ["loopback"]


@pytest.mark.parametrize("name", ["PYTEST_CURRENT_TEST", "ENGINES_ENV", "ENV", "APP_ENV", "TESTING", "DEBUG", "CI"])
@pytest.mark.parametrize("value", ["dev", "test", "1"])
def test_no_environment_variable_opens_the_policy(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    assert ids("memory", {}) == ["memory"]
    assert ids("redis", {"url": "redis://localhost"}) == ["loopback"]


@pytest.mark.parametrize("env", ["dev", "test", "local", "prod"])
def test_no_name_of_an_environment_opens_the_policy(env: str) -> None:
    route = Route("kpi", Scope("t_acme", env, "p_web"), "redis", {"url": "redis://localhost"})

    assert [problem.id for problem in Policy(technology).problems(route)] == ["loopback"]


def test_flag_in_code_lets_through_what_it_names_and_nothing_else() -> None:
    permits: frozenset[ProblemId] = frozenset({"loopback", "local"})
    policy = Policy(technology, permits)

    assert ids("redis", {"url": "redis://localhost"}, policy) == []
    assert ids("sqlite", {"url": "sqlite:////srv/engines/state.db"}, policy) == []
    assert ids("sqlite", {"url": "sqlite:///:memory:"}, policy) == ["memory"]
    assert ids("memory", {}, policy) == ["memory"]
    assert ids("redis", {"url": "redis://:hunter2@localhost"}, policy) == ["secret"]
