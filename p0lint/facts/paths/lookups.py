"""Local names that are looked up in a table, and put into it where it does not hold them yet."""

from __future__ import annotations

from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements


def is_kept_by_key(name: str, scope: Scope) -> bool:
    """Whether a function looks a name up by a key, and keeps it under the same key: ``made = TABLE.get(key)``."""
    places = {place for value in scope.values(name) if (place := _place(value))}
    if not places or scope.function is None:
        return False
    return any(
        isinstance(node, n.Assign)
        and any(isinstance(target, n.Sub) and _place(target) in places for target in node.targets)
        for node in own_statements(scope.function.body)
    )


def made_values(name: str, scope: Scope) -> list[n.Expr]:
    """What a local name is given, but for what is looked up in a table that keeps what was made before."""
    values = scope.values(name)
    if len(values) < 2 or not is_kept_by_key(name, scope):
        return values
    return [value for value in values if not _place(value)]


def _place(expr: n.Expr) -> str:
    """The table and the key that an expression looks up, where the key is no text; empty for any other expression."""
    if isinstance(expr, n.Sub) and not isinstance(expr.index, (n.Str, n.Const)):
        return f"{spelling(expr.value)}[{spelling(expr.index)}]"
    if isinstance(expr, n.Call) and isinstance(expr.func, n.Attr) and expr.func.name == "get" and expr.args:
        key = expr.args[0].value
        return f"{spelling(expr.func.value)}[{spelling(key)}]" if isinstance(key, (n.Name, n.Attr)) else ""
    return ""
