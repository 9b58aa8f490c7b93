"""The entries of dispatch tables and registries."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import is_class_name
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Position, Site
from p0lint.facts.syntax import nodes as n

CLASS_KEYS = frozenset(
    {"class", "cls", "klass", "backend", "engine", "impl", "implementation", "factory", "type", "dotted_path"}
)
WIRED = "DATABASES"  # the databases that there are, each for something else: none of them is chosen
MAPPINGS = ("Mapping", "Registry")  # FactoryMapping(memory="acme.memory:Store")
SELECTOR = "dependency_injector.providers.Selector"
PROCESS_MANAGERS = ("BaseManager", "SyncManager")
REGISTERS = ("register", "add_backend", "add_provider", "add_driver", "register_backend")


def filled_in(statement: n.Assign, value: n.Expr, scope: Scope, position: Position) -> Iterator[Site]:
    """``BACKENDS["memory"] = InMemoryBackend``: an entry of a table that is filled one by one."""
    name = spelling(value).rpartition(".")[2] if isinstance(value, (n.Name, n.Attr)) else ""
    if isinstance(value, n.Lambda) or is_class_name(name):
        for target in statement.targets:
            table = spelling(target.value) if isinstance(target, n.Sub) else ""
            key = text(target.index, scope) if isinstance(target, n.Sub) and table else None
            if key is not None and key.value != name and scope.module.text.count(f"{table}[") > 1:
                around = (table, *position.around)
                yield Site(
                    value, scope, "registration", position.conditions, (), around, key=key.value, statement=statement
                )


def registration(expr: n.Call, callee: str, scope: Scope, position: Position) -> Iterator[Site]:
    """``registry.register("memory", InMemoryBackend)``: an entry of a table that a call fills, or of one of its families."""
    if not (_registers(callee) or _adds(expr, callee, scope)) or _is_shared(expr, scope):
        return
    if isinstance(expr.func, n.Call):
        yield from _decorated(expr, expr.func, callee, scope, position)
    if len(expr.args) < 2:
        return
    *families, value = _registered(expr)
    keys = [text(each, scope) for each in families]
    if len(keys) > 1 and not (isinstance(families[1], n.Str) and keys[0]):
        keys, value = keys[:1], families[1]  # register("memory", InMemoryBackend, True)
    key = keys[-1]
    if key is not None:
        family = tuple(f"{each.value}_provider" for each in keys[:-1] if each is not None)
        around = (callee, *position.around)
        yield Site(value, scope, "registration", position.conditions, family, around, key=key.value, statement=expr)


def _adds(expr: n.Call, callee: str, scope: Scope) -> bool:
    """Whether something is added under the name of what forgets: ``caches.add("memory", MemoryCache)``."""
    first = expr.args[0].value if len(expr.args) == 2 else None
    if callee.rpartition(".")[2] != "add" or not isinstance(first, n.Str):
        return False
    return scope.catalogue.value(first.text, "backend") is not None


def _decorated(expr: n.Call, named: n.Call, callee: str, scope: Scope, position: Position) -> Iterator[Site]:
    """``registry.register("memory")(InMemoryBackend)``: a decorator that is called with what it registers."""
    key = text(named.args[0].value, scope) if named.args else None
    if key is not None and len(expr.args) == 1:
        around = (callee, *position.around)
        value = expr.args[0].value
        yield Site(value, scope, "registration", position.conditions, (), around, key=key.value, statement=expr)


def _is_shared(expr: n.Call, scope: Scope) -> bool:
    """Whether a class is made known to other processes by a manager of ``multiprocessing``, under which nobody chooses it."""
    owner = expr.func.value if isinstance(expr.func, n.Attr) else None
    found = scope.definition(owner) if isinstance(owner, n.Name) else None
    names = [scope.resolve(owner) if owner is not None else "", *(found.cls.bases if found and found.cls else ())]
    return any(name.endswith(PROCESS_MANAGERS) for name in names)


def _registered(expr: n.Call) -> list[n.Expr]:
    """The names that a call registers something under, and what, also where its module and class stand apart: ``"acme.ram", "Ram"``."""
    given = [arg.value for arg in expr.args[:3]]
    module, name = given[1], given[-1]
    if isinstance(module, n.Str) and isinstance(name, n.Str) and "." in module.text and is_class_name(name.text):
        return [given[0], n.Str(module.origin, f"{module.text}.{name.text}")]
    return given


def is_table(expr: n.Seq) -> bool:
    """Whether a list is a table of pairs: ``[("redis", RedisStore), ("memory", MemoryStore)]``."""
    return len(expr.items) > 1 and all(
        isinstance(item, n.Seq) and item.kind == "tuple" and len(item.items) > 1 and isinstance(item.items[0], n.Str)
        for item in expr.items
    )


def keyword_table(expr: n.Call, callee: str, scope: Scope, position: Position) -> Iterator[Site]:
    """``dict(redis=RedisStore, memory=MemoryStore)``: a table whose keys are keywords."""
    if callee == "dict" or callee.endswith(MAPPINGS) or scope.resolve(expr.func) == SELECTOR:
        choices: list[tuple[n.Expr, n.Expr]] = [
            (n.Str(arg.value.origin, arg.keyword), arg.value) for arg in expr.args if arg.keyword
        ]
        yield from entries(choices, scope, position)


def entries(items: list[tuple[n.Expr, n.Expr]], scope: Scope, position: Position) -> Iterator[Site]:
    """The entries of a table that may be one of implementations."""
    if position.targets == (WIRED,) and all(isinstance(value, n.Dict) for _, value in items):
        return
    values = tuple(_entry_value(value) for _, value in items)
    keys = [folded.value if (folded := text(key, scope)) else spelling(key) for key, _ in items]
    for key, value, gates in zip(keys, values, gates_of(keys, scope), strict=True):
        yield Site(
            value,
            scope,
            "entry",
            (*position.conditions, *gates),
            position.targets,
            position.around,
            key=key,
            siblings=values,
            statement=position.statement,
        )


def gates_of(keys: list[str], scope: Scope) -> list[tuple[Condition, ...]]:
    """What holds for each entry of a table that has one for each environment: of those for development, a gate."""
    is_by_environment = _are_environments(keys, scope)
    return [
        (Condition("gated", reason=f"the environment is {key}"),)
        if is_by_environment and scope.catalogue.is_development_value(key.rpartition(".")[2])
        else ()
        for key in keys
    ]


def _are_environments(keys: list[str], scope: Scope) -> bool:
    """Whether a table has an entry for each environment, production among them: ``{"test": …, "production": …}``."""
    told = [key.rpartition(".")[2] for key in keys]
    is_production = [scope.catalogue.is_production_value(key) for key in told]
    return any(is_production) and all(
        shared or scope.catalogue.is_development_value(key) for key, shared in zip(told, is_production, strict=True)
    )


def _entry_value(value: n.Expr) -> n.Expr:
    """The implementation in an entry, also one that tells more of it: ``{"class": MemoryStore, "options": ...}``, or a pair."""
    if isinstance(value, n.Seq) and value.kind == "tuple":
        made = (item for item in value.items if not isinstance(item, n.Str))
        return next((item for item in made if is_class_name(spelling(item).rpartition(".")[2])), value)
    if not isinstance(value, n.Dict):
        return value
    return next(
        (inner for key, inner in value.items if isinstance(key, n.Str) and key.text.lower() in CLASS_KEYS), value
    )


def registered_sites(statement: n.Stmt, scope: Scope) -> Iterator[Site]:
    """The site of a class or function that its decorator puts into a registry: ``@register("memory")``."""
    if not isinstance(statement, (n.Func, n.Class)):
        return
    for decorator in statement.decorators:
        callee = spelling(decorator)
        key = text(decorator.args[0].value, scope) if isinstance(decorator, n.Call) and decorator.args else None
        if key is not None and _registers(callee):
            named = n.Name(decorator.origin, statement.name)
            yield Site(named, scope, "registration", around=(callee,), key=key.value, statement=statement)


def _registers(callee: str) -> bool:
    return any(word in callee.rpartition(".")[2].lower() for word in REGISTERS)
