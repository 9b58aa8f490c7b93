"""One configuration file -> Settings; whatever is wrong in it is gathered and told at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from p0lint.config.ini import ini_table
from p0lint.config.settings import DURABLE, FILE, KINDS, Override, PathPattern, Settings
from p0lint.errors import P0lintError
from p0lint.paths import display_path

Table = Mapping[str, Any]
NAMES = ("p0lint.toml", "pyproject.toml", "setup.cfg")
TYPES = {str: "a string", bool: "a boolean", int: "an integer", float: "a float", list: "an array", dict: "a table"}


class SettingsWrong(P0lintError):
    """A configuration file holds what is no setting; ``problems`` are all that is wrong in it."""

    def __init__(self, path: str, problems: tuple[str, ...]) -> None:
        super().__init__(path, problems)
        self.path = path
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(f"{self.path}: {problem}" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A configuration file that has a table for p0lint; ``extend`` is the absolute path of the file it extends."""

    settings: Settings
    extend: str | None


def load_settings(path: str) -> SettingsFile | None:
    """What a configuration file says; None when it has no table for p0lint. Raises SettingsWrong."""
    shown = display_path(path)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise SettingsWrong(shown, (f"cannot be read: {error.strerror}",)) from error
    if b"p0lint" not in content and os.path.basename(path) in NAMES[1:]:
        return None
    source, table = _parsed(path, shown, content)
    return None if table is None else _settings_file(table, source)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a table stands, and what is wrong in it so far."""

    shown: str
    root: str
    prefix: str
    problems: list[str] = field(default_factory=list)

    def refuse(self, key: str, what: str) -> None:
        self.problems.append(f"{self.prefix}{key} {what}")


def _parsed(path: str, shown: str, content: bytes) -> tuple[_Source, Table | None]:
    root = os.path.dirname(os.path.abspath(path))
    text = _decoded(shown, content)
    if path.endswith((".cfg", ".ini")):
        return _Source(shown, root, "p0lint."), _ini(shown, text)
    if os.path.basename(path) == "pyproject.toml":
        tools = _toml(shown, text).get("tool")
        return _Source(shown, root, "tool.p0lint."), tools.get("p0lint") if isinstance(tools, dict) else None
    return _Source(shown, root, ""), _toml(shown, text)


def _decoded(shown: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SettingsWrong(shown, (f"line {line} is not UTF-8: save the file as UTF-8",)) from error


def _toml(shown: str, text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return cast(dict[str, Any], tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsWrong(shown, (f"cannot be read as TOML: {error}",)) from error


def _ini(shown: str, text: str) -> Table | None:
    import configparser

    try:
        return ini_table(text)
    except configparser.Error as error:
        reason = " ".join(str(error).replace("'<string>'", "it").split())
        raise SettingsWrong(shown, (f"cannot be read as an INI file: {reason}",)) from error


def _settings_file(table: object, source: _Source) -> SettingsFile:
    if not isinstance(table, Mapping):
        name = source.prefix.rstrip(".")
        raise SettingsWrong(source.shown, (f"{name} is {_value(table)}: write a table",))
    rest = dict(table)
    extend = _extend(rest.pop("extend", None), source)
    settings = _settings(rest, source, TOP_KEYS, source.shown)
    if source.problems:
        raise SettingsWrong(source.shown, tuple(source.problems))
    return SettingsFile(settings, extend)


def _extend(value: object, source: _Source) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        source.refuse("extend", f"is {_value(value)}: write the path of a configuration file")
        return None
    return os.path.normpath(os.path.join(source.root, value))


def _settings(table: Table, source: _Source, keys: Mapping[str, Reader], origin: str) -> Settings:
    """The settings of one table; ``keys`` are those that it may hold."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in keys:
            values[key.replace("-", "_")] = keys[key](value, key, source)
        else:
            choices = ("extend", *keys) if keys is TOP_KEYS else tuple(keys)
            source.refuse(key, f"is not a setting: {_did_you_mean(key, choices)}")
    durable, non_durable = values.pop("durable", ()), values.pop("non_durable", ())
    for name in sorted(dict(durable).keys() & dict(non_durable).keys()):
        source.refuse("non-durable", f"names {name!r}, which durable names too: keep one of them")
    origins = ((FILE, origin), *((key, origin) for key in table))
    return Settings(durability=(*durable, *non_durable), origins=origins, **values)


