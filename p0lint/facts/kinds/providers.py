"""What a container of dependencies provides under a name: ``Container.store()``, ``self._container.store()``."""

from __future__ import annotations

from p0lint.facts.names.constants import constant
from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n

PROVIDERS = "dependency_injector.providers."
MAKERS = frozenset(
    {"Singleton", "ThreadSafeSingleton", "ContextLocalSingleton", "Factory", "Callable", "Resource", "Object"}
)


def made_by(expr: n.Call, full: str) -> n.Expr | None:
    """What a provider makes when it is asked: its class or function, or the default of what is to be handed in."""
    last = full.removeprefix(PROVIDERS)
    if last == full:
        return None
    return expr.argument(0) if last in MAKERS else expr.argument(-1, "default") if last == "Dependency" else None


def provided(func: n.Expr, scope: Scope) -> tuple[n.Expr, Scope] | None:
    """The provider that is called, with what it sees itself; None if what is called is none of a container."""
    if not isinstance(func, n.Attr) or not func.name.islower():
        return None
    container = _container(func.value, scope)
    found = constant(n.Attr(func.origin, container[0], func.name), container[1]) if container is not None else None
    if found is None or not isinstance(found[0], n.Call):
        return None
    provider, inner, _ = found
    return (provider, inner) if inner.resolve(found[0].func).startswith(PROVIDERS) else None


def _container(expr: n.Expr, scope: Scope) -> tuple[n.Expr, Scope] | None:
    """The class of the container that an expression names, or is an object of, with what is seen where it is named."""
    if isinstance(expr, n.Call):
        return expr.func, scope
    if isinstance(expr, n.Name) and not scope.is_local(expr.id):
        found = constant(expr, scope)
        if found is None:
            return expr, scope
        made, inner, _ = found
        return (made.func, inner) if isinstance(made, n.Call) else None
    values = scope.values(expr.id) if isinstance(expr, n.Name) else given_to_own(expr, scope)
    return (values[0].func, scope) if len(values) == 1 and isinstance(values[0], n.Call) else None


def given_to_own(expr: n.Expr, scope: Scope) -> list[n.Expr]:
    """What the function around, or else the constructor of its class, gives to an attribute of ``self``."""
    if not isinstance(expr, n.Attr) or not isinstance(expr.value, n.Name) or expr.value.id != "self":
        return []
    name = f"self.{expr.name}"
    constructor = scope.method("__init__")
    helper = scope.helper(constructor) if constructor is not None else None
    return scope.values(name) or (helper[1].values(name) if helper is not None else [])
