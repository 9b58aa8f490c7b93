"""What a condition asks for besides a setting: a durable technology, a name that is still empty, a backing service itself."""

from __future__ import annotations

from p0lint.catalogue._generated import TECHNOLOGIES
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.identifiers import last
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.paths.probes import probes
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, leaves


def asks_for_durable(held: Condition) -> bool:
    """Whether only durable technologies are asked for, so that what forgets is taken in their place: ``if kind == "redis": ...``."""
    names = [value.rpartition(".")[2].lower() for value in held.values]
    return bool(names) and all(name in TECHNOLOGIES for name in names)


def is_made_above(held: Condition, site: Site) -> bool:
    """Whether a local name is still empty that starts as None, or where a durable one should have been given to it."""
    return any(
        isinstance(value, n.Const) and value.value is None
        if not isinstance(value, n.Call)
        else (made := implementation(value, site.scope)) is not None and not made.forgets
        for subject in held.subjects
        if isinstance(subject, n.Name) and site.scope.parameter(subject.id) is None
        for given in site.scope.values(subject.id)
        for value in leaves(given)
    )


def asks_what_it_replaces(subject: n.Expr, site: Site) -> bool:
    """Whether a backing service is asked how it is, and the value is given to the same name: ``if not store.check(): store = ...``."""
    asked = subject.func.value if isinstance(subject, n.Call) and isinstance(subject.func, n.Attr) else None
    return asked is not None and probes(last(spelling(subject))) and spelling(asked) in site.targets


def hands_out_other(subject: n.Expr, site: Site) -> bool:
    """Whether the other value is handed out by what is asked for: ``client.lock(name) if client else Lock()``."""
    whole = getattr(site.statement, "value", None)
    others = [whole.body, whole.orelse] if isinstance(whole, n.Cond) and isinstance(subject, n.Name) else []
    calls = (other.func for other in others if other is not site.value and isinstance(other, n.Call))
    return any(isinstance(func, n.Attr) and spelling(func.value) == spelling(subject) for func in calls)


def is_handed_out(subject: n.Expr, site: Site) -> bool:
    """Whether a local name holds what a helper hands out that is called as a backing service: ``client = redis_client()``."""
    values = site.scope.values(subject.id) if isinstance(subject, n.Name) else []
    called = values[0].func if len(values) == 1 and isinstance(values[0], n.Call) else None
    name = last_name(called) if called is not None else ""
    return name.islower() and bool(site.scope.catalogue.role(name.removeprefix("get_")))
