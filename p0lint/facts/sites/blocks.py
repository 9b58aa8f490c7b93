"""Every place where a value may come to stand for a backing service, with the conditions under which it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from p0lint.facts.names.identifiers import role, tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.names.vocabulary import CONFIGURES
from p0lint.facts.paths.conditions import Condition, compared, condition
from p0lint.facts.paths.flow import after
from p0lint.facts.paths.gates import gate
from p0lint.facts.paths.handlers import always_raises, missing_key
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.constants import entries_of
from p0lint.facts.sites.descriptors import declared
from p0lint.facts.sites.options import annotated_site, field_default, fills_settings, is_of_settings
from p0lint.facts.sites.site import Position, Site
from p0lint.facts.sites.tables import filled_in, registered_sites
from p0lint.facts.sites.values import sites_inside, value_sites
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements


def function_sites(function: n.Func, scope: Scope) -> Iterator[Site]:
    """The sites of a function: its parameters' defaults and its body."""
    inner = scope.inner(function)
    if scope.marks.touch(function):
        for parameter in function.params:
            if parameter.default is not None:
                default = _dependency(parameter.default)
                plain = Site(default, inner, "parameter", targets=(parameter.name,), statement=parameter)
                yield annotated_site(parameter, inner) or plain
                yield from sites_inside(parameter.default, inner, Position(targets=(parameter.name,)))
        for decorator in function.decorators:
            yield from sites_inside(decorator, scope, Position())
    yield from block_sites(function.body, inner, ())


def _dependency(default: n.Expr) -> n.Expr:
    """What a framework makes a parameter of by default: ``Depends(make_store)``."""
    if isinstance(default, n.Call) and spelling(default.func).rpartition(".")[2] == "Depends":
        return default.argument(0, "dependency") or default
    return default


