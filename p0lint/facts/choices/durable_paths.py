"""Whether another path of the same function takes what is durable."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import is_class_name
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, leaves, own_statements


def is_beside_durable(site: Site) -> bool:
    """Whether the function gives the same name a durable implementation elsewhere, or returns one."""
    if site.scope.function is None or not isinstance(site.value, n.Call):
        return False
    others = (inner for other in _given_elsewhere(site.scope.function.body, site) for inner in _with_wrapped(other))
    return any(_is_durable(other, site) for other in others)


def _with_wrapped(value: n.Expr) -> Iterator[n.Expr]:
    """A value, and what an object is made of that it may only wrap: ``LayeredCache(RedisCache(client))``."""
    yield value
    if isinstance(value, n.Call) and is_class_name(last_name(value.func)):
        yield from (arg.value for arg in value.args if isinstance(arg.value, n.Call))


def _is_durable(value: n.Expr, site: Site) -> bool:
    """Whether a value is durable as far as is known, or by the technology that the name of its class says."""
    made = implementation(value, site.scope)
    called = value.func if isinstance(value, n.Call) else value
    name = last_name(called)
    if made is None and isinstance(called, n.Attr) and not is_class_name(name):
        name = last_name(called.value)  # KafkaFeed.from_env()
    return not made.forgets if made is not None else is_class_name(name) and bool(site.scope.catalogue.technology(name))


def _given_elsewhere(body: list[n.Stmt], site: Site) -> Iterator[n.Expr]:
    """What else is returned, or given to the name that is given this value."""
    for node in own_statements(body):
        if not isinstance(node, (n.Return, n.Assign)) or node.value is None:
            continue
        returned = isinstance(node, n.Return) and isinstance(site.statement, n.Return)
        if returned or (
            isinstance(node, n.Assign) and any(spelling(target) in site.targets for target in node.targets)
        ):
            for leaf in leaves(node.value):
                given = site.scope.values(leaf.id) if isinstance(leaf, n.Name) else [leaf]
                yield from (value for value in given if isinstance(value, n.Call))
