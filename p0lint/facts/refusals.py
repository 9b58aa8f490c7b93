"""Where a default is checked and refused before it is used."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.errors import FileFailed
from p0lint.facts import nodes as n
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
        return ""
    names = {name.rpartition(".")[2] for name in site.targets} | ({read.name} if read and read.name else set())
    for test, body in _tests(site.scope.function.body):
        if raises(body) and _refuses(test, names, value, site.scope):
            return f"{spelling(test) or 'a later test'} refuses it"
    return ""


def _tests(body: list[n.Stmt]) -> Iterator[tuple[n.Expr, list[n.Stmt]]]:
    for statement in body:
        for node in statement.walk():
            if isinstance(node, n.If):
                yield node.test, node.body


def _refuses(test: n.Expr, names: set[str], value: str, scope: Scope) -> bool:
    """Whether a test that ends in ``raise`` is met by the default: it is named, or it is not among what is allowed."""
    for node in test.walk():
        if isinstance(node, n.Compare) and spelling(node.left).rpartition(".")[2] in names - {""}:
            known = _texts(node.right, scope)
            if node.op in ("==", "in") and value in known:
                return True
            if node.op == "not in" and known and value not in known:
                return True
        if isinstance(node, n.Call) and any(spelling(arg.value).rpartition(".")[2] in names - {""} for arg in node.args):
            callee = spelling(node.func).lower()
            if any(word in callee for word in ("loopback", "local", "durable", "memory", "allowed", "valid")):
                return True
    return False


def _texts(expr: n.Expr, scope: Scope) -> set[str]:
    items = expr.items if isinstance(expr, n.Seq) else [expr]
    return {folded.value for item in items if (folded := text(item, scope))}


def _by_validator(site: Site, value: str) -> str:
    """A method of the class that raises after it looked at the field."""
    cls = site.scope.cls
    field = site.targets[0] if site.targets else ""
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
        for test, body in _tests(unit.body):
            if raises(body) and _mentions(test, field, unit.body):
                return f"{name}() refuses it when it is missing"
    return ""


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

