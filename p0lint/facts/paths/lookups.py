"""Local names that are looked up in a table, and put into it where it does not hold them yet."""

from __future__ import annotations

from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements


def is_kept_by_key(name: str, scope: Scope) -> bool:
    """Whether a function looks a name up by a key, and keeps it under the same key: ``made = TABLE.get(key)``."""
    return any(is_filled(value, scope) for value in scope.values(name))


def is_filled(looked_up: n.Expr, scope: Scope) -> bool:
    """Whether a function puts something where an expression looks: ``TABLE[key]``, ``TABLE.get(key)``."""
    place = _place(looked_up)
    if not place or scope.function is None:
        return False
    return any(
        isinstance(node, n.Assign)
        and any(isinstance(target, n.Sub) and _place(target) == place for target in node.targets)
        for node in own_statements(scope.function.body)
    )


def made_values(name: str, scope: Scope) -> list[n.Expr]:
    """What a local name is given, but for what is looked up in a table that keeps what was made before."""
    values = scope.values(name)
    if len(values) < 2 or not is_kept_by_key(name, scope):
        return values
    return [value for value in values if not _place(value)]


def looked_up_in(expr: n.Node) -> tuple[n.Expr, n.Expr] | None:
    """The table and the key of ``TABLE[key]`` and ``TABLE.get(key)``; None for anything else."""
    if isinstance(expr, n.Sub):
        return expr.value, expr.index
    if isinstance(expr, n.Call) and isinstance(expr.func, n.Attr) and expr.func.name == "get" and expr.args:
        return expr.func.value, expr.args[0].value
    return None


def _place(expr: n.Expr) -> str:
    """The table and the key that an expression looks up, where the key is no text; empty for any other expression."""
    table, key = looked_up_in(expr) or (expr, None)
    is_known = isinstance(key, (n.Str, n.Const)) if isinstance(expr, n.Sub) else not isinstance(key, (n.Name, n.Attr))
    return "" if key is None or is_known else f"{spelling(table)}[{spelling(key)}]"
