"""Functions of the project that read a setting for whoever calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from p0lint.facts.names.constants import constant
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import UNKNOWN, text
from p0lint.facts.settings.coalescing import alternatives
from p0lint.facts.settings.reads import Setting, key_text, setting, spelling
from p0lint.facts.settings.sections import option_of
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements, returned
from p0lint.project import Definition

WRAPPED = 4  # how deep in an expression, and in the helpers that it calls, a wrapper is asked for
WRAPPER_LINES = 30
PASSING_LINES = 4
LONG_WRAPPER_LINES = 100  # where the environment itself is read
PASSES_ON = re.compile(r"return \(*(?:\w+\()?[\w.]+\(")
ENVIRONMENT = re.compile(r"\b(?:environ|getenv)\b")
READS = re.compile(
    r"(?i)os\.environ\b|(?:environ|getenv|env|conf|config|cfg|settings?|options?|prefs|secrets)\s*[.(\[]"
)


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """
    A function that reads a setting for its caller.

    ``key`` is the parameter that names the setting, empty where the function names it itself; in ``name`` the key stands for
    ``{}``. ``option`` is the parameter that names it within what the key names: of the section ``redis`` the ``url``.
    ``default`` is the parameter that is its default. Parameters behind the first ``positions`` are given by keyword.
    """

    parameters: tuple[str, ...]
    positions: int
    key: str
    name: str
    option: str
    default: str
    step: Step

    def given(self, expr: n.Call, parameter: str) -> n.Expr | None:
        """What a call gives for a parameter; the first thing for one that takes many."""
        if parameter not in self.parameters:
            return None
        position = self.parameters.index(parameter)
        return expr.argument(position if position < self.positions else -1, parameter)


def wrapped(expr: n.Call, scope: Scope, depth: int) -> Setting | None:
    """A read through a function of the project that passes the name, and perhaps the default, on to a read."""
    found = scope.definition(expr.func) or (method_of_object(expr.func, scope) if _is_keyed(expr) else None)
    if found is None or found.kind not in ("function", "method") or depth > WRAPPED:
        return None
    key = ("wrapper", id(scope.catalogue), found.module.path, found.full_name, depth)
    wrapper = scope.project.learn(key, lambda: _wrapper(found, scope, depth))
    if wrapper is None:
        return _first_given(expr, scope, depth)
    return Setting(
        _name_given(wrapper, expr, scope), "env", expr, wrapper.given(expr, wrapper.default), (wrapper.step,)
    )


def _name_given(wrapper: _Wrapper, expr: n.Call, scope: Scope) -> str:
    """The name of the setting that a call of a wrapper reads."""
    if not wrapper.key:
        return wrapper.name
    name = wrapper.name.replace(UNKNOWN, key_text(wrapper.given(expr, wrapper.key), scope))
    option = key_text(wrapper.given(expr, wrapper.option), scope)
    return f"{name}_{option}" if option else name


def _first_given(expr: n.Call, scope: Scope, depth: int) -> Setting | None:
    """The setting among the arguments of which a helper returns the first that is there; the last of them is its default."""
    given = alternatives(expr, scope)
    read = [found for value in given if (found := setting(value, scope, depth + 2))]
    first = next((found for found in read if found.is_certain), None)
    if first is None:
        return None
    return replace(first, node=expr, default=given[-1] if first.node is not given[-1] else None)


def _is_keyed(expr: n.Call) -> bool:
    """Whether the first argument may be the name of a setting."""
    key = expr.argument(0)
    return (isinstance(key, n.Str) and key.text.isidentifier()) or isinstance(key, n.Name)


def method_of_object(func: n.Expr, scope: Scope) -> Definition | None:
    """The method of an object that a module keeps in a constant: ``env = Env()`` ... ``env.text("NAME")``."""
    owner = func.value if isinstance(func, n.Attr) else None
    is_module = isinstance(owner, n.Attr) and isinstance(owner.value, n.Name) and not scope.is_local(owner.value.id)
    if not isinstance(func, n.Attr) or not (is_module or (isinstance(owner, n.Name) and not scope.is_local(owner.id))):
        return None
    kept = constant(func.value, scope)
    made = kept[1].definition(kept[0].func) if kept is not None and isinstance(kept[0], n.Call) else None
    if made is None or made.cls is None or made.kind != "class" or func.name not in made.cls.methods:
        return None
    return Definition(made.module, "method", func.name, made.cls.methods[func.name], made.cls)


def _wrapper(found: Definition, scope: Scope, depth: int) -> _Wrapper | None:
    """What a function reads for its caller; None if it reads nothing that a parameter of it names or is the default of."""
    if found.span is None or not _may_read(found.module.lines[found.span.start - 1 : found.span.end]):
        return None
    helper = scope.helper(found)
    if helper is None:
        return None
    function, inner = helper
    names, positions = _parameters(function)
    for node, read in _certain_reads(function, inner, depth):
        key = _naming_parameter(node, read, inner, names, function.rest)
        default = _last_default(read, inner)
        passed = spelling(default) if default is not None else _default_parameter(function, key)
        if key or (default is not None and passed in names):
            step = Step(inner.unit, read.node, f"{found.name}() reads the setting here")
            name = _spelt_around(node, inner) if key else read.name
            option = option_of(node, key, names)
            return _Wrapper(names, positions, key, name, option, passed if passed in names else "", step)
    return None


def _parameters(function: n.Func) -> tuple[tuple[str, ...], int]:
    """The names of the parameters, the one that takes many among them, and how many of them are given by position."""
    names = [parameter.name for parameter in function.params]
    positions = len(names)
    if function.rest:
        names.insert(function.ahead, function.rest)
        positions = function.ahead + 1
    bound = len(names) > 0 and names[0] in ("self", "cls")
    return tuple(names[bound:]), positions - bound


def _may_read(lines: list[str]) -> bool:
    """Whether a function is short enough for a wrapper and mentions what is read from, or may pass a default on."""
    if len(lines) <= PASSING_LINES and "default" in lines[0]:
        return True
    if len(lines) <= WRAPPER_LINES:
        return READS.search("\n".join(lines)) is not None or (
            len(lines) <= 4 and PASSES_ON.search(lines[-1]) is not None
        )
    return len(lines) <= LONG_WRAPPER_LINES and ENVIRONMENT.search("\n".join(lines)) is not None


def _certain_reads(function: n.Func, inner: Scope, depth: int) -> Iterator[tuple[n.Call | n.Sub, Setting]]:
    for node in own_statements(function.body):
        if isinstance(node, (n.Call, n.Sub)):
            read = setting(node, inner, depth + 2)
            if read is not None and read.is_certain and read.node is node:
                yield node, read


def _spelt_around(node: n.Call | n.Sub, inner: Scope) -> str:
    """What a read puts around the parameter that names it: ``{}_URL``."""
    folded = text(_key_of(node), inner)
    return folded.value if folded is not None and folded.value.count(UNKNOWN) == 1 else UNKNOWN


def _key_of(node: n.Call | n.Sub) -> n.Expr | None:
    return node.index if isinstance(node, n.Sub) else node.args[0].value if node.args else None


def _naming_parameter(node: n.Call | n.Sub, read: Setting, inner: Scope, names: tuple[str, ...], rest: str) -> str:
    """The parameter that names what is read, as a whole or as a part: ``f"APP_{name}"``, ``key = prefix + name``."""
    if read.name in names:
        return read.name
    key = _key_of(node)
    folded = text(key, inner)
    if key is None or (folded is not None and UNKNOWN not in folded.value):
        return ""
    parts = [part.id for part in key.walk() if isinstance(part, n.Name)]
    if rest and isinstance(key, n.Name) and not inner.is_local(key.id):
        return rest  # next(environ[name] for name in names)
    inside = (
        each.id for part in parts for value in inner.values(part) for each in value.walk() if isinstance(each, n.Name)
    )
    return next((part for part in (*parts, *inside) if part in names), "")


def _last_default(read: Setting, inner: Scope) -> n.Expr | None:
    """The default that is left when a read whose default is another read, and that one, find nothing."""
    default = read.default
    while isinstance(default, n.Call):
        nested = setting(default, inner)
        if nested is None or nested.node is not default or nested.default is None:
            return default
        default = nested.default
    return default


def _default_parameter(function: n.Func, key: str) -> str:
    """The parameter that a function returns as it is, beside what it reads."""
    names = {value.id for value in returned(function) if isinstance(value, n.Name)}
    likely = [p.name for p in function.params if p.name in ("default", "fallback", "default_value")]
    return next(iter([*likely, *(p.name for p in function.params if p.name in names and p.name != key)]), "")
