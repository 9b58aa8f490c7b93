"""Reads of settings by the name of what is called, or of what it is told: ``add(env_name="CACHE_URL", default=...)``."""

from __future__ import annotations

import re

from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import Setting, key_text, screams, spelling
from p0lint.facts.settings.words import READER_NAME
from p0lint.facts.syntax import nodes as n

NAMES = re.compile(r"(?:\w+_)?(?:name|key|env|env_?var|variable|setting)")  # of the parameter that names a setting


def named_read(expr: n.Call, scope: Scope) -> Setting | None:
    """A read by the name of what is called: ``get_config(Names.STORAGE_URL, "memory://")``, ``_get("redis_host")``."""
    last = spelling(expr.func).rpartition(".")[2]
    default = expr.argument(-1, "default")
    variable = _variable(expr) if default is not None else None
    if variable is not None:
        return Setting(key_text(variable, scope), "config", expr, default)
    placed = _by_place(expr)
    if placed is not None:
        return Setting(key_text(placed[0], scope), "config", expr, placed[1])
    if not expr.args or not (READER_NAME.fullmatch(last) or last in ("_get", "get_secret", "getenv")):
        return None
    key = expr.args[0].value
    if isinstance(key, n.Str) and key.text.startswith("-"):  # an option of a command line
        return None
    if isinstance(key, (n.Str, n.Attr)) or screams(key):
        return Setting(key_text(key, scope), "config", expr, expr.argument(1, "default"))
    return None


def _variable(expr: n.Call) -> n.Expr | None:
    """The text that names a variable to what is called, first or under a keyword that says so."""
    named = (
        arg.value
        for place, arg in enumerate(expr.args)
        if NAMES.fullmatch(arg.keyword) or (place == 0 and not arg.keyword)
    )
    return next((value for value in named if _is_variable(value)), None)


def _by_place(expr: n.Call) -> tuple[n.Expr, n.Expr] | None:
    """The variable that is declared with its name and type, and its default between: ``add("queue", str, "sqlite", "APP_QUEUE")``."""
    placed = [arg.value for arg in expr.args if not arg.keyword][:4]
    if len(placed) < 4:
        return None
    name, of, default, variable = placed
    is_typed = isinstance(name, n.Str) and isinstance(of, n.Name) and of.id == "str"
    return (variable, default) if is_typed and _is_variable(variable) else None


def _is_variable(expr: n.Expr) -> bool:
    """Whether a text is spelt as the names of environment variables are."""
    return isinstance(expr, n.Str) and expr.text.isupper() and "_" in expr.text and expr.text.isidentifier()
