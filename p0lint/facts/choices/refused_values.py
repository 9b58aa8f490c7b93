"""Whether a test is met by a value that one of some names holds."""

from __future__ import annotations

from p0lint.facts.names.constants import constant
from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import DEPTH, text
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n

# A test of where the program runs, beside which a refusal still counts: it holds in production.
DEPLOYED = frozenset(
    {"prod", "production", "env", "environment", "stage", "staging", "deployed", "deployment", "live", "strict"}
    | {"debug", "dev", "development", "test", "tests", "testing", "ci"}
)


def case_of(match: n.Match, value: str, scope: Scope) -> n.Case | None:
    """The case that a value comes to; None where it comes to none."""
    for case in match.cases:
        if case.wildcard or value in {folded.value for each in case.values if (folded := text(each, scope))}:
            return case
    return None


def is_met(test: n.Expr, names: set[str], value: str, scope: Scope, negated: bool = False) -> bool:
    """Whether a test is met by the value (``negated``: is not): it is named, begins so, or is not among what is allowed."""
    if isinstance(test, n.Not):
        return is_met(test.value, names, value, scope, not negated)
    if isinstance(test, (n.And, n.Or)):
        holding = [part for part in test.values if is_met(part, names, value, scope, negated)]
        is_every = isinstance(test, n.And) != negated  # all of its parts must be met
        return bool(holding) and (not is_every or all(part in holding or _bears(part, names) for part in test.values))
    if isinstance(test, n.Compare) and isinstance(test.left, n.Str) and speaks_of(test.right, names):
        found = test.left.text in value if test.op in ("in", "not in") else test.left.text == value
        return (found == (test.op in ("in", "=="))) != negated
    if isinstance(test, n.Compare) and speaks_of(test.left, names):
        known = texts(test.right, scope)
        hit = value in known or (
            scope.catalogue.loopback(value) and any(scope.catalogue.loopback(one) for one in known)
        )
        met = (
            hit
            if test.op in ("==", "in", "is")
            else bool(known) and not hit
            if test.op in ("!=", "not in", "is not")
            else negated
        )
        return met != negated if known else False
    if isinstance(test, n.Call):
        return not negated and (_called(test, names, value, scope) or _holds_any(test, names, value, scope))
    return False


def _holds_any(test: n.Call, names: set[str], value: str, scope: Scope) -> bool:
    """Whether a value holds one of several words: ``any(host in url for host in LOOPBACK)``."""
    if spelling(test.func) != "any" or len(test.args) != 1:
        return False
    each, *over = (part for part in test.args[0].value.children())
    known = {word for part in over for node in part.walk() if isinstance(node, n.Expr) for word in texts(node, scope)}
    is_asked = isinstance(each, n.Compare) and each.op == "in" and speaks_of(each.right, names)
    return is_asked and any(word in value for word in known)


def _bears(part: n.Expr, names: set[str]) -> bool:
    """Whether a part of a test is about the same value, or about where the program runs, so that it bears with a refusal."""
    named = (node for node in part.walk() if isinstance(node, (n.Name, n.Attr, n.Str)))
    asked = (node.text if isinstance(node, n.Str) else spelling(node) for node in named)
    return speaks_of(part, names) or any(not DEPLOYED.isdisjoint(tokens(name)) for name in asked)


def _called(test: n.Call, names: set[str], value: str, scope: Scope) -> bool:
    if (
        isinstance(test.func, n.Attr)
        and test.func.name in ("startswith", "endswith")
        and speaks_of(test.func.value, names)
    ):
        parts = tuple(texts(test.args[0].value, scope)) if test.args else ()
        return value.startswith(parts) if test.func.name == "startswith" else value.endswith(parts)
    if not any(speaks_of(arg.value, names) for arg in test.args):
        return False
    callee = spelling(test.func).lower()
    if callee == "isinstance" and len(test.args) > 1:
        return any(
            spelling(item).rpartition(".")[2] == value for item in test.args[1].value.walk() if isinstance(item, n.Expr)
        )
    return any(word in callee for word in ("loopback", "local", "durable", "memory", "allowed", "valid"))


def speaks_of(expr: n.Expr, names: set[str]) -> bool:
    """Whether an expression is, or is worked out from, something of one of the names."""
    return any(
        spelling(node).rpartition(".")[2] in names - {""}
        for node in expr.walk()
        if isinstance(node, (n.Name, n.Attr, n.Sub))
    )


def texts(expr: n.Expr, scope: Scope, depth: int = 0) -> set[str]:
    """The texts that an expression holds: itself, or those of a list, set or table that is written out or a constant."""
    if depth > DEPTH:
        return set()
    if isinstance(expr, n.Call) and spelling(expr.func) in ("frozenset", "set", "tuple", "list") and expr.args:
        return texts(expr.args[0].value, scope, depth + 1)
    if isinstance(expr, n.Dict):
        return {folded.value for key, _ in expr.items if key is not None and (folded := text(key, scope))}
    if isinstance(expr, n.Seq):
        return {folded.value for item in expr.items if (folded := text(item, scope))}
    if isinstance(expr, n.Name) and len(scope.values(expr.id)) == 1:
        return texts(scope.values(expr.id)[0], scope, depth + 1)
    found = constant(expr, scope) if isinstance(expr, (n.Name, n.Attr)) else None
    if found is not None:
        return texts(found[0], found[1], depth + 1)
    folded = text(expr, scope)
    return {folded.value} if folded else set()
