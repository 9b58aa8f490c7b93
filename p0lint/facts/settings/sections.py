"""Options that are looked up in a section: ``parser.get("redis", "URL")``, ``parser.get(section, option)``."""

from __future__ import annotations

from p0lint.facts.syntax import nodes as n

SECTIONS = ("section", "section_name")


def is_option(option: n.Expr, section: n.Expr) -> bool:
    """Whether the second argument of a ``get`` is looked up in the first one, and is no default."""
    if isinstance(section, n.Name):
        return isinstance(option, n.Name) and section.id in SECTIONS
    return isinstance(option, n.Str) and option.text.isupper() and isinstance(section, n.Str) and section.text.islower()


def option_of(read: n.Call | n.Sub, key: str, names: tuple[str, ...]) -> str:
    """The parameter that names an option, where the one that is the key names its section; empty if there is none."""
    if not isinstance(read, n.Call) or key not in SECTIONS:
        return ""
    section, option = read.argument(0), read.argument(1)
    is_pair = isinstance(section, n.Name) and section.id == key
    return option.id if is_pair and isinstance(option, n.Name) and option.id in names else ""
