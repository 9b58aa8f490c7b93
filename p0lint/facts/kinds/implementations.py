"""What implementation an expression makes or names: by the catalogue, by its name, its base, its body or its helper."""

from __future__ import annotations

from dataclasses import replace

from p0lint.catalogue.entries import DURABLE, Symbol, ValueKind
from p0lint.catalogue.vague import VAGUE
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.kinds.classes import Implementation, by_dotted, by_name, class_kind, known_symbol, named_by_text
from p0lint.facts.kinds.passed_urls import made_of_url
from p0lint.facts.kinds.providers import made_by, provided
from p0lint.facts.kinds.settings_tables import configured
from p0lint.facts.names.constants import constant
from p0lint.facts.names.helpers import may_make
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import DEPTH, looked_up, text
from p0lint.facts.paths.lookups import made_values
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, returned
from p0lint.project import Definition

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
    | {"empty", "blank", "fresh", "ephemeral", "transient", "temporary", "null", "noop"}
)
MAKES = (HANDS_OUT | {"get"}) - {"local"}  # with what the name of a factory of something local begins: get_local_cache
MINTS = frozenset({"create", "make", "build", "new", "default", "load", "init"})
PLAIN = frozenset({"filename", "name", "path", "id", "key", "uuid", "url", "uri", "slug", "hash"})
TURNS_BACK = ("from_proto", "from_protobuf", "from_pb", "from_pb2")  # a message into the value that it was made of
GETS = frozenset({"instance", "default", "or", "client", "shared", "singleton", "connection", "current", "global"})


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
    return _looked_up(expr, scope, depth) if isinstance(expr, n.Sub) else None


def _looked_up(expr: n.Sub, scope: Scope, depth: int) -> Implementation | None:
    """What a table has under a key that is known: ``BACKENDS["memory"]``."""
    found = looked_up(expr, scope)
    made = _of_entry(found[0], found[1], depth) if found is not None else None
    return replace(made, steps=(*found[2], *made.steps)) if found is not None and made is not None else None


def _of_entry(value: n.Expr, scope: Scope, depth: int) -> Implementation | None:
    """What an entry of a table makes or names, also by the dotted name of a class that forgets."""
    if not isinstance(value, n.Str):
        return implementation(value, scope, depth + 1)
    is_dotted = value.text.replace(":", ".").count(".") > 1 and is_class_name(value.text.rpartition(".")[2])
    made = by_dotted(value.text, scope) if is_dotted else None
    return replace(made, spelt=True) if made is not None and made.forgets else None


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
    asked = _of_own_member(expr, scope)
    if asked is not None:
        return asked
    made = (
        implementation(expr.func, scope, depth + 1)
        if isinstance(expr.func, n.Sub)
        else _referred(expr.func, scope, depth)
    )
    if made is not None:
        is_told = any(arg.keyword in made.unless for arg in expr.args)
        return replace(made, kind=DURABLE) if is_told else made
    if isinstance(expr.func, n.Attr) and _hands_out(expr.func.name, expr):  # Store.from_url(...), Store().configure()
        owner = expr.func.value
        if is_class_name(last_name(owner)) or isinstance(owner, n.Call):
            made = implementation(owner, scope, depth + 1)
            if made is not None:
                return made
    made = _by_helper(expr, scope, depth) or made_of_url(expr, scope)
    return made or named_by_text(expr, scope) or _by_own_name(expr, scope, depth)


def _of_own_member(expr: n.Call, scope: Scope) -> Implementation | None:
    """What a class makes that is asked for by one of its own members: ``Cache(Cache.MEMORY)``."""
    first = expr.args[0].value if expr.args else None
    is_own = isinstance(first, n.Attr) and last_name(first.value) == last_name(expr.func)
    symbol = known_symbol(scope.resolve(first), scope) if is_own and isinstance(first, n.Attr) else None
    if symbol is None or not symbol.forgets:
        return None
    return Implementation(symbol.kind, scope.resolve(expr.func), symbol.role, True, symbol.why)


def _hands_out(method: str, expr: n.Call) -> bool:
    """Whether a method hands out its class or object and does not ask it for something: ``from_url``, not ``exists``."""
    parts = words(method)
    if parts[:1] == ("get",):
        return not GETS.isdisjoint(parts) or (len(parts) == 1 and not expr.args)
    if parts[:1] and parts[0] in MINTS and parts[-1] in PLAIN:
        return False  # only what a thing is called: FileRepository.new_filename()
    return bool(parts) and parts[0] in HANDS_OUT and method not in TURNS_BACK


def _by_symbol(expr: n.Call, symbol: Symbol, full: str, scope: Scope) -> Implementation:
    if symbol.judge_by_url:
        for arg in expr.args:
            folded = text(arg.value, scope)
            match = scope.catalogue.value(folded.value, symbol.role) if folded else None
            if folded is not None and match is not None and not _is_title(arg, match):
                return Implementation(match.kind, full, symbol.role, True, match.why, folded.steps)
    kind = _kind_of_call(expr, symbol, scope)
    is_said = bool(symbol.equals) or symbol.is_local([arg.keyword for arg in expr.args])
    return Implementation(kind, full, symbol.role, True, symbol.why, weak=symbol.strength != "strong" and not is_said)


def _is_title(arg: n.Arg, match: ValueKind) -> bool:
    """Whether an argument is a word that a client is called by or told something else with, and no address: ``Celery("local")``."""
    is_word = match.text.isidentifier() and match.kind != "loopback"
    return is_word and (not arg.keyword or match.rank >= VAGUE)


