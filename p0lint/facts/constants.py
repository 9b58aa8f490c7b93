"""Settings of a framework's settings module: constants at its top level."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.facts import nodes as n
from p0lint.facts.context import role, tokens
from p0lint.facts.scope import Scope
from p0lint.facts.settings import spelling
from p0lint.facts.site import Site

MODULES = frozenset({"settings", "config", "configuration", "conf", "defaults", "constants", "base"})
SETTINGS = frozenset({"settings", "config", "configuration", "conf"})
DEVELOPMENT = frozenset(
    {"dev", "development", "local", "test", "tests", "testing", "ci", "debug", "example", "sample", "template"}
)
KEYS = frozenset(
    {"default", "BACKEND", "ENGINE", "LOCATION", "CONFIG", "HOST", "NAME", "OPTIONS", "hosts", "url", "URL"}
)
ASSETS = ("staticfiles", "static")


def constant_sites(statement: n.Stmt, scope: Scope) -> Iterator[Site]:
    """The sites of an assignment at the top level of a settings module; none elsewhere."""
    if scope.cls is not None or scope.function is not None or not isinstance(statement, n.Assign):
        return
    names = [spelling(target) for target in statement.targets]
    if statement.value is None or not any(name.isupper() for name in names) or not _is_settings_module(scope):
        return
    for name in names:
        known = scope.catalogue.known_setting(name)
        if name.startswith("_"):
            continue  # nobody sets it from outside
        if known is not None or role([name], scope.catalogue):
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
    if isinstance(value, n.Dict):
        for key, inner in value.items:
            spelt = key.text if isinstance(key, n.Str) else spelling(key)
            if spelt in KEYS or (isinstance(inner, n.Dict) and spelt not in ASSETS):
                yield from _values(inner, (spelt, *names), scope, statement)
    elif isinstance(value, n.Str):
        yield Site(value, scope, "constant", targets=names, statement=statement)
