"""What has no effect and answers nothing: the methods of a null object."""

from __future__ import annotations

from p0lint.facts.syntax import nodes as n


def does_nothing(method: n.Func) -> bool:
    """Whether a plain method has no effect and returns nothing that says something."""
    return not method.decorators and all(is_nothing(statement) for statement in method.body)


def is_nothing(statement: n.Stmt) -> bool:
    """Whether a statement has no effect and returns nothing that says something."""
    if isinstance(statement, n.Flow):
        return statement.word == "pass"
    if isinstance(statement, n.ExprStmt):
        return isinstance(statement.value, n.Str)
    if isinstance(statement, n.Return):
        return statement.value is None or _is_empty(statement.value)
    return False


def _is_empty(value: n.Expr) -> bool:
    """Whether a value holds nothing: a constant, an empty container, or one of those as in ``{"hits": {"hits": []}, "total": 0}``."""
    if isinstance(value, n.Dict) and value.items:
        held = [inner for _, inner in value.items]
        return any(isinstance(inner, (n.Seq, n.Dict)) for inner in held) and all(_is_empty(inner) for inner in held)
    if isinstance(value, n.Call):  # how much it was given: len(events)
        given = value.args[0].value if len(value.args) == 1 else None
        return isinstance(value.func, n.Name) and value.func.id == "len" and isinstance(given, n.Name)
    return isinstance(value, n.Const) or (isinstance(value, (n.Seq, n.Dict)) and not value.items)
