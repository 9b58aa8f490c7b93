"""Factories that do what they should, in the shapes that real projects have: none may be blamed."""

from __future__ import annotations

from tests.pytest_p0guard.projects import Project

CREATES = """
from routing import Registry, SCOPE
import server

def healthy():
    return Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"})
"""


def project(server: str, test: str, built: int, **changes: object) -> Project:
    """A project whose run must be green and tell of so many applications, all of them validated."""
    line = f"*: apps built {built}, validated {built}, unvalidated 0, bypassed 0"
    return Project(server, (line,), test=CREATES + test, **{"has_adapter": False, **changes})  # type: ignore[arg-type]


GOOD = {
    "plain, with every generated case": project(
        """
        from routing import App, validate
        def create_app(registry):
            app = App(registry, ["budget", "kpi"])
            validate(registry, app.kinds)
            return app
        """,
        "def test_app(): server.create_app(healthy())",
        2,  # the one of the test and the one of the healthy case
        has_adapter=True,
    ),
    "FastAPI": project(
        """
        from fastapi import FastAPI
        from routing import validate
        def create_app(registry):
            app = FastAPI()
            app.state.registry = registry
            @app.get("/kpi")
            def kpi(): return {"kpi": 1}
            validate(registry, ["kpi"])
            return app
        """,
        """
from fastapi.testclient import TestClient
def test_app():
    with TestClient(server.create_app(healthy())) as client:
        assert client.get("/kpi").json() == {"kpi": 1}
        """,
        1,
    ),
    "Starlette": project(
        """
        from starlette.applications import Starlette
        from starlette.responses import PlainTextResponse
        from starlette.routing import Route
        from routing import validate
        def create_app(registry):
            validate(registry, ["kpi"])
            return Starlette(routes=[Route("/kpi", lambda request: PlainTextResponse("1"))])
        """,
        """
from starlette.testclient import TestClient
def test_app():
    assert TestClient(server.create_app(healthy())).get("/kpi").text == "1"
        """,
        1,
    ),
    "Flask": project(
        """
        from flask import Flask
        from routing import validate
        def create_app(registry):
            app = Flask(__name__)
            @app.get("/kpi")
            def kpi(): return {"kpi": 1}
            validate(registry, ["kpi"])
            return app
        """,
        """
def test_app():
    assert server.create_app(healthy()).test_client().get("/kpi").json == {"kpi": 1}
        """,
        1,
    ),
    "Django ASGI": project(
        """
        import django
        from django.conf import settings
        from django.core.asgi import get_asgi_application
        from django.http import JsonResponse
        from django.urls import path
        from routing import validate
        urlpatterns = [path("kpi", lambda request: JsonResponse({"kpi": 1}))]
        def create_app(registry):
            if not settings.configured:
                settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="test")
            validate(registry, ["kpi"])
            return get_asgi_application()
        """,
        """
def test_app():
    assert type(server.create_app(healthy())).__name__ == "ASGIHandler"
        """,
        1,
    ),
    "a method of a class": project(
        """
        from routing import App, validate
        class Service:
            def __init__(self, registry):
                self.registry = registry
            def create_app(self):
                validate(self.registry, ["kpi"])
                return App(self.registry, ["kpi"])
        """,
        "def test_app(): server.Service(healthy()).create_app()",
        1,
        factories=("server:Service.create_app",),
    ),
    "class and static methods": project(
        """
        from routing import App
        from checks import Checks
        class Service:
            @classmethod
            def create_app(cls, registry):
                Checks.validate(registry, ["kpi"])
                return App(registry, ["kpi"])
        """,
        """
class Other(server.Service): pass
def test_app():
    server.Service.create_app(healthy())
    Other.create_app(healthy())
        """,
        2,
        factories=("server:Service.create_app",),
        validators=("checks:Checks.validate",),
        files={
            "checks": """
            import routing
            class Checks:
                @staticmethod
                def validate(registry, kinds):
                    return routing.validate(registry, kinds)
            """
        },
    ),
    "async": project(
        """
        from routing import App, validate
        async def check(registry):
            validate(registry, ["kpi"])
        async def create_app(registry):
            await check(registry)
            return App(registry, ["kpi"])
        """,
        """
import asyncio
async def both():
    await asyncio.gather(server.create_app(healthy()), server.create_app(healthy()))
def test_app():
    asyncio.run(both())
        """,
        2,
    ),
    "async, in a task and a thread": project(
        """
        import asyncio
        from routing import App, validate
        async def create_app(registry):
            await asyncio.create_task(asyncio.to_thread(validate, registry, ["kpi"]))
            return App(registry, ["kpi"])
        """,
        """
import asyncio
async def both():
    await asyncio.gather(server.create_app(healthy()), server.create_app(healthy()))
def test_app():
    asyncio.run(both())
        """,
        2,
    ),
    "cached": project(
        """
        import functools
        from routing import App, validate
        @functools.lru_cache(maxsize=None)
        def create_app(registry=None):
            validate(registry, [])
            return App(registry)
        """,
        """
def test_first(): assert server.create_app() is server.create_app()
def test_second(): assert server.create_app() is server.create_app()
        """,
        1,
    ),
    "kept in a variable": project(
        """
        from routing import App, validate
        app = None
        def create_app():
            global app
            if app is None:
                validate(None, [])
                app = App(None)
            return app
        """,
        """
def test_first(): assert server.create_app() is server.create_app()
def test_second(): assert server.create_app() is server.create_app()
        """,
        1,
    ),
    "re-exported": project(
        "from inner_factory import create_app",
        "def test_app(): server.create_app(healthy())",
        1,
        files={
            "inner_factory": """
            from routing import App, validate
            def create_app(registry):
                validate(registry, ["kpi"])
                return App(registry, ["kpi"])
            """
        },
    ),
    "decorated, and validated by the decorator": project(
        """
        import functools
        from routing import App, validate
        def validated(function):
            @functools.wraps(function)
            def wrapper(registry):
                validate(registry, ["kpi"])
                return function(registry)
            return wrapper
        @validated
        def create_app(registry):
            return App(registry, ["kpi"])
        """,
        "def test_app(): server.create_app(healthy())",
        1,
    ),
    "validated in the lifespan": project(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI
        from routing import validate
        def create_app(registry):
            @asynccontextmanager
            async def lifespan(app):
                validate(registry, ["kpi"])
                yield
            return FastAPI(lifespan=lifespan)
        """,
        """
from fastapi.testclient import TestClient
def test_app():
    first, second = server.create_app(healthy()), server.create_app(healthy())
    with TestClient(second), TestClient(first):
        pass
        """,
        2,
        ini="p0guard_when = startup",
    ),
    "refused at start-up, with every generated case": project(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI
        from routing import validate
        def create_app(registry):
            @asynccontextmanager
            async def lifespan(app):
                validate(registry, ["budget", "kpi"])
                yield
            return FastAPI(lifespan=lifespan)
        """,
        "def test_nothing(): pass",
        1,
        ini="p0guard_when = startup\np0guard_adapter = starting:Starting",
        files={
            "starting": """
            import asyncio
            import adapter
            async def started(app):
                async with app.router.lifespan_context(app):
                    return app
            class Starting(adapter.Adapter):
                def build(self, routes):
                    return asyncio.run(started(super().build(routes)))
                def mounted(self, app):
                    return self.kinds()
            del adapter.Adapter.registry
            """
        },
    ),
    "a refused start-up that the tests ask for": project(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI
        from routing import validate
        def create_app(registry):
            @asynccontextmanager
            async def lifespan(app):
                validate(registry, ["kpi"])
                yield
            return FastAPI(lifespan=lifespan)
        """,
        """
import pytest
from fastapi.testclient import TestClient
def test_refused():
    with pytest.raises(RuntimeError, match="no route for 'kpi'"), TestClient(server.create_app(Registry({}))):
        pass
        """,
        0,
        ini="p0guard_when = startup",
    ),
    "built and validated at import, started by nobody": project(
        """
        from routing import App, Registry, validate
        def create_app(registry):
            validate(registry, [])
            return App(registry)
        app = create_app(Registry({}))
        """,
        "def test_app(): assert server.app",
        1,
    ),
    "validated in a pool": project(
        """
        from concurrent.futures import ThreadPoolExecutor
        from routing import App, validate
        def create_app(registry):
            with ThreadPoolExecutor() as pool:
                pool.submit(validate, registry, ["kpi"]).result()
            return App(registry, ["kpi"])
        """,
        "def test_app(): server.create_app(healthy())",
        1,
    ),
    "tried again until it is valid": project(
        """
        from routing import App, SCOPE, validate
        def create_app(registry):
            while True:
                try:
                    validate(registry, ("kpi",))
                    return App(registry, ["kpi"])
                except RuntimeError:
                    registry.routes[SCOPE, "kpi"] = "postgres"
        """,
        "def test_app(): server.create_app(Registry({}))",
        1,
    ),
    "a method of one registry": project(
        """
        import routing
        from routing import App
        class Checked(routing.Registry):
            def validate(self, kinds):
                return routing.validate(self, kinds)
        registry = Checked({(routing.SCOPE, "kpi"): "postgres"})
        def create_app():
            registry.validate(["kpi"])
            return App(registry, ["kpi"])
        """,
        "def test_app(): server.create_app()",
        1,
        validators=("server:registry.validate",),
    ),
    "refusals that the tests ask for": project(
        """
        from routing import App, validate
        def create_app(registry):
            validate(registry, ["kpi"])
            return App(registry, ["kpi"])
        """,
        """
import pytest
def test_refused():
    with pytest.raises(RuntimeError, match="no route for 'kpi'"):
        server.create_app(Registry({}))
        """,
        0,
    ),
    "an application inside another": project(
        """
        from routing import App, validate
        def create_app(registry, inner=True):
            app = App(registry, ["kpi"])
            app.inner = create_app(registry, inner=False) if inner else None
            validate(registry, ["kpi"])
            return app
        """,
        "def test_app(): server.create_app(healthy())",
        1,
    ),
}
