"""Clients of libraries that helpers of the project hand out: ``get_redis()``."""

from __future__ import annotations

from p0lint.catalogue.plain import HANDED_OUT
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.implementations import implementation, once_given
from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import returned
from p0lint.project import Definition

HELPER_LINES = 25  # a longer function does more than to hand out a client


def client_of_helper(call: n.Call, scope: Scope) -> Implementation | None:
    """The durable client of a library that a function of the project makes and returns; None if it returns no such client."""
    found = scope.definition(call.func)
    if found is None or found.kind != "function" or found.span is None or not isinstance(call.func, n.Name):
        return None
    says_so = call.func.id.endswith(HANDED_OUT) or scope.catalogue.is_of_service(call.func.id)
    if not says_so or found.span.end - found.span.start > HELPER_LINES:
        return None
    key = ("client", id(scope.catalogue), found.module.path, found.full_name)
    return scope.project.learn(key, lambda: _made_by(found, scope))


def _made_by(found: Definition, scope: Scope) -> Implementation | None:
    helper = scope.helper(found)
    if helper is None:
        return None
    function, inner = helper
    made = (implementation(once_given(value, inner), inner, 1) for value in returned(function))
    return next((one for one in made if one and one.sure and not one.forgets and not one.weak and one.role), None)
