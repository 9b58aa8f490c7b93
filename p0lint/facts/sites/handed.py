"""What a name is handed to where it means the same: the client that an address is for."""

from __future__ import annotations

import re

from p0lint.catalogue.entries import DURABLE
from p0lint.facts.names.scope import spelt
from p0lint.facts.sites.site import Site


def given_to(site: Site) -> str:
    """What the library says of the client that a name is handed to which a value is given: ``Elasticsearch(self.hosts)``."""
    if not site.targets or site.form in ("parameter", "entry", "registration"):
        return ""
    name, scope = site.targets[-1], site.scope
    key = ("given to", id(scope.catalogue), scope.module.path, scope.symbol, name)
    return scope.project.learn(key, lambda: _role_of_client(name, site))


def _role_of_client(name: str, site: Site) -> str:
    for callee in handed_to(name, site):
        symbol = site.scope.catalogue.symbol(spelt(callee, site.scope.module))
        if symbol is not None and symbol.kind == DURABLE:
            return symbol.role
    return ""


def handed_to(name: str, site: Site) -> list[str]:
    """What a name is handed to where it means the same, as it is called."""
    handed = re.compile(rf"([A-Za-z_][\w.]*)\([^()]{{0,400}}?(?<![\w.]){re.escape(name)}\b(?!\s*=(?!=))")
    return handed.findall(text_around(name, site))


def text_around(name: str, site: Site) -> str:
    """The text in which a name means the same: its function, its class where it is an attribute, its module."""
    scope = site.scope
    lines = scope.module.lines
    if scope.cls is not None and (name.startswith("self.") or scope.function is None):
        return "\n".join(lines[scope.cls.span.start - 1 : scope.cls.span.end])
    if scope.function is None:
        return scope.module.text
    start, end = scope.unit.rows(scope.function)
    return "\n".join(lines[start - 1 : end])
