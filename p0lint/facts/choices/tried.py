"""What a handler's value takes the place of: the backing service that was tried ahead of it."""

from __future__ import annotations

from p0lint.catalogue.words import words
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

# What a function hands out of a backing service, or does with it, that begins so.
TAKES = frozenset(
    {"read", "load", "fetch", "find", "list", "query", "search", "parse", "write", "save", "send", "update"}
)
TOLD = frozenset({"", "mail", "trace", "metric", "any", "registry", "session", "flags"})


def tries_service(held: Condition | None, scope: Scope) -> bool:
    """Whether what failed was to make, reach or be handed a backing service: ``try: return order_store()``."""
    tried = held.node if held is not None and held.kind == "failed" else None
    nodes = list(own_statements(tried.body)) if isinstance(tried, n.Try) else []
    return any(_is_handed(node, scope) or (isinstance(node, n.Call) and _is_durable(node, scope)) for node in nodes)


def _is_handed(node: n.Node, scope: Scope) -> bool:
    """Whether a statement keeps or returns what a function hands out that is called as a backing service."""
    call = node.value if isinstance(node, (n.Assign, n.Return)) else None
    if not isinstance(call, n.Call) or not isinstance(call.func, n.Name):
        return False
    return TAKES.isdisjoint(words(call.func.id)) and role([call.func.id], scope.catalogue) not in TOLD


def _is_durable(call: n.Call, scope: Scope) -> bool:
    """Whether a call makes something durable, or asks what the function has made so: ``client.ping()``."""
    owner = spelling(call.func.value) if isinstance(call.func, n.Attr) else ""
    given = [call, *(scope.values(owner) if owner else ())]
    made = (implementation(each, scope) for each in given)
    return any(one is not None and not one.forgets and one.role not in TOLD for one in made)
