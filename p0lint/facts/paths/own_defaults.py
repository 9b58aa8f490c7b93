"""What an expression comes to where nobody sets anything: through constants, helpers, properties and fields of settings."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.facts.names.constants import constant, given_there
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import DEPTH, PASS_THROUGH
from p0lint.facts.settings.reads import setting
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import leaves, returned
from p0lint.project import Definition

FIELDS = frozenset({"Field", "field", "attrib", "ib"})
LINES = 15  # a longer function does more than to tell a setting


def own_defaults(expr: n.Expr, scope: Scope, depth: int = 0) -> frozenset[str]:
    """The texts that an expression may come to where nobody sets anything, in lower case."""
    return frozenset(each.lower() for each in _texts(expr, scope, depth))


def told_by(expr: n.Expr, scope: Scope) -> Iterator[tuple[n.Expr, Scope]]:
    """What a constant, a helper that needs nothing, or a property is where it is defined, with what it sees."""
    found = constant(expr, scope) if isinstance(expr, (n.Name, n.Attr)) else None
    if found is not None:
        yield found[0], found[1]
        return
    is_call = isinstance(expr, n.Call) and not expr.args
    asked = expr.func if isinstance(expr, n.Call) else expr
    definition = scope.definition(asked) or _of_object(asked, scope)
    if definition is None or (definition.kind in ("function", "method")) != (is_call or _is_property(definition)):
        return
    field = given_there(definition, scope) if definition.kind == "field" else None
    if field is not None:
        yield field[0], field[1]
    elif definition.span is not None and definition.span.end - definition.span.start <= LINES:
        helper = scope.helper(definition)
        yield from ((value, helper[1]) for value in returned(helper[0])) if helper is not None else ()


def _texts(expr: n.Expr, scope: Scope, depth: int) -> Iterator[str]:
    if depth > DEPTH:
        return
    if isinstance(expr, n.Str):
        yield expr.text
    elif isinstance(expr, n.Or):
        yield from _texts(expr.values[-1], scope, depth + 1)
    elif isinstance(expr, n.Cond):
        yield from (each for leaf in leaves(expr) for each in _texts(leaf, scope, depth + 1))
    elif isinstance(expr, n.Name) and scope.values(expr.id):
        yield from (each for value in scope.values(expr.id) for each in _texts(value, scope, depth + 1))
    elif isinstance(expr, n.Lambda):
        yield from _texts(expr.body, scope, depth + 1)
    elif isinstance(expr, n.Call) and isinstance(expr.func, n.Attr) and expr.func.name in PASS_THROUGH:
        yield from _texts(expr.func.value, scope, depth + 1)
    elif isinstance(expr, (n.Call, n.Attr, n.Name)):
        default = _default(expr, scope) if isinstance(expr, n.Call) else None
        if default is not None:
            yield from _texts(default, scope, depth + 1)
        else:
            yield from (each for value, inner in told_by(expr, scope) for each in _texts(value, inner, depth + 1))


def _default(expr: n.Call, scope: Scope) -> n.Expr | None:
    """The default of a read, or of the field of a class of settings."""
    read = setting(expr, scope)
    if read is not None and read.node is expr and read.default is not None:
        return read.default
    factory = expr.argument(-1, "default_factory") or expr.argument(-1, "factory")
    is_field = isinstance(expr.func, (n.Name, n.Attr)) and scope.resolve(expr.func).rpartition(".")[2] in FIELDS
    return factory or expr.argument(-1, "default") or (expr.argument(0) if is_field else None)


def _of_object(expr: n.Expr, scope: Scope) -> Definition | None:
    """The field, method or property of an object that a constant holds or a helper makes: ``settings.env``."""
    if not isinstance(expr, n.Attr):
        return None
    made = expr.value
    for _ in range(2):  # get_settings() returns Settings()
        cls = scope.definition(made.func) if isinstance(made, n.Call) else None
        if cls is not None and cls.kind == "class":
            return scope.lookup(f"{cls.full_name}.{expr.name}")
        told = next(told_by(made, scope), None) if isinstance(made, (n.Call, n.Name, n.Attr)) else None
        if told is None:
            return None
        made, scope = told
    return None


def _is_property(found: Definition) -> bool:
    """Whether a method is asked for as an attribute is."""
    above = found.module.lines[found.span.start - 1] if found.span is not None and found.kind == "method" else ""
    return "property" in above
