"""Values that are made when they are first needed: whether they are there yet chooses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.facts.paths.conditions import Condition
from p0lint.facts.paths.lookups import is_filled, is_kept_by_key
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

GIVEN = r"(?m)(?:\bself\.|^[ \t]+)%s\s*(?::[^=\n]+)?=(?!=)\s*(.*)"


def is_first_use(held: Condition, site: Site) -> bool:
    """Whether a name is only made when it is needed: it is None before, and nothing else is ever given to it."""
    subject = held.subjects[0] if held.kind == "missing" and held.reason != "or" and held.subjects else None
    if isinstance(subject, n.Attr):
        return spelling(subject) in site.targets and _is_own_and_empty(subject, site)
    if not isinstance(subject, n.Name) or site.scope.parameter(subject.id) or subject.id not in site.targets:
        return False
    values = site.scope.values(subject.id)
    others = [value for value in values if value is not site.value]
    return (
        len(others) < len(values)
        and bool(others)
        and all(isinstance(value, n.Const) and value.value is None for value in others)
    )


def _is_own_and_empty(subject: n.Attr, site: Site) -> bool:
    """Whether a private attribute of the object is None until it is given this value, wherever the class sets it."""
    cls = site.scope.cls
    if cls is None or not subject.name.startswith("_") or spelling(subject.value) != "self":
        return False
    body = "\n".join(site.scope.module.lines[cls.span.start - 1 : cls.span.end])
    given = [value.partition("#")[0].strip() for value in re.findall(GIVEN % re.escape(subject.name), body)]
    return len(given) > 1 and sum(value != "None" for value in given) == 1


def is_for_key(held: Condition, site: Site) -> bool:
    """Whether a value is made for a key that a table does not hold yet: ``if name not in self._locks: ...``."""
    keys = [spelling(target.index) for target in _put_into(site) if not _is_fixed(target.index)]
    if held.kind == "missing":
        return any(
            spelling(subject) in keys or is_filled(subject, site.scope) or _is_looked_up(subject, site)
            for subject in held.subjects
        )
    caught = [spelling(subject).rpartition(".")[2] for subject in held.subjects]
    is_missed = held.kind == "failed" and bool(caught) and all(name == "KeyError" for name in caught)
    return is_missed and (bool(keys) or _is_tried(held.node, site))


def _is_tried(attempt: n.Node | None, site: Site) -> bool:
    """Whether an attempt looks up what is then put there: ``try: return self._stores[name]``."""
    looked_up = own_statements(attempt.body) if isinstance(attempt, n.Try) else ()
    return any(isinstance(node, n.Sub) and is_filled(node, site.scope) for node in looked_up)


def _put_into(site: Site) -> Iterator[n.Sub]:
    """Where a value is kept in a table: at once, or under a local name that is given nothing else."""
    places = site.statement.targets if isinstance(site.statement, n.Assign) else []
    yield from (target for target in places if isinstance(target, n.Sub))
    name = site.targets[0] if site.targets and site.scope.values(site.targets[0]) == [site.value] else ""
    for node in own_statements(site.scope.function.body) if name and site.scope.function is not None else ():
        if isinstance(node, n.Assign) and isinstance(node.value, n.Name) and node.value.id == name:
            yield from (target for target in node.targets if isinstance(target, n.Sub))


def _is_fixed(key: n.Expr) -> bool:
    return isinstance(key, n.Str) or spelling(key).isupper()


def _is_looked_up(subject: n.Expr, site: Site) -> bool:
    """Whether what is missing was looked up in a table, which is given the value under the same key."""
    return isinstance(subject, n.Name) and subject.id in site.targets and is_kept_by_key(subject.id, site.scope)
