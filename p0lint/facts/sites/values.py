"""The places inside of an expression where a value may come to stand for a backing service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import WRAPPERS, text
from p0lint.facts.paths.conditions import LOOKED_UP, Condition, condition
from p0lint.facts.settings.reads import Setting, setting, spelling
from p0lint.facts.sites.falling import handed_over
from p0lint.facts.sites.options import described, option_sites
from p0lint.facts.sites.site import Position, Site
from p0lint.facts.sites.tables import entries, gates_of, is_table, keyword_table, registration
from p0lint.facts.syntax import nodes as n

TELLS = frozenset({"print", "warn", "isinstance", "issubclass", "type", "getLogger", "TypeVar", "format_exception"})
LOGGERS = frozenset({"logger", "log", "logging", "warnings", "console", "logs"})
JOINS = frozenset({"join", "joinpath"})
KEEPS = WRAPPERS | JOINS  # what is made of a value is still what the name stands for


def value_sites(expr: n.Expr, scope: Scope, position: Position) -> Iterator[Site]:
    """The sites of an expression whose value is kept, returned or passed on."""
    if isinstance(expr, n.Or):
        yield from _alternatives(expr, scope, position)
    elif isinstance(expr, n.Cond):
        yield from sites_inside(expr.test, scope, position, is_test=True)
        true, false = condition(expr.test, scope)
        yield from value_sites(expr.body, scope, position.under(_instead_of(expr.orelse, true)))
        yield from value_sites(expr.orelse, scope, position.under(_instead_of(expr.body, false)))
    elif isinstance(expr, n.Walrus):
        yield from value_sites(expr.value, scope, position.given(expr.name))
    elif isinstance(expr, n.Seq) and expr.kind == "tuple" and not is_table(expr):
        for item in expr.items:
            yield from value_sites(item, scope, position)
    elif isinstance(expr, n.And):
        for value in expr.values[:-1]:
            yield from sites_inside(value, scope, position, is_test=True)
        yield from value_sites(
            expr.values[-1], scope, position.under(*(condition(v, scope)[0] for v in expr.values[:-1]))
        )
    else:
        yield Site(
            expr, scope, "value", position.conditions, position.targets, position.around, statement=position.statement
        )
        if isinstance(expr, n.Seq) and len(expr.items) == 1 and isinstance(expr.items[0], n.Call):
            yield from value_sites(expr.items[0], scope, position)  # a list of the only one that there is
        else:
            yield from sites_inside(expr, scope, position)


def _instead_of(other: n.Expr, held: Condition) -> Condition:
    """What holds where one of two values is taken; ``a if a in KNOWN else b`` takes b in the place of a, as ``a or b`` does."""
    is_asked = held.kind == "missing" and any(spelling(subject) == spelling(other) for subject in held.subjects)
    return replace(held, reason="or") if is_asked and spelling(other) else held


def _alternatives(expr: n.Or, scope: Scope, position: Position) -> Iterator[Site]:
    """``a or b or c``: each is taken where those before it are missing."""
    before: tuple[n.Expr, ...] = ()
    for value in expr.values:
        held = (Condition("missing", before, reason="or", node=expr),) if before else ()
        yield from value_sites(value, scope, position.under(*held))
        before = (*before, value)


def sites_inside(expr: n.Expr, scope: Scope, position: Position, is_test: bool = False) -> Iterator[Site]:
    """The sites below an expression: defaults of reads, alternatives in arguments, entries of tables."""
    if isinstance(expr, n.Call):
        yield from _call(expr, scope, position, is_test)
    elif isinstance(expr, n.Dict):
        yield from _dict(expr, scope, position)
    elif isinstance(expr, n.Seq) and is_table(expr):
        pairs = [item.items[:2] for item in expr.items if isinstance(item, n.Seq)]
        yield from entries([(key, value) for key, value in pairs], scope, position)
    elif isinstance(expr, n.Lambda):
        yield from value_sites(expr.body, scope, position)
    elif isinstance(expr, (n.Or, n.Cond, n.Walrus)) and not is_test:
        yield from value_sites(expr, scope, position)
    elif isinstance(expr, n.Walrus):
        yield from value_sites(expr.value, scope, position.given(expr.name))
    elif isinstance(expr, n.Compare):  # what is given to a name is whether they are equal
        for side in (expr.left, expr.right):
            if not isinstance(side, n.Dict):  # of a table, the keys alone are compared with
                yield from sites_inside(side, scope, replace(position, targets=()), is_test)
    else:
        for child in expr.children():
            if isinstance(child, n.Expr):
                yield from sites_inside(child, scope, position, is_test)


def _call(expr: n.Call, scope: Scope, position: Position, is_test: bool) -> Iterator[Site]:
    callee = spelling(expr.func)
    owner, _, last = callee.rpartition(".")
    if last in TELLS or owner.rpartition(".")[2].lower().lstrip("_") in LOGGERS:
        return
    read = setting(expr, scope)
    is_read = read is not None and read.node is expr
    default, held = (None, None) if is_read else _fallback(expr, callee)
    if read is not None and is_read and read.default is not None:
        default = read.default
        yield from _read(read, default, scope, position)
    elif default is not None and held is not None:
        yield from value_sites(default, scope, position.under(held))
    yield from option_sites(expr, callee, scope)
    yield from registration(expr, callee, scope, position)
    yield from keyword_table(expr, callee, scope, position)
    yield from handed_over(expr, scope, position)
    made_by = expr.func.value if isinstance(expr.func, n.Attr) else expr.func
    if not isinstance(made_by, n.Name):
        yield from sites_inside(made_by, scope, position)
    below = (position if last in KEEPS else replace(position, targets=())).passed(callee)
    told = [arg for arg in expr.args if arg.value is default or (is_read and isinstance(arg.value, n.Str))]
    if last in JOINS:  # the parts of a path, which is told as a whole
        told += [arg for arg in expr.args if isinstance(arg.value, n.Str)]
    for arg in expr.args:
        if arg not in told:
            yield from _argument(arg, scope, below, is_test)


def _read(read: Setting, default: n.Expr, scope: Scope, position: Position) -> Iterator[Site]:
    """The default of a read, and the reads in it; of a parameter that is one, what that is by default."""
    parameter = scope.parameter(default.id) if isinstance(default, n.Name) and not scope.values(default.id) else None
    yield Site(
        default if parameter is None or parameter.default is None else parameter.default,
        scope,
        "read",
        position.conditions,
        position.targets,
        position.around,
        read,
        statement=position.statement,
    )
    if isinstance(default, (n.Call, n.Or, n.Cond, n.Joined)):
        yield from sites_inside(default, scope, position.given(read.name))


def _fallback(expr: n.Call, callee: str) -> tuple[n.Expr | None, Condition | None]:
    """What a lookup falls to, and where: ``BACKENDS.get(name, Default)``, ``getattr(module, name, Default)``, ``next(..., D)``."""
    last = callee.rpartition(".")[2]
    if (last == "get" and len(expr.args) == 2) or (callee == "getattr" and len(expr.args) == 3):
        table = expr.func.value if isinstance(expr.func, n.Attr) else expr.args[0].value
        return expr.args[-1].value, Condition("rejected", (expr.args[-2].value, table), reason=LOOKED_UP, node=expr)
    if callee == "next" and len(expr.args) == 2:  # the first of several that a setting names
        nodes = list(expr.args[0].walk())
        compared = [side for node in nodes if isinstance(node, n.Compare) for side in (node.left, node.right)]
        named = [node for node in nodes if isinstance(node, n.Name)]
        return expr.args[1].value, Condition("rejected", (*compared, *named), node=expr)
    return None, None


def _argument(arg: n.Arg, scope: Scope, position: Position, is_test: bool) -> Iterator[Site]:
    if is_test or isinstance(arg.value, (n.Name, n.Attr)):
        yield from sites_inside(arg.value, scope, position, is_test=True)
    else:
        yield from value_sites(arg.value, scope, position.given(arg.keyword))


def _dict(expr: n.Dict, scope: Scope, position: Position) -> Iterator[Site]:
    if len(expr.items) > 1:
        yield from entries([(key, value) for key, value in expr.items if key is not None], scope, position)
    told = described(expr, scope)
    if told is not None and told.default is not None:
        yield Site(told.default, scope, "option", setting=told, statement=position.statement)
    names = [folded.value if key and (folded := text(key, scope)) else spelling(key) for key, _ in expr.items]
    whole = position
    for (key, value), name, gates in zip(expr.items, names, gates_of(names, scope), strict=True):
        position = whole.under(*gates)
        if isinstance(key, n.Call):
            yield from sites_inside(key, scope, position)
        if isinstance(value, (n.Or, n.Cond, n.Call, n.Dict, n.Seq)):
            yield from value_sites(value, scope, position.given(name))
        else:
            yield Site(
                value,
                scope,
                "value",
                position.conditions,
                (name, *position.targets),
                position.around,
                statement=position.statement,
            )
            if isinstance(value, n.Lambda):
                yield from sites_inside(value.body, scope, position.given(name))
            elif isinstance(value, n.Sub):
                yield from sites_inside(value.index, scope, position.given(name))