def block_sites(body: list[n.Stmt], scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    """The sites of the statements of a block, as far as they are marked."""
    marked = [scope.marks.hold(statement) for statement in body]
    while marked and not marked[-1]:
        marked.pop()
    for position, (statement, is_marked) in enumerate(zip(body, marked, strict=False)):
        if is_marked and isinstance(statement, n.Import):
            yield from _imported(statement, body[position + 1 :], scope, conditions)
        if is_marked:
            yield from _statement(statement, scope, conditions)
        conditions = (*conditions, *after(statement, scope))


def _imported(
    statement: n.Import, below: list[n.Stmt], scope: Scope, conditions: tuple[Condition, ...]
) -> Iterator[Site]:
    """The names that a branch imports, where another branch imports others under the same short names."""
    body = scope.function.body if scope.function else scope.unit.body
    used = {node.id for each in below for node in each.walk() if isinstance(node, n.Name)} if conditions else set()
    for name, full in statement.names.items() if conditions else ():
        if name in used:
            continue  # it is taken, and told, further down in the branch
        for other in own_statements(body):
            if isinstance(other, n.Import) and other.names.get(name, full) != full:
                value = _dotted(statement.origin, scope.module.absolute(full))
                yield Site(value, scope, "import", conditions, (name,), statement=statement)
                break


def _dotted(origin: Any, full: str) -> n.Expr:
    first, *rest = full.split(".")
    value: n.Expr = n.Name(origin, first)
    for part in rest:
        value = n.Attr(origin, value, part)
    return value


def _statement(statement: n.Stmt, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    if isinstance(statement, n.Func):
        yield from registered_sites(statement, scope)
        yield from function_sites(statement, scope)
    elif isinstance(statement, n.Class):
        yield from class_sites(statement.body, scope)
    elif isinstance(statement, n.If):
        yield from _branches(statement, scope, conditions)
    elif isinstance(statement, n.Try):
        yield from _try(statement, scope, conditions)
    elif isinstance(statement, n.Match):
        yield from _match(statement, scope, conditions)
    elif isinstance(statement, n.With):
        for value, _ in statement.items if scope.marks.touch(statement) else ():
            yield from sites_inside(value, scope, Position(conditions, statement=statement))
        yield from block_sites(statement.body, scope, conditions)
    elif isinstance(statement, n.Loop):
        if scope.marks.touch(statement):
            yield from sites_inside(statement.subject, scope, Position(conditions, statement=statement))
            yield from _tried_in_turn(statement, scope, conditions)
        yield from block_sites(statement.body, scope, conditions)
        yield from block_sites(statement.orelse, scope, (*conditions, *after(statement, scope)))
    else:
        yield from _simple(statement, scope, conditions)


def _tried_in_turn(loop: n.Loop, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    """What is taken where those before it fail: ``for made in (RedisStore, MemoryStore): try: return made() ...``."""
    classes = loop.subject.items if isinstance(loop.subject, n.Seq) else []
    tried = next((inner for inner in loop.body if isinstance(inner, n.Try) and inner.handlers), None)
    if tried is None or not isinstance(loop.target, n.Name) or any(always_raises(each.body) for each in tried.handlers):
        return
    made = [node for inner in tried.body for node in inner.walk() if isinstance(node, n.Call)]
    if any(isinstance(node.func, n.Name) and node.func.id == loop.target.id for node in made):
        for value in classes[1:]:
            yield Site(value, scope, "value", (*conditions, Condition("failed", node=tried)), statement=loop)


def _branches(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    if scope.marks.touch(statement):
        yield from sites_inside(statement.test, scope, Position(conditions, statement=statement), is_test=True)
    true, false = condition(statement.test, scope)
    yield from block_sites(statement.body, scope, (*conditions, true))
    yield from block_sites(statement.orelse, scope, (*conditions, false))


def _try(statement: n.Try, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    yield from block_sites(statement.body, scope, conditions)
    for handler in filter(scope.marks.hold, statement.handlers):
        caught = missing_key(statement, handler, scope) or Condition("failed", tuple(handler.caught), node=statement)
        yield from block_sites(handler.body, scope, (*conditions, caught))
    yield from block_sites(statement.orelse, scope, conditions)
    yield from block_sites(statement.final, scope, conditions)


def _match(statement: n.Match, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    seen: list[str] = []
    subjects = (compared(statement.subject),)
    for case in statement.cases:
        values = tuple(_case_value(value, scope) for value in case.values)
        is_none = any(isinstance(value, n.Const) and value.value is None for value in case.values)
        if case.wildcard or not values:
            held = Condition("rejected", subjects, tuple(seen), node=case)
        elif is_none:
            held = Condition("missing", subjects, node=case)
        else:
            reason = gate(
                n.Compare(case.origin, statement.subject, "in", n.Seq(case.origin, case.values, "tuple")), scope
            )
            held = Condition("gated" if reason else "chosen", subjects, values, reason, node=case)
        guards = (condition(case.guard, scope)[0],) if case.guard else ()
        seen.extend(values)
        yield from block_sites(case.body, scope, (*conditions, held, *guards))


def _case_value(value: n.Expr, scope: Scope) -> str:
    folded = text(value, scope)
    return folded.value if folded else spelling(value)


def _simple(statement: n.Stmt, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Site]:
    position = Position(conditions, statement=statement)
    if isinstance(statement, n.Assign) and statement.value is not None:
        targets = tuple(filter(None, (spelling(target) for target in statement.targets)))
        if isinstance(statement.value, n.Str) and not conditions and fills_settings(scope):
            names = tuple(target.rpartition(".")[2] for target in targets if target.startswith("self."))
            yield Site(statement.value, scope, "field", targets=names, statement=statement)
            return
        yield from value_sites(statement.value, scope, replace(position, targets=targets))
        yield from filled_in(statement, statement.value, scope, position)
    elif isinstance(statement, (n.Return, n.ExprStmt)) and statement.value is not None:
        yield from value_sites(statement.value, scope, position)
    elif not isinstance(statement, n.Raise):
        for child in statement.children():
            if isinstance(child, n.Expr):
                yield from sites_inside(child, scope, position)


def class_sites(body: list[n.Stmt], scope: Scope) -> Iterator[Site]:
    """The sites of the body of a class: its fields and its methods."""
    for statement in body:
        if isinstance(statement, (n.Func, n.Class)):
            yield from _statement(statement, scope, ())
        elif isinstance(statement, n.Assign) and statement.value is not None:
            yield from _field_sites(statement, statement.value, scope)
        else:
            yield from _statement(statement, scope, ())


def _field_sites(statement: n.Assign, value: n.Expr, scope: Scope) -> Iterator[Site]:
    names = tuple(filter(None, (spelling(target) for target in statement.targets)))
    read = declared(value, names[0], scope) if names else None
    if read is not None and read.default is not None:
        yield Site(read.default, scope, "option", targets=names, setting=read, statement=statement)
        return
    default = field_default(value, scope)
    position = Position(targets=names, statement=statement)
    if default is not None:
        yield Site(default, scope, "field", targets=names, statement=statement)
        yield from _section_sites(names, default, statement, scope)
        yield from _wrapped_sites(names, default, statement, scope) if default is not value else ()
    chosen = default if isinstance(default, (n.Cond, n.Or)) else value  # field(default_factory=lambda: a if b else c)
    yield from sites_inside(chosen, scope, position)


def _wrapped_sites(names: tuple[str, ...], default: n.Expr, statement: n.Stmt, scope: Scope) -> Iterator[Site]:
    """What the default of a field is made around: ``Field(default_factory=lambda: JobStore(MemoryStore()))``."""
    for arg in default.args if isinstance(default, n.Call) else ():
        if isinstance(arg.value, n.Call):
            around = (spelling(default.func),) if isinstance(default, n.Call) else ()
            yield Site(arg.value, scope, "field", targets=names, around=around, statement=statement)


def _section_sites(names: tuple[str, ...], default: n.Expr, statement: n.Stmt, scope: Scope) -> Iterator[Site]:
    """The settings of a whole section that a field holds: ``redis_config = {"host": "localhost"}``."""
    name = names[0] if names else ""
    is_section = not CONFIGURES.isdisjoint(tokens(name)) or (
        scope.cls is not None and is_of_settings(scope.cls) and bool(role([name], scope.catalogue))
    )
    for key, entry in entries_of(default) if is_section else ():
        if isinstance(entry, n.Str):
            yield Site(entry, scope, "field", targets=(f"{name}.{key}",), statement=statement)
