"""Whether every branch that chooses by a value is for another one, and all the rest is refused."""

from __future__ import annotations

from p0lint.facts.choices.refused_values import speaks_of, texts
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.flow import raises, terminates
from p0lint.facts.syntax import nodes as n


def by_no_branch(body: list[n.Stmt], names: set[str], value: str, scope: Scope) -> str:
    """What refuses a value that no branch of a function takes: an ``else`` that raises, or a ``raise`` below the last ``if``."""
    choices = _refusing(body)
    if not any(all(_is_of_others(test, names, value, scope) for test in tests) for tests in choices):
        return ""
    nodes = [node for statement in body for node in statement.walk()]
    asked = [node.test for node in nodes if isinstance(node, n.If) and speaks_of(node.test, names)]
    is_taken = not all(_is_of_others(test, names, value, scope) for test in asked) or any(
        isinstance(node, n.Compare) and speaks_of(node.left, names) and value.lower() in _spelt(node.right, scope)
        for node in nodes
    )
    return "" if is_taken else "no branch takes it, and everything else is refused"


def _refusing(body: list[n.Stmt]) -> list[list[n.Expr]]:
    """The tests of each choice at the top level of a function that refuses what none of them holds for."""
    found: list[list[n.Expr]] = []
    left: list[n.Expr] = []
    for statement in body:
        tests, otherwise = _chain(statement) if isinstance(statement, n.If) else ([], [])
        if tests and raises(otherwise):
            found.append(tests)
        if isinstance(statement, n.Raise) and left:
            found.append(left)
        goes = isinstance(statement, n.If) and not otherwise and terminates(statement.body)
        left = [*left, *tests] if goes else []
    return found


def _chain(statement: n.If) -> tuple[list[n.Expr], list[n.Stmt]]:
    """The tests of an ``if`` with its ``elif``s, and what stands in its ``else``."""
    tests, rest = [statement.test], statement.orelse
    while len(rest) == 1 and isinstance(rest[0], n.If):
        tests.append(rest[0].test)
        rest = rest[0].orelse
    return tests, rest


def _is_of_others(test: n.Expr, names: set[str], value: str, scope: Scope) -> bool:
    """Whether a test holds for other values alone."""
    if isinstance(test, (n.And, n.Or)):
        of_others = [_is_of_others(part, names, value, scope) for part in test.values]
        return any(of_others) if isinstance(test, n.And) else all(of_others)
    if not isinstance(test, n.Compare) or test.op not in ("==", "in") or not speaks_of(test.left, names):
        return False
    known = _spelt(test.right, scope)
    return bool(known) and value.lower() not in known


def _spelt(expr: n.Expr, scope: Scope) -> set[str]:
    return {known.lower() for known in texts(expr, scope)}
