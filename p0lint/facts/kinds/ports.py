"""Addresses of this host that say by their port what they are of: 6379, or 5432 in the field beside the host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from p0lint.facts.names.identifiers import is_address, tokens
from p0lint.facts.names.links import place
from p0lint.facts.names.vocabulary import SERVES
from p0lint.facts.sites.context import Words
from p0lint.facts.sites.default_tables import is_in_table_of_defaults
from p0lint.facts.sites.site import Site

VISITED = frozenset({"client", "site", "browser"})  # by people, at an address that they type
NEARBY = 5  # how many lines away the port of a host may stand
OF_WEB = frozenset({"9000"})  # where web servers listen as often
BEGINS = re.compile(r"\s*(?:class|(?:async )?def) ")
HOST = re.compile(r"(?i)host(?:_?name)?|server|addr(?:ess)?")


def is_known_by_port(site: Site, value: str, words: Words) -> bool:
    """Whether the default of an address names, in itself or right beside it, the port of a backing service."""
    name = words.near[0] if words.near else ""
    if not (_is_default(site) and is_address(name)) or _serves(name, site):
        return False
    return any(site.scope.catalogue.value(each, None) is not None for each in (value, *_with_port(site, value, name)))


def _is_default(site: Site) -> bool:
    """Whether a value is the default of a read, an option or a field, also one behind ``or`` or in a table of defaults."""
    is_other_value = site.form == "value" and bool(site.conditions) and site.conditions[-1].reason == "or"
    return is_other_value or site.form in ("read", "option", "field") or is_in_table_of_defaults(site)


def _serves(name: str, site: Site) -> bool:
    """Whether something listens at an address, or people visit it, by the name of it or of what it is part of."""
    serves = any(not SERVES.isdisjoint(tokens(each)) for each in (name, *site.scope.symbol.split(".")))
    return serves or not VISITED.isdisjoint(tokens(name))


def _together(lines: list[str]) -> Iterator[str]:
    """Those of some lines that stand in the same class or function as the first of them."""
    return takewhile(lambda line: not BEGINS.match(line), lines)


def _with_port(site: Site, value: str, name: str) -> list[str]:
    """A bare host with the number that a port of the same name is given nearby: ``stats_host`` and ``stats_port``."""
    beside = HOST.sub("port", name)
    if beside == name or ":" in value:
        return []
    row = place(site.value, site.scope).line
    every = site.scope.module.lines
    lines = [
        *_together(every[max(0, row - 1 - NEARBY) : row - 1][::-1]),
        every[row - 1],
        *_together(every[row : row + NEARBY]),
    ]
    port = re.compile(rf"\b{re.escape(beside)}\b[^\n]*?\b(\d{{4,5}})\b", re.IGNORECASE)
    ports = [found[1] for line in lines if (found := port.search(line)) and found[1] not in OF_WEB]
    return [f"{scheme}localhost:{each}" for each in ports for scheme in ("", "http://")]