def _kind_of_call(expr: n.Call, symbol: Symbol, scope: Scope) -> str:
    if any(arg.star for arg in expr.args) and not _is_said_outright(expr, symbol, scope):
        # What is passed on is not known: believe that it configures something.
        return DURABLE if symbol.bare or symbol.bare_only or symbol.unless else symbol.kind
    if any(_configures(arg.value) for arg in expr.args) and (not symbol.argument):
        return DURABLE
    folded = {arg: found.value if (found := text(arg.value, scope)) else "" for arg in expr.args}
    positional = [value for arg, value in folded.items() if not arg.keyword]
    return symbol.kind_of_call(positional, {arg.keyword: value for arg, value in folded.items() if arg.keyword})


def _is_said_outright(expr: n.Call, symbol: Symbol, scope: Scope) -> bool:
    """Whether the argument that makes it forget is given, so that whatever is passed on beside it says something else."""
    said = (arg.value for arg in expr.args if not arg.star and arg.keyword in ("", symbol.argument))
    return bool(symbol.equals) and any(found.value == symbol.equals for value in said if (found := text(value, scope)))


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
    near = scope.nested(expr)
    if near is not None:
        made = _made_in(*near, depth)
        return made if made is not None and made.forgets else None
    found = scope.definition(expr) if not (isinstance(expr, n.Name) and scope.is_local(expr.id)) else None
    if found is not None and found.kind == "constant":
        return _kept_in_module(expr, found, scope, depth)
    if found is None or found.kind not in ("function", "method"):
        return None
    made = _by_definition(found, scope, depth)
    return made if made is not None and made.forgets else None


def _kept_in_module(expr: n.Expr, found: Definition, scope: Scope, depth: int) -> Implementation | None:
    """What forgets that a module makes once and keeps under a name, which nobody gives anything else: ``shared = MemoryStore()``."""
    if found.name in found.module.rebound_globals or found.name in found.module.index.rebound:
        return None
    kept = constant(expr, scope)
    made = implementation(kept[0], kept[1], depth + 1) if kept is not None and isinstance(kept[0], n.Call) else None
    if kept is None or made is None or not made.forgets or made.role == "cache":
        return None  # what a module caches for itself it can work out again
    return replace(made, steps=(kept[2], *made.steps))


def _by_helper(expr: n.Call, scope: Scope, depth: int) -> Implementation | None:
    """What a helper of the project makes, if every value it returns is non-durable."""
    near = scope.nested(expr.func)
    if near is not None:
        return _made_in(*near, depth)
    found = scope.definition(expr.func)
    if found is None or found.kind not in ("function", "method"):
        return None
    return _by_definition(found, scope, depth)


def _by_own_name(expr: n.Call, scope: Scope, depth: int) -> Implementation | None:
    """What a factory makes by its name, ``make_in_memory_store``, unless its body says that it makes something else."""
    name = last_name(expr.func)
    if is_class_name(name) or (isinstance(expr.func, n.Name) and scope.is_local(name)) or _asks_for_entry(expr, name):
        return None
    made = by_name(name, scope.resolve(expr.func) or name, scope)
    if made is None or not made.forgets or (made.kind == "local" and words(name)[0] not in MAKES):
        return None
    found = scope.definition(expr.func)
    helper = scope.nested(expr.func) or (scope.helper(found) if found is not None else None)
    return made if helper is None or _may_return(*helper, depth) else None


def _asks_for_entry(expr: n.Call, name: str) -> bool:
    """Whether a cache is asked for what it holds under a key, and not for itself: ``self._get_local_cache(key)``."""
    keys = (arg.value.id for arg in expr.args if isinstance(arg.value, n.Name))
    return words(name)[:1] == ("get",) and any(key in ("key", "keys") for key in keys)


def _may_return(function: n.Func, inner: Scope, depth: int) -> bool:
    """Whether a function returns something that it may have made, and nothing that is known to be durable."""
    values = [once_given(leaf, inner) for leaf in returned(function)]
    if not values or any(isinstance(value, (n.Const, n.Str, n.Joined)) for value in values):
        return False
    made = (implementation(value, inner, depth + 2) for value in values)
    return not any(one is not None and not one.forgets for one in made)


def _by_definition(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    key = ("helper", id(scope.catalogue), found.module.path, found.full_name, depth)
    return scope.project.learn(key, lambda: _made_by(found, scope, depth))


def _made_by(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    if found.name in TURNS_BACK or not may_make(found, scope):
        return None
    helper = scope.helper(found)
    return _made_in(*helper, depth) if helper is not None else None


def _made_in(function: n.Func, inner: Scope, depth: int) -> Implementation | None:
    """What a function makes, if every value it returns is non-durable; ``inner`` is what it sees."""
    values = [once_given(leaf, inner) for leaf in returned(function)]
    made = [implementation(value, inner, depth + 2) or configured(value, inner) for value in values]
    if not made or any(one is None or not one.forgets for one in made) or made[0] is None:
        return None
    first = made[0]
    return replace(first, steps=(Step(inner.unit, function, f"{function.name}() makes {first.name}"), *first.steps))


def once_given(expr: n.Expr, scope: Scope) -> n.Expr:
    """What a local name is given, if that is done once; a global may have been given something before."""
    if not isinstance(expr, n.Name) or expr.id in scope.module.rebound_globals:
        return expr
    values = made_values(expr.id, scope)
    return values[0] if len(values) == 1 else expr
