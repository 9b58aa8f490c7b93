"""Backends by name, built in or plugged in, and what they say of themselves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engines.backends import BackendUnknown, PluginBroken, names, technology
from engines.backends.durable_stub import DurableStub
from engines.common.scope import Scope
from engines.routing.ports import (
    Backend,
    Blobs,
    Bus,
    Config,
    ConfigRefused,
    Documents,
    Keys,
    Log,
    PortNotOffered,
    StubUsed,
    Target,
)

SCOPE = Scope("t_acme", "prod", "p_web")
BUILT_IN = ("durable-stub", "folder", "postgres", "redis", "s3", "sqlite")
ON_SQL = {Documents, Log, Keys, Bus}


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("postgres", ON_SQL),
        ("sqlite", ON_SQL),
        ("redis", {Keys, Bus}),
        ("s3", {Blobs}),
        ("folder", {Blobs}),
        ("durable-stub", {*ON_SQL, Blobs}),
    ],
)
def test_a_technology_says_what_it_offers(name: str, offers: set[type]) -> None:
    assert technology(name).offers == offers


def test_every_built_in_is_named() -> None:
    assert names() == BUILT_IN


def test_no_driver_is_imported_before_its_backend_is_asked_for() -> None:
    program = (
        "import sys, engines.backends as backends\n"
        "backends.names()\n"
        "print(*{'sqlalchemy', 'psycopg', 'redis', 'obstore'} & sys.modules.keys())\n"
        "backends.technology('redis')\n"
        "print(*{'sqlalchemy', 'psycopg', 'redis', 'obstore'} & sys.modules.keys())\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout == "\nredis\n"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(BackendUnknown) as unknown:
        technology("mongo")

    assert str(unknown.value) == (
        "there is no backend 'mongo': use one of durable-stub, folder, postgres, redis, s3, sqlite, "
        "or install the plug-in that has it"
    )


@pytest.mark.parametrize(
    ("name", "port", "offered"), [("redis", Documents, "Bus, Keys"), ("sqlite", Blobs, "Bus, Documents, Keys, Log")]
)
def test_a_port_that_is_not_offered_is_an_error(
    opened: Callable[[str], Backend], name: str, port: type, offered: str
) -> None:
    with pytest.raises(PortNotOffered) as refused:
        opened(name).port(port, "kind", SCOPE)

    assert str(refused.value) == f"backend {name!r} offers {offered}, not {port.__name__}: route to one that does"


SECRET = "hunter2-secret"
READABLE: dict[str, Config] = {
    "postgres": {"url": "postgresql://user@db.example.com/app"},
    "sqlite": {"url": "sqlite:////srv/app.db"},
    "redis": {"url": "rediss://cache.example.com/0"},
    "s3": {"endpoint": "https://s3.example.com", "bucket": "media", "region": "eu"},
    "folder": {"path": "/srv/blobs"},
    "durable-stub": {},
}


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_complete_configuration_is_taken_without_connecting(name: str) -> None:
    technology(name)(READABLE[name]).close()


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_key_that_is_not_known_is_refused(name: str) -> None:
    for use in (technology(name), technology(name).targets):
        with pytest.raises(ConfigRefused, match=rf"^backend '{name}': config key 'ulr' is not known: use "):
            use({**READABLE[name], "ulr": SECRET})


@pytest.mark.parametrize(("name", "key"), [(name, key) for name in BUILT_IN for key in READABLE[name]])
def test_a_key_that_is_missing_or_empty_is_refused(name: str, key: str) -> None:
    rest = {other: value for other, value in READABLE[name].items() if other != key}
    for use in (technology(name), technology(name).targets):
        with pytest.raises(ConfigRefused) as missing:
            use(rest)
        with pytest.raises(ConfigRefused) as empty:
            use({**rest, key: ""})

    assert str(missing.value) == f"backend {name!r}: config key {key!r} is missing: add it to the route"
    assert str(empty.value) == f"backend {name!r}: config key {key!r} is empty: give it a value or leave it out"


@pytest.mark.parametrize(
    ("name", "key"), [("postgres", "url"), ("sqlite", "url"), ("redis", "url"), ("s3", "endpoint")]
)
@pytest.mark.parametrize(
    "value", [SECRET, f"what://u:{SECRET}@h:x/", f"//{SECRET}", f"postgres://{SECRET}@h", "secretref:env:URL"]
)
def test_an_address_that_the_driver_cannot_read_is_refused_and_not_shown(name: str, key: str, value: str) -> None:
    for use in (technology(name), technology(name).targets):
        with pytest.raises(ConfigRefused) as refused:
            use({**READABLE[name], key: value})

        assert f"config key {key!r} is no address of its kind: begin it with " in str(refused.value)
        assert SECRET not in repr((refused.value, refused.value.__cause__))


def test_half_a_login_is_refused() -> None:
    with pytest.raises(ConfigRefused) as refused:
        technology("s3")({**READABLE["s3"], "access_key_id": "key"})

    assert str(refused.value) == (
        "backend 's3': config key 'secret_access_key' is missing: "
        "give both halves of the key, or none to use the machine's role"
    )


def test_a_database_in_memory_is_never_opened() -> None:
    with pytest.raises(ConfigRefused) as refused:
        technology("sqlite")({"url": "sqlite://"})

    assert str(refused.value) == (
        "backend 'sqlite': config key 'url' names a database in memory, which every connection has anew: name a file"
    )


@pytest.mark.parametrize("port", sorted({*ON_SQL, Blobs}, key=str))
def test_the_stub_is_bound_and_every_use_of_it_raises(port: type[Any]) -> None:
    stub = DurableStub({}).port(port, "kpi", SCOPE)

    for method in (name for name in vars(port) if not name.startswith("_")):
        with pytest.raises(StubUsed) as used:
            getattr(stub, method)()
        assert str(used.value) == (
            "'kpi' in t_acme/prod/p_web is routed to durable-stub, which keeps nothing: route it to a backend"
        )


def test_the_stub_is_a_placeholder() -> None:
    assert DurableStub.targets({}) == (Target("placeholder", "durable-stub"),)


PLUGIN = """
class Mongo:
    offers = frozenset()
    def __init__(self, config): self.config = config
    @staticmethod
    def targets(config): return ()
    def port(self, port, kind, scope): raise NotImplementedError
    def close(self): pass

