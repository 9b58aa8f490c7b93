"""setup.cfg as p0lint.toml would have it: everything in an INI file is text, so the key says what a value is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from p0lint.config.settings import KINDS


def ini_table(text: str) -> dict[str, Any] | None:
    """
    The section ``[p0lint]`` with its values in TOML's types, and each ``[p0lint:PATTERNS]`` as one override.

    None without such a section. Raises configparser.Error.
    """
    import configparser

    parser = configparser.ConfigParser(interpolation=None, default_section="")
    parser.read_string(text)
    sections = {name: _ini_values(parser[name]) for name in parser.sections() if name.partition(":")[0] == "p0lint"}
    if not sections:
        return None
    overrides = [
        {"paths": _items(name.partition(":")[2])} | values for name, values in sections.items() if name != "p0lint"
    ]
    return {**sections.get("p0lint", {}), **({"overrides": overrides} if overrides else {})}


def _ini_values(section: Mapping[str, str]) -> dict[str, Any]:
    return {key: _ini_value(key, text) for key, text in section.items()}


def _ini_value(key: str, text: str) -> object:
    if key == "force-exclude":
        return {"true": True, "false": False}.get(text.strip().lower(), text)
    if key == "extend":
        return text.strip()
    if key == "non-durable" and ":" in text:
        kinds: dict[str, list[str]] = {}
        for item in _items(text):
            kind, _, name = item.rpartition(":")
            kinds.setdefault(kind.strip() or KINDS[0], []).append(name.strip())
        return kinds
    return _items(text)


def _items(text: str) -> list[str]:
    """A list as INI files write it: one item a line, or with commas between."""
    return [item.strip() for line in text.splitlines() for item in line.split(",") if item.strip()]
