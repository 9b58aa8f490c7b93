"""What implementation an expression makes or names: by the catalogue, by its name, its base, its body or its helper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from p0lint.catalogue.entries import DURABLE, Symbol
from p0lint.catalogue.words import words
from p0lint.facts import bodies
from p0lint.facts import nodes as n
from p0lint.facts.providers import made_by, provided
from p0lint.facts.scope import Scope, spelt
from p0lint.facts.texts import (
    DEPTH,
    Step,
    last_name,
    leaves,
    may_make,
    own_statements,
    text,
)
from p0lint.project import Definition
from p0lint.sieve.vocabulary import VAGUE

BASES = 3  # a class of more is put together from parts, of which none says what it is
# A method of such a beginning hands out its class or object; another one asks it for something.
HANDS_OUT = frozenset(
    {"from", "create", "make", "build", "new", "open", "connect", "init", "initialize", "initialise", "setup", "set"}
    | {
        "configure",
        "construct",
        "instance",
        "default",
        "with",
        "using",
        "of",
        "for",
        "in",
        "local",
        "persistent",
        "start",
    }
    | {
        "load",
        "singleton",
        "shared",
        "as",
        "factory",
        "provide",
        "acquire",
        "use",
        "bind",
        "options",
        "register",
        "add",
    }
)
GETS = frozenset({"instance", "default", "or", "client", "shared", "singleton", "connection", "current", "global"})


@dataclass(frozen=True, slots=True)
class Implementation:
    """
    A backing service that an expression makes or names.

    ``kind`` is durable or one of the non-durable kinds, ``role`` what it is for (``store``, ``cache``, ...), ``sure`` whether a
    library or a body says so and not only a name.
    """

    kind: str
    name: str
    role: str
    sure: bool
    why: str
    steps: tuple[Step, ...] = ()
    by_body: bool = False
    weak: bool = False
    spelt: bool = False

    @property
    def forgets(self) -> bool:
        """Whether it is a non-durable one."""
        return self.kind != "durable"


def implementation(expr: n.Expr | None, scope: Scope, depth: int = 0) -> Implementation | None:
    """The backing service that an expression makes, names, or has made by a helper; None if it is none."""
    if expr is None or depth > DEPTH:
        return None
    if isinstance(expr, n.Call):
        return _called(expr, scope, depth)
    if isinstance(expr, (n.Name, n.Attr)):
        return _referred(expr, scope, depth)
    if isinstance(expr, n.Lambda):
        return implementation(expr.body, scope, depth + 1)
    return None


def _called(expr: n.Call, scope: Scope, depth: int) -> Implementation | None:
    full = scope.resolve(expr.func)
    last = last_name(expr.func)
    if full in ("functools.partial", "typing.cast") or last in ("cast", "partial"):
        return implementation(expr.args[-1 if last == "cast" else 0].value if expr.args else None, scope, depth + 1)
    provider = made_by(expr, full)
    if provider is not None:
        return implementation(provider, scope, depth + 1)
    symbol = known_symbol(full, scope)
    if symbol is not None:
        return _by_symbol(expr, symbol, full, scope)
    found = provided(expr.func, scope)
    if found is not None:
        return implementation(*found, depth + 1)
    made = _referred(expr.func, scope, depth)
    if made is not None:
        return made
    if isinstance(expr.func, n.Attr) and _hands_out(expr.func.name, expr):  # Store.from_url(...), Store().configure()
        owner = expr.func.value
        if is_class_name(last_name(owner)) or isinstance(owner, n.Call):
            made = implementation(owner, scope, depth + 1)
            if made is not None:
                return made
    return _by_helper(expr, scope, depth) or _named_by_text(expr, scope)


def _hands_out(method: str, expr: n.Call) -> bool:
    """Whether a method hands out its class or object and does not ask it for something: ``from_url``, not ``exists``."""
    parts = words(method)
    if parts[:1] == ("get",):
        return not GETS.isdisjoint(parts) or (len(parts) == 1 and not expr.args)
    return bool(parts) and parts[0] in HANDS_OUT


def known_symbol(full: str, scope: Scope) -> Symbol | None:
    """The entry of a full name; none for what the standard library offers for other uses as often: locks, buffers, contexts."""
    symbol = scope.catalogue.symbol(full) if full else None
    return None if symbol is not None and symbol.strength == "weak" and symbol.form == "stdlib" else symbol


def _by_symbol(expr: n.Call, symbol: Symbol, full: str, scope: Scope) -> Implementation:
    if symbol.judge_by_url:
        for arg in expr.args:
            folded = text(arg.value, scope)
            match = scope.catalogue.value(folded.value, symbol.role) if folded else None
            if folded is not None and match is not None:
                return Implementation(match.kind, full, symbol.role, True, match.why, folded.steps)
    kind = _kind_of_call(expr, symbol, scope)
    return Implementation(kind, full, symbol.role, True, symbol.why, weak=symbol.strength != "strong")


def _kind_of_call(expr: n.Call, symbol: Symbol, scope: Scope) -> str:
    if any(arg.star for arg in expr.args):  # what is passed on is not known: believe that it configures something
        return DURABLE if symbol.bare or symbol.bare_only or symbol.unless else symbol.kind
    if any(_configures(arg.value) for arg in expr.args) and (not symbol.argument):
        return DURABLE
    folded = {arg: found.value if (found := text(arg.value, scope)) else "" for arg in expr.args}
    positional = [value for arg, value in folded.items() if not arg.keyword]
    return symbol.kind_of_call(positional, {arg.keyword: value for arg, value in folded.items() if arg.keyword})


def _configures(expr: n.Expr) -> bool:
    """Whether an argument is a whole configuration, so that what is made depends on it."""
    return last_name(expr).lower().strip("_") in ("settings", "config", "configuration", "options", "conf", "cfg")


def _referred(expr: n.Expr, scope: Scope, depth: int) -> Implementation | None:
    """The class that an expression names."""
    last = last_name(expr)
    if not is_class_name(last):
        return _of_function(expr, scope, depth)
    full = scope.resolve(expr)
    symbol = known_symbol(full, scope)
    if symbol is not None:
        return Implementation(symbol.kind, full, symbol.role, True, symbol.why, weak=symbol.strength != "strong")
    found = scope.definition(expr)
    if found is not None and found.kind == "class":
        return class_kind(found, scope, depth)
    if found is not None and found.kind in ("constant", "function"):
        return None  # a name of either kind is followed elsewhere
    if isinstance(expr, n.Name) and scope.is_local(expr.id):
        return None
    return by_name(full.rpartition(".")[2] or last, full or last, scope)


def _of_function(expr: n.Expr, scope: Scope, depth: int) -> Implementation | None:
    """What the helper that an expression names makes, where the helper itself is handed on."""
    found = scope.definition(expr) if not (isinstance(expr, n.Name) and scope.is_local(expr.id)) else None
    if found is None or found.kind not in ("function", "method"):
        return None
    made = _by_definition(found, scope, depth)
    return made if made is not None and made.forgets else None


def is_class_name(name: str) -> bool:
    """Whether an identifier is written as classes are."""
    stripped = name.lstrip("_")
    return bool(stripped) and stripped[0].isupper() and not stripped.isupper()


def by_name(name: str, full: str, scope: Scope) -> Implementation | None:
    """What a class is by the convention of its name."""
    named = scope.catalogue.class_name(name)
    if named is not None:
        weak = named.strength == "weak"
        return Implementation(named.kind, full, named.role, False, f"by its name, {name}", weak=weak)
    role = scope.catalogue.durable_class_name(name)
    return Implementation("durable", full, role, False, f"by its name, {name}") if role else None


def module_kind(expr: n.Expr, scope: Scope) -> Implementation | None:
    """What a class is by the module that it comes from: ``from .memory import Store``."""
    full = scope.resolve(expr)
    module, _, name = full.rpartition(".")
    role = scope.catalogue.role(name)
    said = scope.catalogue.value(module.rpartition(".")[2], role) if role and is_class_name(name) else None
    if said is None or said.kind == "loopback" or said.rank >= VAGUE or not role:
        return None
    return Implementation(said.kind, full, role, False, f"by its module, {module}")


def class_kind(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    """What a class of the project is: by its full name, its own name, its bases or its body."""
    key = ("class", id(scope.catalogue), found.module.path, found.full_name)
    return scope.project.learn(key, lambda: _class_kind(found, scope, depth))


def _class_kind(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    symbol = scope.catalogue.symbol(found.full_name)
    if symbol is not None:
        return Implementation(symbol.kind, found.full_name, symbol.role, True, symbol.why)
    if _is_row(found):
        return None
    named = by_name(found.name, found.full_name, scope)
    if named is not None and named.forgets:
        return named
    for base in _bases(found, scope, depth):
        if named is not None and not base.sure:
            continue  # S3FileProvider is none of files, whatever its base is called
        if base.forgets and not base.by_body and (scope.catalogue.role(found.name) or (base.role and named is None)):
            return replace(base, name=found.full_name, why=f"its base {base.name} is {base.kind}")
    body = bodies.classify(found, scope)
    if body is not None:
        role = bodies.role_of(found.cls, scope) if found.cls else ""
        return Implementation(body.kind, found.full_name, role, True, body.why, by_body=True)
    return named


def _is_row(found: Definition) -> bool:
    """Whether a class is a table of a database, whose objects are rows."""
    lines = found.module.lines
    return found.cls is not None and any("__tablename__" in lines[span.start - 1] for span in found.cls.fields)


def _bases(found: Definition, scope: Scope, depth: int) -> Iterator[Implementation]:
    if depth > 3 or found.cls is None or len(found.cls.bases) > BASES:
        return
    for base in found.cls.bases:
        full = spelt(base, found.module)
        symbol = scope.catalogue.symbol(full)
        if symbol is not None:
            yield Implementation(symbol.kind, full, symbol.role, True, symbol.why)
            continue
        parent = scope.project.definition(full, found.module)
        if parent is not None and parent.kind == "class":
            made = class_kind(parent, scope, depth + 1)
            if made is not None:
                yield made


def _by_helper(expr: n.Call, scope: Scope, depth: int) -> Implementation | None:
    """What a helper of the project makes, if every value it returns is non-durable."""
    found = scope.definition(expr.func)
    if found is None or found.kind not in ("function", "method"):
        return None
    return _by_definition(found, scope, depth)


def _by_definition(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    key = ("helper", id(scope.catalogue), found.module.path, found.full_name)
    return scope.project.learn(key, lambda: _made_by(found, scope, depth))


def _made_by(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    if not may_make(found, scope):
        return None
    helper = scope.helper(found)
    if helper is None:
        return None
    function, inner = helper
    made = [
        implementation(_once_given(leaf, inner), inner, depth + 2)
        for statement in own_statements(function.body)
        if isinstance(statement, n.Return) and statement.value is not None
        for leaf in leaves(statement.value)
    ]
    if not made or any(one is None or not one.forgets for one in made) or made[0] is None:
        return None
    first = made[0]
    return replace(first, steps=(Step(inner.unit, function, f"{found.name}() makes {first.name}"), *first.steps))


def _once_given(expr: n.Expr, scope: Scope) -> n.Expr:
    """What a local name is given, if that is done once; a global may have been given something before."""
    if not isinstance(expr, n.Name) or expr.id in scope.module.rebound_globals:
        return expr
    values = scope.values(expr.id)
    return values[0] if len(values) == 1 else expr


def _named_by_text(expr: n.Call, scope: Scope) -> Implementation | None:
    """A class named by a string: ``load_class("pkg.mod", "MemoryStore")``."""
    if not names_class(last_name(expr.func)):
        return None
    spelt = [arg.value.text.replace(":", ".") for arg in expr.args if isinstance(arg.value, n.Str)]
    full = ".".join(spelt[:2]) if len(spelt) > 1 and is_class_name(spelt[1]) else ""
    symbol = scope.catalogue.symbol(full) if full else None
    if symbol is not None and symbol.forgets:
        return Implementation(symbol.kind, full, symbol.role, True, symbol.why, spelt=True)
    for each in spelt:
        name = each.rpartition(".")[2]
        made = by_name(name, each, scope) if is_class_name(name) else None
        if made is not None and made.forgets:
            return replace(made, spelt=True)
    return None


def names_class(callee: str) -> bool:
    """Whether a call takes a class by its name: ``load_class``, ``import_string``, ``PluginClass``."""
    return any(word in callee.lower() for word in ("class", "load", "import", "locate", "plugin", "dotted"))
