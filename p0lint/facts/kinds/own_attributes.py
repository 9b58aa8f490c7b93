"""What an object made for itself at its start and hands out later: ``self._local = LocalStore()`` ... ``return self._local``."""

from __future__ import annotations

from dataclasses import replace

from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.constants import times_given
from p0lint.facts.names.links import Step
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

MADE_IN = "__init__"


def own_attribute(site: Site) -> Implementation | None:
    """The non-durable implementation that a method returns on one of its paths, where the object gave it to itself once."""
    value, cls = site.value, site.scope.cls
    if cls is None or not isinstance(site.statement, n.Return) or not site.conditions:
        return None
    if not isinstance(value, n.Attr) or spelling(value.value) != "self" or _is_asked_for(value, site):
        return None
    found = site.scope.method(MADE_IN)
    helper = site.scope.helper(found) if found is not None and found.cls is cls else None
    if helper is None or times_given(value.name, cls, site.scope.module) != 1:
        return None
    given = helper[1].values(spelling(value))
    made = implementation(given[0], helper[1]) if given and isinstance(given[0], n.Call) else None
    if made is None or not made.forgets:
        return None
    return replace(
        made, steps=(Step(helper[1].unit, given[0], f"{spelling(value)} is given {made.name} here"), *made.steps)
    )


def _is_asked_for(value: n.Attr, site: Site) -> bool:
    """Whether the attribute is only returned where it is there: ``if self._cache is not None: return self._cache``."""
    return any(spelling(subject) == spelling(value) for held in site.conditions for subject in held.subjects)
