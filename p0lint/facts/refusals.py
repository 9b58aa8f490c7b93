"""Where a default is checked and refused before it is used."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.errors import FileFailed
from p0lint.facts import nodes as n
from p0lint.facts.index import Span
from p0lint.facts.scope import Scope
from p0lint.facts.settings import Setting, spelling
from p0lint.facts.sites import Site, raises
from p0lint.facts.values import text

VALIDATORS = ("validator", "validate", "post_init", "root_validator", "check")


def refusal(site: Site, read: Setting | None, value: str) -> str:
    """What refuses a default later, in the same function or in a validator of the same class; empty if nothing does."""
    if site.form in ("field", "read") and site.scope.function is None and site.scope.cls is not None:
        return _by_validator(site, value)
    if site.scope.function is None:
        return _by_module(site, value)
    names = {name.rpartition(".")[2] for name in site.targets} | ({read.name} if read and read.name else set())
    later = _among(_refusing(site.scope), names, value, site.scope)
    is_own = any(target.startswith("self.") for target in site.targets)
    return later or (_by_validator(site, value) if is_own and site.scope.cls is not None else "")


def _by_module(site: Site, value: str) -> str:
    """A statement at the top level of the module that refuses a constant."""
    module, names = site.scope.module, set(site.targets)
    for span in module.index.loose:
        source = "\n".join(module.lines[span.start - 1 : span.end])
        if names and ("raise" in source or "assert" in source) and any(name in source for name in names):
            found = _in(module.unit(span).body, names, value, site.scope)
            if found:
                return found
    return ""


def _in(body: list[n.Stmt], names: set[str], value: str, scope: Scope) -> str:
    """What in some statements raises for a value that one of the names holds."""
    return _among(_that_refuse(body), names, value, scope)


def _refusing(scope: Scope) -> list[n.Stmt]:
    """The statements of the function around that may refuse something, worked out once."""
    if scope.refusing is None:
        scope.refusing = _that_refuse(scope.function.body) if scope.function else []
    return scope.refusing


def _that_refuse(body: list[n.Stmt]) -> list[n.Stmt]:
    return [
        node
        for statement in body
        for node in statement.walk()
        if isinstance(node, (n.Assert, n.Match)) or (isinstance(node, n.If) and raises(node.body))
    ]


def _among(statements: list[n.Stmt], names: set[str], value: str, scope: Scope) -> str:
    """What in some tests, assertions and matches raises for a value that one of the names holds."""
    for node in statements:
        if isinstance(node, n.If) and _holds(node.test, names, value, scope):
            return f"{spelling(node.test) or 'a later test'} refuses it"
        if isinstance(node, n.Assert) and _holds(node.test, names, value, scope, negated=True):
            return "an assertion refuses it"
        if isinstance(node, n.Match) and spelling(node.subject).rpartition(".")[2] in names:
            taken = _case(node, value, scope)
            if taken is not None and raises(taken.body):
                return "a case refuses it"
    return ""


def _case(match: n.Match, value: str, scope: Scope) -> n.Case | None:
    for case in match.cases:
        if case.wildcard or value in {folded.value for each in case.values if (folded := text(each, scope))}:
            return case
    return None


def _holds(test: n.Expr, names: set[str], value: str, scope: Scope, negated: bool = False) -> bool:
    """Whether a test is met by the value (``negated``: is not): it is named, begins so, or is not among what is allowed."""
    if isinstance(test, n.Not):
        return _holds(test.value, names, value, scope, not negated)
    if isinstance(test, (n.And, n.Or)):
        return any(_holds(part, names, value, scope, negated) for part in test.values)
    if isinstance(test, n.Compare) and _speaks_of(test.left, names):
        known = _texts(test.right, scope)
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
        return not negated and _called(test, names, value, scope)
    return False


def _called(test: n.Call, names: set[str], value: str, scope: Scope) -> bool:
    if (
        isinstance(test.func, n.Attr)
        and test.func.name in ("startswith", "endswith")
        and _speaks_of(test.func.value, names)
    ):
        parts = tuple(_texts(test.args[0].value, scope)) if test.args else ()
        return value.startswith(parts) if test.func.name == "startswith" else value.endswith(parts)
    if not any(_speaks_of(arg.value, names) for arg in test.args):
        return False
    callee = spelling(test.func).lower()
    if callee == "isinstance" and len(test.args) > 1:
        return any(
            spelling(item).rpartition(".")[2] == value for item in test.args[1].value.walk() if isinstance(item, n.Expr)
        )
    return any(word in callee for word in ("loopback", "local", "durable", "memory", "allowed", "valid"))


def _speaks_of(expr: n.Expr, names: set[str]) -> bool:
    """Whether an expression is, or is worked out from, something of one of the names."""
    return any(
        spelling(node).rpartition(".")[2] in names - {""}
        for node in expr.walk()
        if isinstance(node, (n.Name, n.Attr, n.Sub))
    )


def _texts(expr: n.Expr, scope: Scope) -> set[str]:
    items = expr.items if isinstance(expr, n.Seq) else [expr]
    return {folded.value for item in items if (folded := text(item, scope))}


def _by_validator(site: Site, value: str) -> str:
    """A method of the class that raises after it looked at the field."""
    cls = site.scope.cls
    field = site.targets[0].rpartition(".")[2] if site.targets else ""
    if cls is None or not field:
        return ""
    for name, span in cls.methods.items():
        if not any(word in name.lower() for word in VALIDATORS) and not name.startswith("__init"):
            first = "\n".join(site.scope.module.lines[span.start - 1 : span.start + 2])
            if "validator" not in first:
                continue
        try:
            unit = site.scope.module.unit(span)
        except FileFailed:
            continue
        named = f'"{field}"' in first_lines(site, span) or f"'{field}'" in first_lines(site, span)
        parameters = (
            {p.name for f in unit.body if isinstance(f, n.Func) for p in f.params} - {"self", "cls"} if named else set()
        )
        if _in(unit.body, {field, *parameters}, value, site.scope):
            return f"{name}() refuses it"
        for test, body in _tests(unit.body):
            if raises(body) and _mentions(test, field, unit.body):
                return f"{name}() refuses it when it is missing"
    return ""


def first_lines(site: Site, span: Span) -> str:
    """The head of a method, with its decorators."""
    return "\n".join(site.scope.module.lines[span.start - 1 : span.start + 2])


def _tests(body: list[n.Stmt]) -> Iterator[tuple[n.Expr, list[n.Stmt]]]:
    for statement in body:
        for node in statement.walk():
            if isinstance(node, n.If):
                yield node.test, node.body


def _mentions(test: n.Expr, field: str, body: list[n.Stmt]) -> bool:
    """Whether a test speaks of a field, by ``"field" in values``, ``values.get("field")`` or ``self.field``."""
    names: set[str] = set()
    for node in test.walk():
        if isinstance(node, n.Str):
            names.add(node.text)
        elif isinstance(node, n.Attr):
            names.add(node.name)
        elif isinstance(node, n.Name):
            names.add(node.id)
            names.update(_given(node.id, body))
    return field in names


def _given(name: str, body: list[n.Stmt]) -> set[str]:
    """The texts in what a local name is given, so that ``host = values.get("host")`` counts as speaking of the field."""
    found: set[str] = set()
    for statement in body:
        for node in statement.walk():
            if isinstance(node, n.Assign) and node.value is not None and any(spelling(t) == name for t in node.targets):
                found.update(inner.text for inner in node.value.walk() if isinstance(inner, n.Str))
    return found
