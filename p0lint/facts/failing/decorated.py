"""Decorators that catch whatever goes wrong in a function, and hand out nothing, or what forgets, in the place of what it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from p0lint.facts.failing.attempts import Attempt, attempt
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.model import Fact, HandledFailure, Selection
from p0lint.facts.names.links import Step, first_line, links, place
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.paths.handlers import outcome
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import leaves, own_statements
from p0lint.project import Definition


@dataclass(frozen=True, slots=True)
class Shield:
    """
    What a decorator does with a failure: ``outcome`` says how it goes on.

    ``parameter`` is the one whose value is handed out then, with its place among the parameters and what it is by default.
    """

    outcome: str
    step: Step
    parameter: str = ""
    position: int = 0
    default: n.Expr | None = None


def shielded(function: n.Func, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """``@or_none def connect(): ...``: a function that makes a backing service, whose failure its decorator swallows."""
    shields = [(each, shield) for each in function.decorators if (shield := _shield(each, scope)) is not None]
    tried = attempt(function.body, scope.inner(function)) if shields else None
    if tried is None:
        return
    gated = next((f"only where {held.reason}" for held in conditions if held.kind == "gated"), "")
    for decorator, shield in shields:
        given = _given(decorator, shield) or shield.default
        if not shield.parameter or (isinstance(given, n.Const) and given.value is None):
            yield _failure(decorator, shield, tried, scope, gated)
        elif given is not None:
            yield from _selection(given, shield, tried, scope, gated)


def _failure(decorator: n.Expr, shield: Shield, tried: Attempt, scope: Scope, excuse: str) -> Fact:
    steps = [Step(scope.unit, tried.node, f"{tried.name} is tried here"), shield.step]
    how = shield.outcome if not shield.parameter else "returns None"
    place_of_it, chain = first_line(decorator, scope), links(scope, steps)
    return HandledFailure(place_of_it, "", "", tried.role, scope.symbol, chain, excuse, tried.name, how)


def _selection(given: n.Expr, shield: Shield, tried: Attempt, scope: Scope, excuse: str) -> Iterator[Fact]:
    made = implementation(given, scope)
    if made is not None and made.forgets:
        steps = [Step(scope.unit, tried.node, f"{tried.name} is tried here"), shield.step, *made.steps]
        name = made.name.rpartition(".")[2]
        at, chain = place(given, scope), links(scope, steps)
        yield Selection(at, "", made.kind, made.role or tried.role, scope.symbol, chain, excuse, name, "handler")


def _given(decorator: n.Expr, shield: Shield) -> n.Expr | None:
    return decorator.argument(shield.position, shield.parameter) if isinstance(decorator, n.Call) else None


def _shield(decorator: n.Expr, scope: Scope) -> Shield | None:
    """What a decorator of the project does with a failure; None where it raises, or tries nothing."""
    found = scope.definition(decorator.func if isinstance(decorator, n.Call) else decorator)
    if found is None or found.kind != "function":
        return None
    key = ("shield", found.module.path, found.full_name)
    return scope.project.learn(key, lambda: _shield_of(found, scope))


def _shield_of(found: Definition, scope: Scope) -> Shield | None:
    helper = scope.helper(found)
    if helper is None:
        return None
    function, inner = helper
    functions = [node for node in function.walk() if isinstance(node, n.Func)]
    wrapped = {parameter.name for each in functions for parameter in each.params}
    for each in functions[1:]:
        for node in each.body:
            if isinstance(node, n.Try) and _calls(node.body, wrapped):
                shields = [_of_handler(handler, function, inner) for handler in node.handlers]
                return next((shield for shield in shields if shield is not None), None)
    return None


def _calls(body: list[n.Stmt], wrapped: set[str]) -> bool:
    """Whether what is tried is to return what the decorated function does: ``return function(*args, **kwargs)``."""
    calls = (node.value for node in own_statements(body) if isinstance(node, n.Return))
    return any(
        isinstance(call, n.Call)
        and isinstance(call.func, n.Name)
        and call.func.id in wrapped
        and any(arg.star for arg in call.args)
        for call in calls
    )


def _of_handler(handler: n.Handler, function: n.Func, inner: Scope) -> Shield | None:
    if any(isinstance(node, n.Raise) for node in own_statements(handler.body)):
        return None
    caught = Step(inner.unit, handler, f"{function.name}() catches the failure here")
    last = handler.body[-1] if handler.body else None
    if isinstance(last, n.Return) and last.value is not None and not isinstance(last.value, n.Const):
        return _of_parameter(last.value, function, caught)
    going_on = outcome(handler, inner)
    return Shield(going_on, caught) if going_on else None


def _of_parameter(value: n.Expr, function: n.Func, caught: Step) -> Shield | None:
    """A handler that hands out a parameter of the decorator, as it is or called."""
    names = [leaf.func if isinstance(leaf, n.Call) else leaf for leaf in leaves(value)]
    for position, parameter in enumerate(function.params):
        if any(isinstance(name, n.Name) and name.id == parameter.name for name in names):
            return Shield("returns it", caught, parameter.name, position, parameter.default)
    return None
