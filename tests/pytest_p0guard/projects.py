"""Inner projects: a small service with registry, validator and adapter, around a factory that each test brings."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

import pytest

ROUTING = '''
"""The registry of the inner project, and its validator."""

SCOPE = "t_acme/prod"
FORGETS = {"memory", "noop", "local", "tmp", "loopback"}

class Receipt:
    def __init__(self, kinds):
        self.kinds = tuple(kinds)

class Registry:
    def __init__(self, routes):
        self.routes = dict(routes)

    def copy(self):
        return Registry(self.routes)

class App:
    """An application: kinds are mounted one by one, and it resolves through its registry."""
    def __init__(self, registry, kinds=()):
        self.registry = registry
        self.kinds = list(kinds)

    def mount(self, kind):
        self.kinds.append(kind)

def problems(registry, kinds, scope=SCOPE):
    for kind in kinds:
        backend = registry.routes.get((scope, kind))
        if backend is None:
            yield f"no route for {kind!r} in {scope}"
        elif backend in FORGETS:
            yield f"{kind!r} in {scope} is routed to {backend}"

def validate(registry, kinds, scope=SCOPE):
    found = list(problems(registry, kinds, scope))
    if found:
        raise RuntimeError("; ".join(found))
    return Receipt(kinds)

def is_valid(registry, kinds):
    return not list(problems(registry, kinds))
'''

ADAPTER = """
from routing import Registry, SCOPE

class Routes:
    def __init__(self, routes):
        self.routes = routes

    def without(self, kind):
        return Routes({key: backend for key, backend in self.routes.items() if key[1] != kind})

    def with_backend(self, kind, backend):
        return Routes({**self.routes, (SCOPE, kind): backend})

class Adapter:
    def kinds(self):
        return ["budget", "kpi"]

    def scope(self):
        return SCOPE.split("/")

    def healthy(self):
        return Routes({(SCOPE, kind): "postgres" for kind in self.kinds()})

    def build(self, routes):
        from server import create_app
        return create_app(Registry(routes.routes))

    def mounted(self, app):
        return app.kinds

    def registry(self, app):
        return app.registry

adapter = Adapter()
"""

TEST = """
from contextlib import suppress
from routing import Registry, SCOPE
from server import create_app

def test_healthy():
    create_app(Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"}))

def test_broken():
    with suppress(Exception):
        create_app(Registry({}))
"""

INI = """
[pytest]
p0guard_factories =
    {}
p0guard_validators =
    {}
"""


@dataclass(frozen=True, slots=True)
class Project:
    """The factory, what is different from the plain project, and the lines of output that must come, in this order."""

    server: str
    lines: tuple[str, ...] = ()
    test: str = TEST
    ini: str = ""
    factories: tuple[str, ...] = ("server:create_app",)
    validators: tuple[str, ...] = ("routing:validate",)
    files: dict[str, str] = field(default_factory=dict)
    args: tuple[str, ...] = ()
    has_adapter: bool = True

    def write(self, pytester: pytest.Pytester) -> None:
        adapter = "p0guard_adapter = adapter:adapter\n" if self.has_adapter else ""
        pytester.makeini(
            INI.format("\n    ".join(self.factories), "\n    ".join(self.validators))
            + adapter
            + textwrap.dedent(self.ini)
        )
        sources = {"routing": ROUTING, "adapter": ADAPTER, "server": self.server, "test_app": self.test, **self.files}
        pytester.makepyfile(**{name: textwrap.dedent(source) for name, source in sources.items()})
        pytester.syspathinsert()


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """An inner run in this process, with no plugin but the guard."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytester.runpytest_inprocess("-p", "p0guard", "-p", "no:cacheprovider", *args)


def run_apart(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """An inner run in a process of its own, with no plugin but those that ``args`` or a conftest name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytester.runpytest_subprocess(*args)
