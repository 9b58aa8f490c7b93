"""Where a failure is let pass and something that forgets is taken below it: the finding is there, and not at the handler."""

from __future__ import annotations

from collections.abc import Sequence

from p0lint.facts.kinds.fallback_methods import is_in_process
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import condition
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements


def is_replaced(statement: n.Stmt, following: Sequence[n.Stmt], scope: Scope) -> bool:
    """Whether what follows a statement that may fail takes something that forgets in the place of what is made there."""
    given = _given(statement)
    names_service = scope.function is not None and bool(role([scope.function.name], scope.catalogue))
    return any(
        _forgets(node, scope, names_service or _gives(taken, given))
        for below in following
        if isinstance(below, n.Return) or not given or not given.isdisjoint(_spelt(below))
        for taken in _taken_without(below, scope)
        if isinstance(taken, (n.Return, n.Assign))
        for node in own_statements([taken])
        if isinstance(node, n.Call)
    )


def _given(statement: n.Stmt) -> set[str]:
    """The names that are given a value where it is tried."""
    tried = statement.body if isinstance(statement, n.Try) else []
    given = (node for node in own_statements(tried) if isinstance(node, n.Assign))
    return {spelling(target) for node in given for target in node.targets} - {""}


def _spelt(statement: n.Stmt) -> set[str]:
    return {spelling(node) for node in own_statements([statement]) if isinstance(node, (n.Name, n.Attr))}


def _gives(statement: n.Stmt, names: set[str]) -> bool:
    """Whether a statement gives one of some names another value."""
    return isinstance(statement, n.Assign) and any(spelling(target) in names for target in statement.targets)


def _forgets(node: n.Call, scope: Scope, is_of_service: bool) -> bool:
    if is_in_process(node):
        return True
    made = implementation(node, scope)
    return made is not None and made.forgets and bool(made.role or is_of_service)


def _taken_without(statement: n.Stmt, scope: Scope) -> list[n.Stmt]:
    """What is done where nothing was made, ``if bus is None: bus = InMemoryBus()``; any other statement as it is."""
    is_test = isinstance(statement, n.If) and condition(statement.test, scope)[0].kind == "missing"
    return statement.body if is_test and isinstance(statement, n.If) else [statement]
