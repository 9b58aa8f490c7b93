"""Classes of the project that are called by the technology that they connect to, whatever they do with it: ConsulElection."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import is_class_name
from p0lint.errors import FileFailed
from p0lint.facts.failing.operations import CONNECTS
from p0lint.facts.failing.records import is_record
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name
from p0lint.project import Definition


def connects_to(call: n.Call, scope: Scope) -> str:
    """The role of the technology that a call makes an object for: ``ConsulElection(host)``, ``PgArchive.connect(dsn)``."""
    is_method = isinstance(call.func, n.Attr) and call.func.name in CONNECTS
    named = call.func.value if is_method and isinstance(call.func, n.Attr) else call.func
    name = last_name(named)
    said = scope.catalogue.technology(name) if is_class_name(name) else ""
    found = scope.definition(named) if said and not is_record(call, scope) else None
    if found is None or found.kind != "class" or found.cls is None:
        return ""
    key = ("connects", id(scope.catalogue), found.module.path, found.full_name)
    return said if scope.project.learn(key, lambda: _makes_client(found, scope)) else ""


def _makes_client(found: Definition, scope: Scope) -> bool:
    """Whether a method of a class makes a client of a library that a durable backing service is reached by."""
    try:
        unit = found.module.unit(found.cls.span) if found.cls is not None else None
    except FileFailed:
        return False
    node = unit.body[0] if unit is not None and unit.body else None
    if unit is None or not isinstance(node, n.Class):
        return False
    around = scope.around(unit, found.cls)
    methods = [statement for statement in node.body if isinstance(statement, n.Func)]
    made = (implementation(call, inner) for call, inner in _calls(methods, around))
    return any(one is not None and one.sure and not one.forgets and bool(one.role) for one in made)


def _calls(methods: list[n.Func], around: Scope) -> Iterator[tuple[n.Call, Scope]]:
    """The calls of some methods, each with what it sees."""
    for method in methods:
        inner = around.inner(method)
        yield from ((node, inner) for node in method.walk() if isinstance(node, n.Call))
