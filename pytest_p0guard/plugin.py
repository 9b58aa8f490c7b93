"""What pytest loads: settings and options, and the guard once it is configured; nothing else is imported before."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_p0guard.session import GuardedSession
    from pytest_p0guard.settings import Settings

_STARTED = pytest.StashKey[bool]()
_GUARDED: pytest.StashKey[GuardedSession] = pytest.StashKey()
_LISTS = ("p0guard_factories", "p0guard_validators", "p0guard_adapter")
_OPTIONS = ("p0guard", "p0guard_report")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "p0guard_factories", "functions that build the application, as module:name", type="linelist", default=[]
    )
    parser.addini("p0guard_validators", "functions that every factory must run to success", type="linelist", default=[])
    parser.addini(
        "p0guard_adapter", "what the generated refusals are built with, one per factory", type="linelist", default=[]
    )
    parser.addini(
        "p0guard_when", "call: validation runs in the factory; startup: at start-up at the latest", default="call"
    )
    group = parser.getgroup("p0guard", "no run passes on an application that skipped its validation")
    group.addoption("--p0guard", choices=("off", "warn", "strict"), help="strict once configured")
    group.addoption("--p0guard-report", metavar="FILE", help="write what was proven as JSON")
    parser.addoption("--p0guard-cases", dest="p0guard_cases", action="append", default=[], help=argparse.SUPPRESS)


def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    """Begin to watch as soon as this plugin is there: other plugins may import the application."""
    config = manager.get_plugin("pytestconfig")
    if (
        plugin is sys.modules[__name__] and config is not None and hasattr(config, "rootpath")
    ):  # else the ini file is not read yet
        _watch(config)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """The command line is read, and no conftest has had a chance to import the application."""
    _start(early_config)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """The first chance of a plugin that a conftest loads."""
    _start(config)


def _watch(config: pytest.Config) -> None:
    """Watch by the ini file alone; what is wrong in it is told when the command line is read."""
    if not any(config.getini(name) for name in _LISTS):
        return
    from pytest_p0guard.errors import GuardError
    from pytest_p0guard.session import GuardedSession
    from pytest_p0guard.settings import read

    with suppress(GuardError):
        settings = read(config.getini, dict.fromkeys(_OPTIONS).get)
        if settings is not None:
            guarded = config.stash[_GUARDED] = GuardedSession(settings)
            config.add_cleanup(guarded.guard.stop)


def _start(config: pytest.Config) -> None:
    """Let the command line have its say, once."""
    if config.stash.get(_STARTED, False):
        return
    config.stash[_STARTED] = True
    settings = _settings(config)
    if settings is None:
        if _GUARDED in config.stash:
            config.stash[_GUARDED].guard.stop()
        return
    if _GUARDED not in config.stash:
        _watch(config)
    from pytest_p0guard.hooks import Hooks

    guarded = config.stash[_GUARDED]
    guarded.settings = settings
    config.pluginmanager.register(Hooks(guarded), "p0guard-hooks")


def _settings(config: pytest.Config) -> Settings | None:
    """The settings; None, without loading anything, when nothing is configured or asked for."""
    if not any(config.getini(name) for name in _LISTS) and not any(map(_option_of(config), _OPTIONS)):
        return None
    from pytest_p0guard.errors import GuardError
    from pytest_p0guard.settings import read

    try:
        return read(config.getini, _option_of(config))
    except GuardError as error:
        raise pytest.UsageError(str(error)) from error


def _option_of(config: pytest.Config) -> Callable[[str], Any]:
    """Options by name, also while the command line is only half read."""

    def option(name: str) -> Any:
        return getattr(config.option, name, None) or getattr(config.known_args_namespace, name, None)

    return option