half = object()
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Install a distribution with these entry points for the time of the test."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "mongo_for_tests.py").write_text(PLUGIN)

    def install(entry_points: str) -> None:
        information = tmp_path / "mongo_for_tests-1.0.dist-info"
        information.mkdir()
        (information / "METADATA").write_text("Metadata-Version: 2.1\nName: mongo-for-tests\nVersion: 1.0\n")
        (information / "entry_points.txt").write_text(f"[engines.backends]\n{entry_points}\n")
        technology.cache_clear()

    yield install
    technology.cache_clear()


def test_a_plug_in_is_found_by_its_name(plugins: Callable[[str], None]) -> None:
    plugins("mongo = mongo_for_tests:Mongo")

    assert technology("mongo").__name__ == "Mongo"  # type: ignore[attr-defined]
    assert "mongo" in names()


_BROKEN = {
    "mongo = mongo_for_tests:Absent": (
        "'mongo_for_tests:Absent' for backend 'mongo' does not load "
        "(AttributeError: module 'mongo_for_tests' has no attribute 'Absent')"
    ),
    "mongo = mongo_for_tests_absent": (
        "'mongo_for_tests_absent' for backend 'mongo' does not load "
        "(ModuleNotFoundError: No module named 'mongo_for_tests_absent')"
    ),
    "mongo = mongo_for_tests:half": "'mongo_for_tests:half' for backend 'mongo' has no offers, targets, __call__",
    "redis = mongo_for_tests:Mongo": (
        "'mongo_for_tests:Mongo' for backend 'redis' claims a name that another backend has"
    ),
}


@pytest.mark.parametrize("entry_point", _BROKEN)
def test_a_plug_in_that_cannot_serve_is_an_error_that_names_it(
    plugins: Callable[[str], None], entry_point: str
) -> None:
    plugins(entry_point)

    with pytest.raises(PluginBroken) as broken:
        technology(entry_point.partition(" ")[0])

    assert str(broken.value) == f"the plug-in {_BROKEN[entry_point]}: mend or uninstall it"
