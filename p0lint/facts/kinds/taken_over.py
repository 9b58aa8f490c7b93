"""What an object made for itself and asks where the backing service failed: ``except RedisError: self.memory.set(key, value)``."""

from __future__ import annotations

from dataclasses import replace

from p0lint.catalogue.plain import WRITES
from p0lint.catalogue.words import words
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.kinds.providers import given_to_own
from p0lint.facts.names.identifiers import is_default_name, role
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.handlers import is_raised
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

# What only reads: a copy of this process may answer for what cannot be reached, and nothing is lost.
READS = frozenset(
    {"get", "read", "fetch", "load", "exists", "keys", "list", "find", "search", "query", "retrieve", "has"}
)
OF_DATA = frozenset({"ValueError", "TypeError", "KeyError", "LookupError", "IndexError", "AttributeError"})
SPARE = frozenset({"fallback", "spare", "backup", "secondary", "standby", "local", "memory"})


def taken_over(site: Site) -> Implementation | None:
    """The non-durable implementation that a handler asks for what it could not do with the backing service that was tried."""
    held = site.conditions[-1] if site.conditions else None
    call, whole = site.value, isinstance(site.statement, (n.ExprStmt, n.Return)) and site.statement.value is site.value
    if held is None or held.kind != "failed" or held.reason == "below" or not isinstance(held.node, n.Try) or not whole:
        return None
    if not isinstance(call, n.Call) or not isinstance(call.func, n.Attr) or site.scope.cls is None:
        return None
    if not READS.isdisjoint(words(call.func.name)[:1]):
        return None
    if not _does_the_same(call.func, held.node, site) or is_raised(site.statement, held.node):
        return None
    made = given_by_constructor(call.func.value, site.scope)
    if made is None or not made.forgets or not made.role:
        return None
    return replace(made, steps=(*made.steps, *_step(site, call.func.value, made)))


def given_by_constructor(owner: n.Expr, scope: Scope) -> Implementation | None:
    """What the constructor gives to an attribute: what it makes, or a parameter whose class it says."""
    given = given_to_own(owner, scope)
    if len(given) != 1 or not isinstance(given[0], (n.Call, n.Name)):
        return None
    if isinstance(given[0], n.Call):
        return implementation(given[0], scope)
    constructor = scope.method("__init__")
    helper = scope.helper(constructor) if constructor is not None else None
    parameter = helper[1].parameter(given[0].id) if helper is not None else None
    annotation = parameter.annotation if parameter is not None else None
    is_class = isinstance(annotation, (n.Name, n.Attr)) and helper is not None
    return implementation(annotation, helper[1]) if annotation is not None and helper is not None and is_class else None


def _does_the_same(asked: n.Attr, tried: n.Try, site: Site) -> bool:
    """
    Whether a method of the same name, or one that writes as well, is tried with something else that speaks of a service.

    What is called a fallback is asked in the place of whatever was tried.
    """
    own = spelling(asked.value)
    is_spare = not SPARE.isdisjoint(words(own.rpartition(".")[2]))
    for call in (node for statement in tried.body for node in statement.walk()):
        if not isinstance(call, n.Call) or not isinstance(call.func, n.Attr) or spelling(call.func.value) == own:
            continue
        same = is_spare or call.func.name == asked.name or (asked.name in WRITES and call.func.name in WRITES)
        if same and _is_of_service(call.func.value, site):
            return True
    return is_spare and is_default_name(own) and not _is_of_data(tried)


def _is_of_data(tried: n.Try) -> bool:
    """Whether handlers catch only what is wrong with the program's own data."""
    caught = {spelling(each).rpartition(".")[2] for handler in tried.handlers for each in handler.caught}
    return bool(caught) and caught <= OF_DATA


def _is_of_service(owner: n.Expr, site: Site) -> bool:
    """Whether something speaks of a backing service by its name, or is the one that the object was given to use first."""
    name = spelling(owner).rpartition(".")[2].strip("_")
    return name in ("primary", "remote", "inner", "delegate") or bool(role([name], site.scope.catalogue))


def _step(site: Site, owner: n.Expr, made: Implementation) -> tuple[Step, ...]:
    return (Step(site.scope.unit, owner, f"{spelling(owner)} is {made.name}"),)
