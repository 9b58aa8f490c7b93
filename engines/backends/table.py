"""Backends by name; a driver is imported when its backend is first asked for, and not before."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from engines.routing.ports import BackendError, Technology

GROUP = "engines.backends"

_BUILT_IN = {
    "durable-stub": "engines.backends.durable_stub:DurableStub",
    "folder": "engines.backends.folder:Folder",
    "postgres": "engines.backends.sql.postgres:Postgres",
    "redis": "engines.backends.redis:Redis",
    "s3": "engines.backends.s3:S3",
    "sqlite": "engines.backends.sql.sqlite:Sqlite",
}


class BackendUnknown(BackendError):
    """No technology goes by the name that a route gives."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        return (
            f"there is no backend {self.name!r}: use one of {', '.join(self.known)}, or install the plug-in that has it"
        )


class PluginBroken(BackendError):
    """An installed plug-in cannot serve the name it claims."""

    def __init__(self, name: str, target: str, problem: str) -> None:
        super().__init__(name, target, problem)
        self.name, self.target, self.problem = name, target, problem

    def __str__(self) -> str:
        return f"the plug-in {self.target!r} for backend {self.name!r} {self.problem}: mend or uninstall it"


def names() -> tuple[str, ...]:
    """Every name that a route may give, in order."""
    return tuple(sorted({*_BUILT_IN, *(plugin.name for plugin in entry_points(group=GROUP))}))


@cache
def technology(name: str) -> Technology:
    """
    The technology of that name.

    Raises BackendUnknown when there is none, and PluginBroken when the plug-in does not load, has not what a
    technology needs, or claims a name that is taken.
    """
    plugins = tuple(entry_points(group=GROUP, name=name))
    if name in _BUILT_IN:
        _refuse_second(name, plugins)
        module, _, attribute = _BUILT_IN[name].partition(":")
        return cast("Technology", getattr(import_module(module), attribute))
    if not plugins:
        raise BackendUnknown(name, names())
    _refuse_second(name, plugins[1:])
    return _load(plugins[0])


def _load(plugin: EntryPoint) -> Technology:
    try:
        loaded = plugin.load()
    except Exception as error:
        raise PluginBroken(plugin.name, plugin.value, f"does not load ({type(error).__name__}: {error})") from error
    missing = [needed for needed in ("offers", "targets", "__call__") if not hasattr(loaded, needed)]
    if missing:
        raise PluginBroken(plugin.name, plugin.value, f"has no {', '.join(missing)}")
    return cast("Technology", loaded)


def _refuse_second(name: str, others: tuple[EntryPoint, ...]) -> None:
    if others:
        raise PluginBroken(name, others[0].value, "claims a name that another backend has")
