"""Factories that let an unvalidated application out, each with the words that tell what is wrong with it."""

from __future__ import annotations

from tests.pytest_p0guard.projects import Project

NOT_RUN = "p0guard: server:create_app built 1 app without running routing:validate"
ACCEPTED = "p0guard: server:create_app built on {}: it must refuse, naming the kind and the scope t_acme/prod"
SWALLOWED = (
    "p0guard: server:create_app built 1 app although routing:validate raised "
    "RuntimeError: no route for 'budget' in t_acme/prod; no route for 'kpi' in t_acme/prod"
)
IN_CHILD = (
    "  - server:create_app built on no route for 'budget': it must refuse, naming the kind and the scope t_acme/prod"
)

BAD = {
    "no call": Project(
        """
        from routing import App
        def create_app(registry):
            return App(registry, ["budget", "kpi"])
        """,
        (
            NOT_RUN,
            "  built at test_app.py:6 in test_healthy",
            "  to do: call it in the factory, before the application is returned",
        ),
    ),
    "skipped by the environment": Project(
        """
        import os
        from routing import App, validate
        def create_app(registry):
            if os.environ.get("APP_ENV") == "production":
                validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        (NOT_RUN,),
    ),
    "behind a feature flag": Project(
        """
        from routing import App, validate
        FLAGS = {"strict_startup": False}
        def create_app(registry):
            if FLAGS["strict_startup"]:
                validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        (NOT_RUN,),
    ),
    "another registry": Project(
        """
        from routing import App, Registry, SCOPE, validate
        DEFAULTS = Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"})
        def create_app(registry):
            validate(DEFAULTS, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        (
            "p0guard: server:create_app built 1 app after validating another registry than the one it resolves through",
            "  to do: validate the registry that the application is given",
        ),
    ),
    "a copy of the registry": Project(
        """
        from routing import App, validate
        def create_app(registry):
            validate(registry.copy(), ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        ("p0guard: server:create_app built 1 app after validating another registry than the one it resolves through",),
    ),
    "another scope": Project(
        """
        from routing import App, validate
        def create_app(registry):
            registry.routes.update({("t_acme/staging", kind): "postgres" for kind in ("budget", "kpi")})
            validate(registry, ["budget", "kpi"], "t_acme/staging")
            return App(registry, ["budget", "kpi"])
        """,
        (ACCEPTED.format("no route for 'budget'"),),
    ),
    "another tenant is named": Project(
        """
        from routing import App, validate
        def create_app(registry):
            try:
                validate(registry, ["budget", "kpi"])
            except RuntimeError as error:
                raise RuntimeError(str(error).replace("t_acme", "t_system")) from error
            return App(registry, ["budget", "kpi"])
        """,
        (
            (
                "p0guard: server:create_app refused no route for 'budget' without naming 't_acme': "
                "RuntimeError: no route for 'budget' in t_system/prod"
            ),
        ),
    ),
    "a result of last time": Project(
        """
        from routing import App, validate
        validated = False
        def create_app(registry):
            global validated
            if not validated:
                validate(registry, ["budget", "kpi"])
                validated = True
            return App(registry, ["budget", "kpi"])
        """,
        (NOT_RUN,),
    ),
    "some of the kinds": Project(
        """
        from routing import App, validate
        def create_app(registry):
            app = App(registry, ["budget", "kpi"])
            validate(registry, app.kinds[:1])
            return app
        """,
        (
            "p0guard: server:create_app built 1 app that mounts 'kpi', which the validation left out",
            "  to do: validate every kind that is mounted, after mounting it",
        ),
    ),
    "the validator looks at the first kind only": Project(
        """
        import routing
        def create_app(registry):
            routing.validate(registry, ["budget", "kpi"])
            return routing.App(registry, ["budget", "kpi"])
        """,
        (ACCEPTED.format("no route for 'kpi'"),),
        files={
            "routing": """
            SCOPE = "t_acme/prod"
            class App:
                def __init__(self, registry, kinds):
                    self.registry, self.kinds = registry, kinds
            class Registry:
                def __init__(self, routes):
                    self.routes = routes
            def validate(registry, kinds):
                for kind in kinds:
                    if registry.routes.get((SCOPE, kind)) != "postgres":
                        raise RuntimeError(f"no durable route for {kind!r} in {SCOPE}")
                    return
            """
        },
    ),
    "a route mounted after validation": Project(
        """
        from routing import App, validate
        def create_app(registry):
            app = App(registry, ["budget"])
            validate(registry, app.kinds)
            app.mount("kpi")
            return app
        """,
        ("p0guard: server:create_app built 1 app that mounts 'kpi', which the validation left out",),
    ),
    "a route mounted after the call": Project(
        """
        from routing import App, validate
        def create_app(registry):
            validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        ("p0guard: server:create_app built 1 app that mounts 'late', which the validation left out",),
        test="""
        from routing import Registry, SCOPE
        from server import create_app
        def test_late():
            app = create_app(Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"}))
            app.mount("late")
        """,
    ),
    "try, except, pass": Project(
        """
        from routing import App, validate
        def create_app(registry):
            try:
                validate(registry, ["budget", "kpi"])
            except RuntimeError:
                pass
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED, "  built at test_app.py:10 in test_broken", "  to do: let the error leave the factory"),
    ),
    "only a line in the log": Project(
        """
        import logging
        from routing import App, validate
        def create_app(registry):
            try:
                validate(registry, ["budget", "kpi"])
            except RuntimeError:
                logging.getLogger(__name__).exception("start-up validation failed")
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED,),
    ),
    "contextlib.suppress": Project(
        """
        from contextlib import suppress
        from routing import App, validate
        def create_app(registry):
            with suppress(RuntimeError):
                validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED,),
    ),
    "return in finally": Project(
        """
        from routing import App, validate
        def create_app(registry):
            app = App(registry, ["budget", "kpi"])
            leave = False
            while not leave:
                try:
                    validate(registry, app.kinds)
                finally:
                    leave = True
                    break
            return app
        """,
        (SWALLOWED,),
    ),
    "a thread that nobody asks": Project(
        """
        import threading
        from routing import App, validate
        def quietly(registry):
            try:
                validate(registry, ["budget", "kpi"])
            except RuntimeError:
                pass
        def create_app(registry):
            thread = threading.Thread(target=quietly, args=(registry,))
            thread.start()
            thread.join()
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED,),
    ),
    "a thread that is still running": Project(
        """
        import threading
        import routing
        started, finish = threading.Event(), threading.Event()
        def create_app(registry):
            thread = threading.Thread(target=routing.validate, args=(registry, started, finish))
            thread.start()
            started.wait()
            return routing.App(registry, ["budget", "kpi"])
        """,
        (
            "p0guard: server:create_app built 1 app before routing:validate had finished",
            "  to do: wait for it before the application is returned",
        ),
        files={
            "routing": """
            class App:
                def __init__(self, registry, kinds):
                    self.registry, self.kinds = registry, kinds
            def validate(registry, started, finish):
                started.set()
                finish.wait(5)
            """
        },
        test="""
        import server
        def test_app():
            server.create_app(object())
            server.finish.set()
        """,
        has_adapter=False,
    ),
    "a background task": Project(
        """
        import asyncio
        from routing import App, validate
        tasks = []
        async def check(registry):
            validate(registry, ["budget", "kpi"])
        async def create_app(registry):
            tasks.append(asyncio.create_task(check(registry)))
            return App(registry, ["budget", "kpi"])
        """,
        (
            "p0guard: server:create_app built 1 app and ran routing:validate only afterwards",
            "  to do: call it before the application is returned",
        ),
        test="""
        import asyncio
        from routing import Registry, SCOPE
        import server
        async def start():
            await server.create_app(Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"}))
            await asyncio.gather(*server.tasks)
        def test_app():
            asyncio.run(start())
        """,
        has_adapter=False,
    ),
    "a coroutine handed out by a plain function": Project(
        """
        from routing import App, validate
        async def build(registry):
            validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        def create_app(registry):
            return build(registry)
        """,
        (NOT_RUN,),
        test="""
        import asyncio
        from routing import Registry, SCOPE
        from server import create_app
        def test_app():
            asyncio.run(create_app(Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"})))
        """,
        has_adapter=False,
    ),
    "a string, validated the first time": Project(
        """
        from routing import validate
        calls = []
        def create_app(registry):
            if not calls:
                validate(registry, [])
            calls.append(registry)
            return "app"
        """,
        ("p0guard: server:create_app built 1 app without running routing:validate",),
        has_adapter=False,
    ),
    "gather that keeps the errors": Project(
        """
        import asyncio
        from routing import App, validate
        async def check(registry):
            validate(registry, ["budget", "kpi"])
        async def create_app(registry):
            await asyncio.gather(check(registry), return_exceptions=True)
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED,),
        test="""
        import asyncio
        from routing import Registry
        from server import create_app
        def test_app():
            asyncio.run(create_app(Registry({})))
        """,
        has_adapter=False,
    ),
    "validation by the caller": Project(
        """
        from routing import App, validate
        def create_app(registry):
            return App(registry, ["budget", "kpi"])
        def main(registry):
            app = create_app(registry)
            validate(registry, app.kinds)
            return app
        """,
        (NOT_RUN, "  built at server.py:* in main"),
        test="""
        from routing import Registry, SCOPE
        from server import main
        def test_app():
            main(Registry({(SCOPE, "budget"): "postgres", (SCOPE, "kpi"): "postgres"}))
        """,
    ),
    "a stub instead of the application": Project(
        """
        from types import SimpleNamespace
        from routing import App, validate
        def create_app(registry):
            try:
                validate(registry, ["budget", "kpi"])
            except RuntimeError as error:
                return SimpleNamespace(error=error, registry=registry, kinds=[])
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED,),
    ),
    "another error that names nothing": Project(
        """
        from routing import App, validate
        def create_app(registry):
            try:
                validate(registry, ["budget", "kpi"])
            except RuntimeError as error:
                raise RuntimeError("start-up failed") from error
            return App(registry, ["budget", "kpi"])
        """,
        (
            (
                "p0guard: server:create_app refused no route for 'budget' "
                "without naming 'budget', 't_acme', 'prod': RuntimeError: start-up failed"
            ),
        ),
    ),
    "an assert": Project(
        """
        from routing import App, is_valid, validate
        def create_app(registry):
            assert validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        ("p0guard: in python -I -O, outside pytest", IN_CHILD),
    ),
    "only under pytest": Project(
        """
        import sys
        from routing import App, validate
        def create_app(registry):
            if "pytest" in sys.modules:
                validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        ("p0guard: in python -I -O, outside pytest", IN_CHILD),
    ),
    "only with pytest's environment": Project(
        """
        import os
        from routing import App, validate
        def create_app(registry):
            if "PYTEST_CURRENT_TEST" in os.environ:
                validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        ("p0guard: in python -I -O, outside pytest", IN_CHILD),
    ),
    "the result is ignored": Project(
        """
        from routing import App, is_valid
        def create_app(registry):
            is_valid(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        (
            "p0guard: server:create_app built 1 app although routing:is_valid returned False",
            "  to do: raise when it does",
        ),
        validators=("routing:is_valid",),
    ),
    "a retry that gives up": Project(
        """
        from routing import App, validate
        def create_app(registry):
            for attempt in range(3):
                try:
                    validate(registry, ["budget", "kpi"])
                    break
                except RuntimeError:
                    continue
            return App(registry, ["budget", "kpi"])
        """,
        (SWALLOWED,),
    ),
    "a decorator that swallows": Project(
        """
        from routing import App
        from checks import validate
        def create_app(registry):
            validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        (
            (
                "p0guard: server:create_app built 1 app although checks:validate raised "
                "RuntimeError: no route for 'budget' in t_acme/prod; no route for 'kpi' in t_acme/prod"
            ),
        ),
        validators=("checks:validate",),
        files={
            "checks": """
            import functools
            import routing
            def quiet(function):
                @functools.wraps(function)
                def wrapper(*args):
                    try:
                        return function(*args)
                    except RuntimeError:
                        return None
                return wrapper
            @quiet
            def validate(registry, kinds):
                return routing.validate(registry, kinds)
            """
        },
    ),
    "a validator replaced in conftest": Project(
        """
        import routing
        def create_app(registry):
            routing.validate(registry, ["budget", "kpi"])
            return routing.App(registry, ["budget", "kpi"])
        """,
        (NOT_RUN,),
        files={"conftest": "import routing\nrouting.validate = lambda *args: routing.Receipt(args[1])\n"},
    ),
    "a validator whose code is replaced": Project(
        """
        import routing
        def create_app(registry):
            routing.validate(registry, ["budget", "kpi"])
            return routing.App(registry, ["budget", "kpi"])
        """,
        (NOT_RUN,),
        files={"conftest": "import routing\nrouting.validate.__code__ = (lambda *args: None).__code__\n"},
    ),
    "one of two validators": Project(
        """
        from routing import App, validate
        def create_app(registry):
            validate(registry, ["budget", "kpi"])
            return App(registry, ["budget", "kpi"])
        """,
        ("p0guard: server:create_app built 1 app without running routing:is_valid",),
        validators=("routing:validate", "routing:is_valid"),
    ),
    "everything is refused": Project(
        """
        from routing import SCOPE
        def create_app(registry):
            raise RuntimeError(f"no 'budget', 'kpi' in {SCOPE}")
        """,
        ("p0guard: server:create_app refused the healthy routes: RuntimeError: no 'budget', 'kpi' in t_acme/prod",),
    ),
    "built while the tests are collected": Project(
        """
        from routing import App
        def create_app(registry):
            return App(registry, [])
        """,
        (NOT_RUN, "  built at test_app.py:3 in <module>"),
        test="""
        from server import create_app

        app = create_app(None)
        def test_nothing():
            pass
        """,
        has_adapter=False,
    ),
    "a lifespan that goes on": Project(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI
        from routing import validate
        def create_app(registry):
            @asynccontextmanager
            async def lifespan(app):
                try:
                    validate(registry, ["budget", "kpi"])
                except RuntimeError:
                    pass
                yield
            return FastAPI(lifespan=lifespan)
        """,
        (SWALLOWED,),
        test="""
        from fastapi.testclient import TestClient
        from routing import Registry
        from server import create_app
        def test_app():
            with TestClient(create_app(Registry({}))):
                pass
        """,
        ini="p0guard_when = startup",
        has_adapter=False,
    ),
    "never started": Project(
        """
        from routing import App, validate
        def create_app(registry):
            return App(registry, ["budget", "kpi"])
        def start(app):
            validate(app.registry, app.kinds)
        """,
        (NOT_RUN,),
        ini="p0guard_when = startup",
        has_adapter=False,
    ),
}
