"""Fields that a class of the project reads from outside when they are asked for: ``url = Option(str, "memory://")``."""

from __future__ import annotations

from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.settings.reads import Setting
from p0lint.facts.settings.wrappers import READS
from p0lint.facts.syntax import nodes as n
from p0lint.project import Definition

DEFAULTS = ("default", "fallback", "default_value")
NAMES = ("env", "envvar", "env_var", "env_name", "variable", "key", "name")


def declared(value: n.Expr, field: str, scope: Scope) -> Setting | None:
    """The setting that a field is, with its default, where a descriptor of the project reads it; its class says what of."""
    found = scope.definition(value.func) if isinstance(value, n.Call) and value.args else None
    if not isinstance(value, n.Call) or found is None or found.cls is None or found.kind != "class":
        return None
    key = ("descriptor", found.module.path, found.full_name)
    parameters = scope.project.learn(key, lambda: _parameters(found, scope))
    default = _given(value, parameters, DEFAULTS)
    if default is None:
        return None
    named = text(_given(value, parameters, NAMES), scope)
    owner = scope.cls.name if scope.cls is not None else ""
    name = named.value if named is not None and named.value.isidentifier() else f"{owner}_{field}"
    return Setting(name, "env", value, default)


def _parameters(found: Definition, scope: Scope) -> tuple[str, ...]:
    """What a descriptor is told by whoever makes one; nothing for what reads nothing from outside when it is asked for."""
    methods = found.cls.methods if found.cls is not None else {}
    span = found.cls.span if found.cls is not None and "__get__" in methods and "__init__" in methods else None
    if span is None or READS.search("\n".join(found.module.lines[span.start - 1 : span.end])) is None:
        return ()
    made = scope.helper(Definition(found.module, "method", "__init__", methods["__init__"], found.cls))
    return tuple(parameter.name for parameter in made[0].params[1:]) if made is not None else ()


def _given(call: n.Call, parameters: tuple[str, ...], names: tuple[str, ...]) -> n.Expr | None:
    """What a call gives for the first of some parameters that there is."""
    name = next((each for each in parameters if each in names), "")
    return call.argument(parameters.index(name), name) if name else None
