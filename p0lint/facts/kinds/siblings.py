"""Classes called as a durable one is that could be taken in their place, but for what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from p0lint.catalogue.words import is_class_name
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.stand_ins import others
from p0lint.facts.names.constants import constant
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.lookups import looked_up_in
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name


def sibling(site: Site) -> Implementation | None:
    """What a class is by the name of another one that may be taken there: DiscardTrail beside KafkaTrail."""
    spelt = next(_classes(site.value, site.scope), "")
    if not spelt or site.scope.catalogue.why_not(spelt):
        return None
    names = {spelt, _defined(site.value, site.scope) or spelt}
    for other in _others(site):
        for name, its in product(sorted(names), _classes(other, site.scope)):
            said = site.scope.catalogue.class_name_beside(name, its)
            if said is not None:
                return Implementation(said.kind, name, said.role, False, f"it takes the place of {its}")
    return None


def _defined(value: n.Expr, scope: Scope) -> str:
    """The name of the class of the project that an expression names or calls, whatever it is called here."""
    found = scope.definition(value.func if isinstance(value, n.Call) else value)
    return found.name if found is not None and found.kind == "class" else ""


def _others(site: Site) -> Iterator[n.Expr]:
    """The other entries of the same table, or what else is returned or given to the same name."""
    if site.form == "entry":
        yield from (value for value in site.siblings if value is not site.value)
    elif site.form == "value":
        yield from (value for _, value in others(site, any_function=True))
    held = site.conditions[-1].node if site.conditions else None
    looked_up = site.setting.node if site.form == "read" and site.setting is not None else held
    if isinstance(looked_up, n.Call) and site.form in ("value", "read"):  # HUBS.get(name, NullHub)
        yield looked_up


def _classes(value: n.Expr, scope: Scope) -> Iterator[str]:
    """The classes that an expression names, makes an object of, or looks up in a table."""
    if isinstance(value, n.Lambda):
        value = value.body
    if isinstance(value, n.Name):
        given = scope.values(value.id)
        value = given[0] if len(given) == 1 else value
    made = value.func if isinstance(value, n.Call) else value
    name = last_name(made)
    if isinstance(value, n.Call) and value.args and (not is_class_name(name) or "providers." in scope.resolve(made)):
        first = last_name(value.args[0].value)  # partial(KafkaTrail), Singleton(KafkaTrail)
        if is_class_name(first):
            yield first
    if is_class_name(name):
        yield name
    elif isinstance(value, (n.Call, n.Sub)):
        yield from _in_table(value, scope)
    if isinstance(made, n.Name):
        for looked_up in scope.values(made.id):
            yield from _in_table(looked_up, scope)


def _in_table(expr: n.Expr, scope: Scope) -> Iterator[str]:
    """The classes in the table that an expression looks something up in: ``TRAILS.get(name)``, ``TRAILS[name]``."""
    owner, _ = looked_up_in(expr) or (None, None)
    found = constant(owner, scope) if isinstance(owner, (n.Name, n.Attr)) and spelling(owner) else None
    table = found[0] if found is not None else owner
    if isinstance(table, n.Dict):
        yield from (name for _, value in table.items if is_class_name(name := last_name(_made(value))))


def _made(value: n.Expr) -> n.Expr:
    """What an entry names, or makes when it is called: ``lambda: KafkaTrail(url)``."""
    body = value.body if isinstance(value, n.Lambda) else value
    return body.func if isinstance(body, n.Call) else body
