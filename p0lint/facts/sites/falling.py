"""What a call hands over to be taken where something else fails: ``first_of(lambda: RedisBus(url), LocalBus)``."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import is_class_name
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.sites.site import Position, Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, own_statements
from p0lint.project import Definition


def handed_over(expr: n.Call, scope: Scope, position: Position) -> Iterator[Site]:
    """The classes and lambdas that a helper of the project calls in a handler, of those that a call hands it."""
    makers = [arg for arg in expr.args if _is_maker(arg.value)]
    found = scope.definition(expr.func) if len(makers) > 1 and not is_class_name(last_name(expr.func)) else None
    if found is None or found.kind != "function":
        return
    taken = scope.project.learn(("taken", found.module.path, found.full_name), lambda: _taken(found, scope))
    for place, arg in enumerate(expr.args):
        if arg in makers and (arg.keyword or str(place)) in taken:
            value = arg.value.body if isinstance(arg.value, n.Lambda) else arg.value
            held = (*position.conditions, Condition("failed", node=expr))
            yield Site(value, scope, "value", held, statement=position.statement)


def _is_maker(value: n.Expr) -> bool:
    return isinstance(value, n.Lambda) or is_class_name(last_name(value))


def _taken(found: Definition, scope: Scope) -> set[str]:
    """The parameters that a function calls in a handler of what another one failed in, by their names and places."""
    helper = scope.helper(found)
    function = helper[0] if helper is not None else None
    if function is None:
        return set()
    places = {parameter.name: str(place) for place, parameter in enumerate(function.params)}
    taken = set()
    for tried in (node for node in own_statements(function.body) if isinstance(node, n.Try)):
        called = _called(tried.body) & places.keys()
        handlers = [node for handler in tried.handlers for node in handler.body]
        taken |= (_called(handlers) & places.keys()) - called if called else set()
    return taken | {places[name] for name in taken}


def _called(body: list[n.Stmt]) -> set[str]:
    """The names of what some statements call."""
    calls = (node for node in own_statements(body) if isinstance(node, n.Call))
    return {call.func.id for call in calls if isinstance(call.func, n.Name)}
