"""Settings of a framework's settings module: constants at its top level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.facts.names.identifiers import role, tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

MODULES = frozenset({"settings", "config", "configuration", "conf", "defaults", "constants", "base"})
SETTINGS = frozenset({"settings", "config", "configuration", "conf", "celeryconfig"})
OF_CELERY = frozenset({"broker_url", "broker_read_url", "broker_write_url", "result_backend"})  # known in small letters
DEVELOPMENT = frozenset(
    {"dev", "development", "local", "test", "tests", "testing", "ci", "debug", "example", "sample", "template"}
)
KEYS = frozenset(
    {"default", "BACKEND", "ENGINE", "LOCATION", "CONFIG", "HOST", "NAME", "OPTIONS", "URL", "HOSTS", "URLS"}
    | {"host", "hosts", "url", "urls", "server", "servers", "broker", "backend"}
)
SECTION = re.compile(r"_(?:SETTINGS|CONFIG|CONFIGURATION|OPTIONS|CONNECTION)$")
ASSETS = ("staticfiles", "static")


def constant_sites(statement: n.Stmt, scope: Scope) -> Iterator[Site]:
    """The sites of an assignment at the top level of a settings module; none elsewhere."""
    if scope.cls is not None or scope.function is not None or not isinstance(statement, n.Assign):
        return
    names = [spelling(target) for target in statement.targets]
    are_settings = any(name.isupper() or name in OF_CELERY for name in names)
    if statement.value is None or not are_settings or not _is_settings_module(scope):
        return
    for name in names:
        known = scope.catalogue.known_setting(name)
        if name.startswith("_"):
            continue  # nobody sets it from outside
        if known is not None or role([name, SECTION.sub("", name)], scope.catalogue):
            yield from _values(statement.value, (name,), scope, statement)


def _is_settings_module(scope: Scope) -> bool:
    parts = scope.module.name.split(".")
    words = tokens(parts[-1])
    if words & DEVELOPMENT:
        return False
    if words & SETTINGS or parts[-2:-1] == ["settings"]:
        return True
    return len(parts) > 1 and parts[-2] in SETTINGS and bool(words & (MODULES | {"production", "prod", "common"}))


def _values(value: n.Expr, names: tuple[str, ...], scope: Scope, statement: n.Stmt) -> Iterator[Site]:
    if isinstance(value, n.Seq):  # of addresses, each as a text, with its port or as a table of its own
        for item in value.items:
            if not isinstance(item, n.Str) or "://" in item.text or scope.catalogue.loopback(item.text):
                yield from _values(item, names, scope, statement)
    elif isinstance(value, n.Str):
        yield Site(value, scope, "constant", targets=names, statement=statement)
    for key, inner in entries_of(value):
        is_table = isinstance(inner, n.Dict) and key not in ASSETS
        # broker_url names a service; sqlite is an entry to choose from
        names_service = "_" in key and bool(role([key], scope.catalogue))
        if is_table or key in KEYS or key.endswith("_class") or names_service:
            yield from _values(inner, (key, *names), scope, statement)


def entries_of(table: n.Expr) -> list[tuple[str, n.Expr]]:
    """The entries of a table by their keys; none of anything else."""
    items = table.items if isinstance(table, n.Dict) else []
    return [(key.text if isinstance(key, n.Str) else spelling(key), inner) for key, inner in items]
