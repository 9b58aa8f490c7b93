"""Methods that do in this process what others of their class do with a backing service: ``self._count_in_memory(key)``."""

from __future__ import annotations

from p0lint.catalogue.plain import IN_PROCESS_BEGINNINGS, IN_PROCESS_ENDINGS, PRIVATE_ENDING
from p0lint.catalogue.words import words
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.names.identifiers import role
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

OWN = ("self", "cls")


def by_method(site: Site) -> Implementation | None:
    """The method that keeps something in this process where the backing service failed or is not there; None if it is none."""
    value, cls = site.value, site.scope.cls
    func = value.func if isinstance(value, n.Call) else None
    if cls is None or not isinstance(func, n.Attr) or spelling(func.value) not in OWN:
        return None
    if not any(_falls(held, func, site) for held in _nearest(site)):
        return None
    stem = _stem(func.name)
    other = next((name for name in cls.methods if _does_the_same(name, func.name, stem, site)), "") if stem else ""
    catalogue = site.scope.catalogue
    named = (cls.name, site.scope.module.name.rpartition(".")[2])
    said = role([func.name.rpartition("_")[0]], catalogue) or catalogue.role(other)
    said = said or next(filter(None, map(catalogue.subject, named)), None)
    why = f"{other}() does the same elsewhere"
    return Implementation("memory", func.name, said, True, why) if other and said else None


def is_in_process(call: n.Call) -> bool:
    """Whether a method of the same object is called that does in this process what another one does elsewhere, by its name."""
    return isinstance(call.func, n.Attr) and spelling(call.func.value) in OWN and bool(_stem(call.func.name))


def _nearest(site: Site) -> tuple[Condition, ...]:
    """The condition that the value is taken under; with what failed, where that was only tried if something was there."""
    is_below = [held.reason == "below" for held in site.conditions[-2:]] == [True, False]
    return site.conditions[-2:] if is_below else site.conditions[-1:]


def _falls(held: Condition, func: n.Attr, site: Site) -> bool:
    """Whether an attempt failed, or a backing service is not there."""
    if held.kind == "failed":
        return not func.name.endswith(PRIVATE_ENDING) or _tries_service(held, site)  # a time is made local as well
    subjects = held.subjects if held.kind == "missing" else ()
    return any(role([spelling(subject).rpartition(".")[2]], site.scope.catalogue) for subject in subjects)


def _tries_service(held: Condition, site: Site) -> bool:
    """Whether what failed uses an attribute that speaks of a backing service."""
    tried = held.node.body if isinstance(held.node, n.Try) else []
    return any(role([node.name], site.scope.catalogue) for node in own_statements(tried) if isinstance(node, n.Attr))


def _stem(name: str) -> tuple[str, ...]:
    """What a method does, where its name begins or ends in that it does it in this process."""
    begun = next((begin for begin in IN_PROCESS_BEGINNINGS if name.startswith(begin)), "")
    if begun:
        return words(name.removeprefix(begun))
    if not name.endswith(IN_PROCESS_ENDINGS) and not (name.startswith("_") and name.endswith(PRIVATE_ENDING)):
        return ()
    parts = words(name)[:-1]
    if parts[-1:] == ("in",):
        return parts[:-1]
    is_about_memory = name.endswith("_memory") and len(parts) == 1  # update_memory: what an agent remembers
    return () if is_about_memory else parts


def _does_the_same(name: str, own: str, stem: tuple[str, ...], site: Site) -> bool:
    """Whether a method does the same by its name, and if that is one word, with a technology, or by falling to the other one."""
    parts = words(name)
    if name == own or parts[: len(stem)] != stem:
        return False
    falls = site.scope.function is not None and site.scope.function.name == name
    return len(stem) > 1 or falls or bool(site.scope.catalogue.role(name))
