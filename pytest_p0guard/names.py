"""Configured names such as ``app.server:create_app``, and the objects they lead to."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from pytest_p0guard.errors import NameNotFound, SettingWrong


@dataclass(frozen=True, slots=True)
class Name:
    """``module:qualname`` as it stands in ``setting``."""

    setting: str
    module: str
    qualname: str

    def __str__(self) -> str:
        return f"{self.module}:{self.qualname}"

    @property
    def last(self) -> str:
        return self.qualname.rpartition(".")[2]


def parse(setting: str, text: str) -> Name:
    """The name that ``text`` spells; raises ``SettingWrong``."""
    module, colon, qualname = text.strip().partition(":")
    parts = [*module.split("."), *qualname.split(".")]
    if not colon or not all(part.isidentifier() for part in parts):
        raise SettingWrong(setting, f"{text!r} is not of the form module:name")
    return Name(setting, module, qualname)


def find(name: Name) -> object:
    """The object that ``name`` leads to, its module imported if need be; raises ``NameNotFound``."""
    try:
        module = importlib.import_module(name.module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name.module}.".startswith(f"{error.name}."):
            raise NameNotFound(name.setting, str(name), f"cannot be imported: {error}") from error
        nearest = _nearest_module(name.module)
        wanted = f"{nearest}:{name.qualname}" if nearest else ""
        raise NameNotFound(name.setting, str(name), f"leads to no module {error.name!r}", wanted) from error
    except Exception as error:
        reason = f"cannot be imported: {type(error).__name__}: {error}"
        raise NameNotFound(name.setting, str(name), reason) from error
    return find_in(module, name)


def find_in(module: ModuleType, name: Name) -> object:
    """The object that ``name`` leads to in its module; raises ``NameNotFound``."""
    found: object = module
    path = ""
    for part in name.qualname.split("."):
        if not hasattr(found, part):
            nearest = _nearest(part, dir(found))
            wanted = f"{name.module}:{path}{nearest}" if nearest else ""
            raise NameNotFound(name.setting, str(name), f"leads to nothing: no {part!r} there", wanted)
        found = getattr(found, part)
        path += f"{part}."
    return found


def _nearest(word: str, choices: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word, choices, n=1)), "")


def _nearest_module(name: str) -> str:
    """A module near to ``name`` that is loaded, or lies beside where it was looked for."""
    near = _nearest(name, [loaded for loaded in sys.modules if "." in loaded or not loaded.startswith("_")])
    parent, _, leaf = name.rpartition(".")
    return _beside(parent, leaf) or near


def _beside(parent: str, leaf: str) -> str:
    import pkgutil

    package = sys.modules.get(parent)
    if parent and package is None:
        return ""
    places = list(getattr(package, "__path__", ())) if parent else sys.path[:2]
    near = _nearest(leaf, [module.name for module in pkgutil.iter_modules(places)])
    return f"{parent}.{near}".lstrip(".") if near else ""
