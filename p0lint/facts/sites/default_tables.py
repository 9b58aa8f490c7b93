"""Tables of the defaults of settings: dicts that are called so, or that what a user sets is laid over."""

from __future__ import annotations

import re

from p0lint.facts.names.identifiers import is_default_name, last, role, tokens
from p0lint.facts.names.vocabulary import CONFIGURES, KEPT
from p0lint.facts.settings.words import SAYS_LITTLE, SPECIFIES
from p0lint.facts.sites.handed import text_around
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

# What is done with a table of defaults: a user's own is laid over it, over a copy of it, or each entry is asked for.
LAID_OVER = (
    r"\*\*(?:\w+\.)?%s\b|\b%s\.(?:update|copy|items|setdefault)\(|\b%s\.get\((?![\"'])|\b%s\s*\|[^|]|\|\s*(?:\w+\.)?%s\b"
    r"|\b(?:dict|copy|deepcopy|merge|deep_merge|ChainMap)\([^()]*\b%s\b|\b%s\[\w+\]"
)
TAKEN = r"\b%%s(?:\.get\(|\[)[\"']%s"  # an entry, which is told where it is taken
ALIASES = ("default", "main", "primary")  # keys that say nothing of what is below them: "caches": {"default": {...}}
BUILT_IN = frozenset({"built", "in", "builtin", "builtins", ""})
TEMPORARY = ("/tmp/", "/var/tmp/")  # noqa: S108 - for comparison only
UPDATED = r"\b%s\.update\(|\{\*\*(?:\w+\.)?%s,"


def is_in_table_of_defaults(site: Site) -> bool:
    """Whether a text is the default of a setting in a table: ``DEFAULTS = {"cache_backend": "memory"}``."""
    statement = site.statement
    if not isinstance(statement, (n.Assign, n.Return)) or not isinstance(statement.value, n.Dict):
        return False
    if not site.targets or not isinstance(site.value, (n.Str, n.Joined, n.Seq)):
        return False
    if isinstance(statement, n.Return):
        return _is_returned_as_defaults(site) and _says_what(site, site.targets)
    return len(site.targets) > 1 and _says_what(site, site.targets[:-1]) and _is_table_of_defaults(site)


def _is_returned_as_defaults(site: Site) -> bool:
    """Whether a function is called after the defaults of the configuration that it returns: ``def default_config()``."""
    name = site.scope.function.name if site.scope.function else ""
    return is_default_name(name) and ("defaults" in tokens(name) or not tokens(name).isdisjoint(CONFIGURES))


def _is_table_of_defaults(site: Site) -> bool:
    """Whether a table is called one of defaults, or what a user sets is laid over it."""
    table = site.targets[-1]
    said = tokens(last(table))
    if is_default_name(table) or _is_built_in(said):
        if _is_found(TAKEN % f"{re.escape(site.targets[-2])}[\"']", table, site):
            return False
        is_of_config = "defaults" in said or not said.isdisjoint(CONFIGURES) or _is_built_in(said)
        is_taken_as_whole = not _is_found(TAKEN % "", table, site)
        return (is_of_config and is_taken_as_whole) or _is_found(LAID_OVER, table, site)
    speaks = not said.isdisjoint(CONFIGURES) or bool(role([last(table)], site.scope.catalogue))
    return speaks and _is_found(UPDATED, table, site)


def _is_built_in(said: frozenset[str]) -> bool:
    """Whether a table is called what is built in and no more: the layers of a configuration are laid over it."""
    return said <= BUILT_IN | CONFIGURES and not said.isdisjoint(("built", "builtin", "builtins"))


def _says_what(site: Site, keys: tuple[str, ...]) -> bool:
    """Whether the key of an entry names what it is the setting of, by itself or with the key of the table it is in."""
    key = keys[0]
    owner = next((each for each in site.targets[1:] if each not in ALIASES), "")
    first = site.value.items[0] if isinstance(site.value, n.Seq) and site.value.items else site.value
    value = first.text if isinstance(first, n.Str) else ""
    if "://" in value and (len(keys) > 1 or site.scope.catalogue.value(value, None) is not None):
        return True  # by the table that its table is in, or by its port
    if "/" in value and "://" not in value and not value.startswith(TEMPORARY):
        return False  # a program knows files of its own as well
    told = last(owner).lower().removesuffix("_defaults") if key.lower() in SAYS_LITTLE | SPECIFIES else key
    is_kept = value.startswith(TEMPORARY) and not KEPT.isdisjoint(tokens(key))
    return is_kept or bool(role([told], site.scope.catalogue))


def _is_found(pattern: str, table: str, site: Site) -> bool:
    name, scope = re.escape(table), site.scope
    key = ("table", scope.module.path, scope.symbol, table, pattern)
    return scope.project.learn(
        key, lambda: re.search(pattern.replace("%s", name), text_around(table, site)) is not None
    )
