"""What a name is given where it is defined: constants of a module, attributes of a class, entries of tables written out."""

from __future__ import annotations

import re
from dataclasses import replace

from p0lint.catalogue.plain import holds_default
from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.names.vocabulary import CONFIGURES
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.facts.syntax.module import Module
from p0lint.facts.syntax.unit import Unit
from p0lint.project import Definition

Given = tuple[n.Expr, Scope, Step]  # a value, what it sees, and where it is given


def constant(expr: n.Expr, scope: Scope) -> Given | None:
    """The value that a module constant, class attribute or enum member is given where it is defined."""
    return given_there(scope.definition(expr) or _default_of_class(expr, scope), scope)


def entry(owner: n.Expr, key: str | int, scope: Scope) -> tuple[n.Expr, Scope, tuple[Step, ...]] | None:
    """What a table that is written out has under a key: ``DEFAULTS["broker"]``, ``FALLBACKS[0]``, ``cls._stores["memory"]``."""
    found = table(owner, scope)
    value = _entry(found[0], key) if found is not None else None
    return (value, found[1], found[2]) if found is not None and value is not None else None


def table(expr: n.Expr, scope: Scope) -> tuple[n.Expr, Scope, tuple[Step, ...]] | None:
    """What a local name, a constant or an attribute of the class around is given, where that is done once."""
    if isinstance(expr, n.Name) and scope.is_local(expr.id):
        values = scope.values(expr.id)
        return (values[0], scope, ()) if len(values) == 1 else None
    if not isinstance(expr, (n.Name, n.Attr)):
        return None
    found = given_there(scope.definition(expr) or _of_class(expr, scope), scope)
    return (found[0], found[1], (found[2],)) if found is not None else None


def times_given(name: str, cls: ClassIndex, module: Module) -> int:
    """How often the methods of a class give its objects an attribute."""
    body = "\n".join(module.lines[cls.span.start - 1 : cls.span.end])
    return len(re.findall(rf"\bself\.{re.escape(name)}\s*(?::[^=\n]+)?=(?!=)", body)) if f"self.{name}" in body else 0


def given_there(found: Definition | None, scope: Scope) -> Given | None:
    """The value that the constant or field of a definition is given."""
    if found is None:
        return None
    if found.kind == "field" and found.cls:
        return _field(found, scope)
    if found.kind != "constant":
        return None
    placed = scope.elsewhere(found)
    return _assigned(found.name, *placed) if placed else None


def _default_of_class(expr: n.Expr, scope: Scope) -> Definition | None:
    """The class attribute that ``cls.DEFAULT`` or ``self.DEFAULT`` is; none of a class of settings, where it is one itself."""
    found = _of_class(expr, scope) if isinstance(expr, n.Attr) and holds_default(expr.name) else None
    of_settings = found is not None and found.cls is not None and not CONFIGURES.isdisjoint(tokens(found.cls.name))
    return None if of_settings else found


def _of_class(expr: n.Expr, scope: Scope) -> Definition | None:
    """The class attribute that ``cls.name`` is, or ``self.name`` where no method gives the object one of its own."""
    if not is_own(expr):
        return None
    for cls, module in scope.lineage(scope.cls, scope.module):
        if times_given(expr.name, cls, module):
            return None
        lines = (line for span in cls.fields for line in module.lines[span.start - 1 : span.end])
        if any(expr.name in line and re.match(rf"\s*{expr.name}\s*[:=]", line) for line in lines):
            return Definition(module, "field", expr.name, None, cls)
    return None


def _field(found: Definition, scope: Scope) -> tuple[n.Expr, Scope, Step] | None:
    lines = found.module.lines
    for span in found.cls.fields if found.cls else ():
        if not any(found.name in line for line in lines[span.start - 1 : span.end]):
            continue
        placed = scope.elsewhere(replace(found, span=span))
        value = _assigned(found.name, *placed) if placed else None
        if value:
            return value
    return None


def _assigned(name: str, scope: Scope, unit: Unit) -> tuple[n.Expr, Scope, Step] | None:
    for top in unit.body:
        for statement in top.walk():
            if isinstance(statement, n.Assign) and statement.value is not None:
                for target in statement.targets:
                    if isinstance(target, n.Name) and target.id == name:
                        return statement.value, scope, Step(unit, statement, f"{name} is set here")
    return None


def _entry(held: n.Expr, key: str | int) -> n.Expr | None:
    if isinstance(held, n.Dict) and isinstance(key, str):
        return next((value for each, value in held.items if isinstance(each, n.Str) and each.text == key), None)
    if isinstance(held, n.Seq) and isinstance(key, int):
        return held.items[key] if 0 <= key < len(held.items) else None
    return None
