"""Writes to what forgets where one to a durable backing service failed: ``self.local_storage.save(name, data)``."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.plain import WRITES, WRITES_INSTEAD
from p0lint.catalogue.words import words
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.kinds.kept import sends
from p0lint.facts.kinds.providers import given_to_own
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import innermost
from p0lint.facts.paths.handlers import always_raises
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, own_statements


def written_elsewhere(site: Site) -> Implementation | None:
    """What forgets, and is given what an attempt could not write; None where no write failed."""
    held, call = innermost(site.conditions), site.value
    if held is None or held.kind != "failed" or not isinstance(held.node, n.Try) or not isinstance(call, n.Call):
        return None
    if (
        not isinstance(call.func, n.Attr)
        or call.func.name not in WRITES
        or getattr(site.statement, "value", None) is not call
    ):
        return None
    written = _names(call)
    failed = next((each for each in _writes(held.node.body) if not written.isdisjoint(_names(each))), None)
    if failed is None or any(always_raises(handler.body) for handler in held.node.handlers):
        return None
    made = _place(call.func.value, site.scope)
    if made is None or not made.forgets or not made.role:
        return None
    why = f"{spelling(failed.func)}() failed, and it is written here"
    return Implementation(made.kind, made.name, made.role, True, why, made.steps)


def _writes(body: list[n.Stmt]) -> Iterator[n.Call]:
    calls = (node for node in own_statements(body) if isinstance(node, n.Call) and isinstance(node.func, n.Attr))
    return (call for call in calls if last_name(call.func) in WRITES or sends(call))


def _place(owner: n.Expr, scope: Scope) -> Implementation | None:
    """What is written to: made on the spot, or an attribute that its name or its constructor tells of."""
    if isinstance(owner, n.Call):
        return implementation(owner, scope)
    name = last_name(owner)
    if not name.removeprefix("_").startswith(WRITES_INSTEAD):
        return None
    named = scope.catalogue.class_name("".join(map(str.title, words(name))))
    if named is not None and named.role:
        return Implementation(named.kind, spelling(owner), named.role, False, f"by its name, {name}")
    given = (implementation(value, scope) for value in given_to_own(owner, scope))
    return next((made for made in given if made is not None), None)


def _names(call: n.Call) -> set[str]:
    nodes = (node for arg in call.args for node in arg.value.walk())
    return {node.id for node in nodes if isinstance(node, n.Name)} - {"self"}