Reader = Callable[[Any, str, _Source], Any]


def _names(value: object, key: str, source: _Source) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        source.refuse(key, f"is {_value(value)}: write a list of texts")
        return ()
    return tuple(item.strip() for item in value)


def _full_names(value: object, key: str, source: _Source) -> tuple[str, ...]:
    names = _names(value, key, source)
    for name in names:
        if "." not in name and "*" not in name:
            source.refuse(key, f"names {name!r}, which is no full name: write 'package.module.{name}' or '*.{name}'")
    return names


def _durable(value: object, key: str, source: _Source) -> tuple[tuple[str, str], ...]:
    return tuple((name, DURABLE) for name in _full_names(value, key, source))


def _non_durable(value: object, key: str, source: _Source) -> tuple[tuple[str, str], ...]:
    """A list of names, which then are of the first kind, or a table from kinds to lists of names."""
    if not isinstance(value, Mapping):
        return tuple((name, KINDS[0]) for name in _full_names(value, key, source))
    pairs = []
    for kind, names in value.items():
        if kind not in KINDS:
            source.refuse(f"{key}.{kind}", f"is not a kind: {_did_you_mean(kind, KINDS)}")
        pairs += [(name, kind) for name in _full_names(names, f"{key}.{kind}", source)]
    return tuple(pairs)


def _paths(value: object, key: str, source: _Source) -> tuple[PathPattern, ...]:
    return tuple(path_pattern(source.root, text) for text in _names(value, key, source))


def path_pattern(root: str, text: str) -> PathPattern:
    """The pattern that a user wrote; ``./tests`` means the folder of that name in ``root``, as ``/tests`` does."""
    return PathPattern(root, text[1:] if text.startswith("./") else text)


def _flag(value: object, key: str, source: _Source) -> bool | None:
    if isinstance(value, bool):
        return value
    source.refuse(key, f"is {_value(value)}: write true or false")
    return None


def _overrides(value: object, key: str, source: _Source) -> tuple[Override, ...]:
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        source.refuse(key, f"is {_value(value)}: write an array of tables, each with paths")
        return ()
    return tuple(_override(item, source, f"{key}[{index}]") for index, item in enumerate(value))


def _override(table: Table, source: _Source, key: str) -> Override:
    inner = _Source(source.shown, source.root, f"{source.prefix}{key}.", source.problems)
    rest = dict(table)
    paths = _paths(rest.pop("paths", []), "paths", inner)
    if not paths:
        inner.refuse("paths", "is empty: name the files that it is for, such as 'legacy/'")
    return Override(paths, _settings(rest, inner, FILE_KEYS, f"{source.shown} for {', '.join(p.text for p in paths)}"))


# What may differ from file to file, and what holds for a whole tree.
FILE_KEYS: Mapping[str, Reader] = {
    "select": _names,
    "ignore": _names,
    "durable": _durable,
    "non-durable": _non_durable,
    "settings-readers": _full_names,
    "gates": _names,
    "backing-services": _names,
}
TOP_KEYS: Mapping[str, Reader] = {
    **FILE_KEYS,
    "exclude": _paths,
    "extend-exclude": _paths,
    "force-exclude": _flag,
    "overrides": _overrides,
}


def _value(value: object) -> str:
    """A value with its type, as an error names it."""
    return f"{value!r}, {TYPES.get(type(value), 'a ' + type(value).__name__)}"


def _did_you_mean(word: str, choices: tuple[str, ...]) -> str:
    import difflib

    near = difflib.get_close_matches(word, choices, 1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(choices)}"
