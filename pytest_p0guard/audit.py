"""Applications that were built before anybody looked, found among the living objects."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence, Set
from dataclasses import dataclass
from types import ModuleType

_CLASSES = (
    ("fastapi.applications", "FastAPI"),
    ("starlette.applications", "Starlette"),
    ("flask.app", "Flask"),
    ("django.core.handlers.base", "BaseHandler"),
    ("quart.app", "Quart"),
    ("litestar.app", "Litestar"),
    ("sanic.app", "Sanic"),
    ("aiohttp.web_app", "Application"),
    ("falcon.app", "App"),
    ("bottle", "Bottle"),
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """An application of which no call was seen: its type, and the global variables that hold it."""

    app: str
    held_by: tuple[str, ...]

    def __str__(self) -> str:
        held = f" ({', '.join(self.held_by)})" if self.held_by else ""
        return (
            f"p0guard: a {self.app}{held} was built before p0guard could look: nobody knows whether it was validated\n"
            "  to do: load the guard before what imports the application: -p p0guard first on the command line"
        )


def unseen_apps(classes: tuple[type, ...], already: Set[int]) -> list[Unseen]:
    """Living applications, of the known frameworks and of ``classes``, but those in ``already`` (by id)."""
    wanted = (*_known_classes(), *classes)
    if _living(wanted, already):
        gc.collect()  # an application that nothing holds any more is no application that somebody built to use
    found = _living(wanted, already)
    return sorted((Unseen(_type_name(app), _holders(app)) for app in found), key=lambda one: (one.app, one.held_by))


def _living(wanted: tuple[type, ...], already: Set[int]) -> list[object]:
    # By the type alone: ``isinstance`` would ask the object, and a proxy would answer for another.
    return [app for app in gc.get_objects() if issubclass(type(app), wanted) and id(app) not in already]


def returned_classes(module: ModuleType, factories: Sequence[object]) -> tuple[type, ...]:
    """The classes that these factories of ``module`` say they return, where they say it plainly."""
    hints = [getattr(factory, "__annotations__", {}).get("return") for factory in factories]
    found = [vars(module).get(hint) if isinstance(hint, str) else hint for hint in hints]
    return tuple(known for known in found if isinstance(known, type) and known is not object)


def _known_classes() -> tuple[type, ...]:
    found = (getattr(sys.modules.get(module), name, None) for module, name in _CLASSES)
    return tuple(known for known in found if isinstance(known, type))


def _type_name(app: object) -> str:
    return f"{type(app).__module__}.{type(app).__qualname__}"


def _holders(app: object) -> tuple[str, ...]:
    return tuple(
        sorted(
            f"{module_name}:{variable}"
            for module_name, module in list(sys.modules.items())
            if isinstance(module, ModuleType)
            for variable, value in list(vars(module).items())
            if value is app
        )
    )
