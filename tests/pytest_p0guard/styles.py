"""Sixteen ways of calling a factory, as source: the factory, its users, one that calls it while it is imported."""

FACTORY = '''
import functools

class App:
    pass

def plain_decorator(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def validate(app=None):
    return True

def create_app(title="x", *, debug=False):
    """Build it."""
    validate()
    return App()

async def create_async():
    validate()
    return App()

@functools.wraps(create_app)
def _kept(*args, **kwargs):
    return create_app(*args, **kwargs)

@plain_decorator
def create_decorated():
    validate()
    return App()

def _wraps(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

@_wraps
def create_wrapped():
    validate()
    return App()

class Maker:
    @classmethod
    def build(cls):
        validate()
        return App()

    @staticmethod
    def make():
        validate()
        return App()

class Callable:
    def __call__(self):
        validate()
        return App()

callable_object = Callable()
'''

USERS = """
import asyncio
import functools
import threading

import styles_factory
import styles_factory as renamed_module
from styles_factory import Maker, callable_object, create_app, create_async, create_decorated, create_wrapped
from styles_factory import create_app as renamed
from styles_reexport import create_app as reexported

partial = functools.partial(create_app, "title")
table = {"app": create_app}

def default(factory=create_app):
    return factory()

def closure():
    held = create_app
    def call():
        return held()
    return call

closed = closure()

def in_thread():
    thread = threading.Thread(target=create_app)
    thread.start()
    thread.join()

STYLES = {
    "attribute": lambda: styles_factory.create_app(),
    "from import": lambda: create_app(),
    "renamed": lambda: renamed(),
    "partial": partial,
    "table": lambda: table["app"](),
    "default argument": default,
    "closure cell": closed,
    "re-export": reexported,
    "decorated": lambda: create_decorated(),
    "under __wrapped__": lambda: create_wrapped.__wrapped__(),
    "async": lambda: asyncio.run(create_async()),
    "class method": Maker.build,
    "static method": Maker.make,
    "callable object": callable_object,
    "thread": in_thread,
}
"""

AT_IMPORT = "from styles_factory import create_app\n\napp = create_app()\n"

REEXPORT = "from styles_factory import create_app\n"

FACTORIES = (
    "create_app",
    "create_async",
    "create_decorated",
    "create_wrapped",
    "Maker.build",
    "Maker.make",
    "callable_object",
)
