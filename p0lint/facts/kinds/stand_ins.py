"""Plain containers and functions that allow everything, where another path makes a durable backing service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from p0lint.catalogue._generated import TECHNOLOGIES
from p0lint.catalogue.plain import COLLECTIONS, CONNECTS, CONTAINERS, EAGER, FILE_STORES, HANDLES, LOCKS, QUEUES, STORES
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.kinds.bodies import classify_unnamed
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.fallback_methods import by_method
from p0lint.facts.kinds.implementations import implementation, once_given
from p0lint.facts.kinds.kept import kept_here
from p0lint.facts.kinds.other_places import written_elsewhere
from p0lint.facts.kinds.own_attributes import own_attribute
from p0lint.facts.kinds.peers import at_once
from p0lint.facts.kinds.taken_over import taken_over
from p0lint.facts.names.identifiers import is_address
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition, innermost
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, leaves, own_statements

NEARBY = 30  # how many lines away the other value may stand: the sieve looks no further
LOCK = "lock"  # the method of a client that hands out a lock of all replicas
KEYS = frozenset({"maxlen", "maxsize"})
CLIENTS = (["client"], ["pool"], ["connection"], ["broker"], ["channel"], ["producer"])


def stand_in(site: Site) -> Implementation | None:
    """What a plain ``{}``, ``set()``, ``lambda: True`` or path stands for; None where no backing service could stand there."""
    value = site.value
    kind = "noop" if isinstance(value, n.Lambda) else "memory"
    kept = by_method(site) or own_attribute(site) or kept_here(site) or written_elsewhere(site) or taken_over(site)
    kept = kept or _runs_here(site)
    if kept is not None:
        return kept
    library = _of_library(value, site.scope) or _of_module(value, site.scope)
    plain = library is None and _is_plain(value)
    if site.form != "value" or not (library or plain) or (not site.conditions and not site.targets):
        return None
    service = _counterpart(site, library is not None)
    if library is not None:
        is_nothing = (library.kind, library.role) == ("noop", LOCK) and not (
            service is not None and service.role == LOCK and _is_lost(site)
        )
        return None if service is None or is_nothing else replace(library, role=service.role)
    if service is not None:
        return Implementation(kind, _shown(value), service.role, True, f"it takes the place of {service.name}")
    name = _injected(site)
    return Implementation(kind, _shown(value), "store", True, f"it takes the place of {name}") if name else None


def _runs_here(site: Site) -> Implementation | None:
    """What the queue is where tasks are told to run at once: ``CELERY_TASK_ALWAYS_EAGER = True``."""
    is_told = site.form == "value" and isinstance(site.value, n.Const) and site.value.value is True
    if not is_told or not any(name.lower().endswith(EAGER) for name in site.targets):
        return None
    return Implementation(
        "memory", "the process that sends a task", "queue", True, "it runs the task at once, by itself"
    )


def _of_library(value: n.Expr, scope: Scope) -> Implementation | None:
    """What the standard library offers for other uses as often: a queue, a lock, a database in a file."""
    called = spelling(value.func) if isinstance(value, n.Call) else ""
    if called not in FILE_STORES and called.rpartition(".")[2] not in QUEUES | LOCKS:
        return None
    full = scope.resolve(value.func) if isinstance(value, n.Call) else ""
    symbol = scope.catalogue.symbol(full)
    if symbol is None or (symbol.form != "stdlib" and called not in FILE_STORES):
        return None
    return Implementation(symbol.kind, full, symbol.role, True, symbol.why)


def _is_lost(site: Site) -> bool:
    """Whether a value is taken after a failure, or where a client or an address is missing, and not where a switch says so."""
    held = innermost(site.conditions)
    names = [spelling(subject).rpartition(".")[2].lower() for subject in held.subjects] if held is not None else []
    is_absent = (
        held is not None
        and held.kind == "missing"
        and any(name.endswith(HANDLES) or is_address(name) for name in names)
    )
    return is_absent or (held is not None and held.kind == "failed")


def _of_module(value: n.Expr, scope: Scope) -> Implementation | None:
    """A class of this module that forgets by its body, whatever its name."""
    if not isinstance(value, n.Call) or not isinstance(value.func, n.Name) or not is_class_name(value.func.id):
        return None
    found = scope.definition(value.func)
    if found is None or found.kind != "class" or found.module is not scope.module:
        return None
    key = ("body", found.module.path, found.full_name)
    body = scope.project.learn(key, lambda: classify_unnamed(found, scope) or at_once(found))
    return Implementation(body.kind, found.full_name, "", True, body.why, by_body=True) if body else None


def _is_plain(value: n.Expr) -> bool:
    if isinstance(value, n.Dict):
        return not value.items
    if isinstance(value, n.Seq):
        return not value.items and value.kind == "list"
    if isinstance(value, n.Lambda):
        return isinstance(value.body, n.Const) and value.body.value in (True, None)
    return (
        isinstance(value, n.Call)
        and spelling(value.func).rpartition(".")[2] in CONTAINERS
        and all(isinstance(arg.value, (n.Name, n.Const)) or arg.keyword in KEYS for arg in value.args)
    )


def _shown(value: n.Expr) -> str:
    if isinstance(value, n.Call):
        return f"{spelling(value.func)}()"
    return {n.Dict: "{}", n.Seq: "[]"}.get(type(value), "lambda: True")


def _owner(value: n.Expr, scope: Scope) -> n.Expr:
    """The client of which a part is handed out, ``client.orders`` or ``client["orders"]``, if the function has made it."""
    owner = value
    while isinstance(owner, (n.Attr, n.Sub)):
        owner = owner.value
    return owner if isinstance(owner, n.Name) and scope.values(owner.id) else value


def _counterpart(site: Site, any_function: bool) -> Implementation | None:
    """The durable backing service that the same name is given, or the same function returns, on another path."""
    for target, value in others(site, any_function):
        other = once_given(_owner(value, site.scope), site.scope)
        words = [target, *spelling(_callee(other)).split(".")]
        is_named = any(site.scope.catalogue.is_of_service(word) for word in words)
        made = _service(other, site.scope) if is_named else None
        made = made or (_of_the_same_noun(other, site) if any_function else None)
        made = made or (_bound_to(other, site.scope) if isinstance(site.value, n.Lambda) else None)
        if made is not None:
            return made
    return None


def _of_the_same_noun(other: n.Expr, site: Site) -> Implementation | None:
    """What is called as the value is but for its technology: FirestoreWindow beside SlidingWindow."""
    name, own = (last_name(value.func) if isinstance(value, n.Call) else "" for value in (other, site.value))
    role = site.scope.catalogue.durable_class_beside(own, name) if is_class_name(name) and is_class_name(own) else ""
    return Implementation("durable", name, role, False, "by its name") if role else None


def _bound_to(other: n.Expr, scope: Scope) -> Implementation | None:
    """The object of a technology whose method answers elsewhere what a lambda answers here: ``RedisWindow(client).allow``."""
    made = other.value if isinstance(other, n.Attr) else None
    name = last_name(made.func) if isinstance(made, n.Call) else ""
    role = scope.catalogue.technology(name) if is_class_name(name) else ""
    return Implementation("durable", name, role, False, "by its name") if role else None


def others(site: Site, any_function: bool) -> Iterator[tuple[str, n.Expr]]:
    """What else the name is given that the value is given to, or what else is returned, each with that name."""
    statement = site.statement
    if not isinstance(statement, (n.Return, n.Assign)) or not _is_result(site.value, statement.value):
        return
    if isinstance(statement, n.Return):
        function = site.scope.function
        for value in _returned(function, site, any_function) if function else ():
            yield function.name if function else "", value
    else:
        for target in map(spelling, statement.targets):
            for value in _given(target, site) if target else ():
                yield from ((target.rpartition(".")[2], leaf) for leaf in leaves(value) if leaf is not site.value)


def _is_result(value: n.Expr, whole: n.Expr | None) -> bool:
    """Whether a value is what a whole expression may come to, and not only an argument in it."""
    return whole is not None and any(leaf is value for leaf in leaves(whole))


def _returned(function: n.Func, site: Site, any_function: bool) -> Iterator[n.Expr]:
    """The other values that a function may return; of one that is not named for a service, those of the same statement."""
    is_answer = isinstance(site.value, n.Lambda)  # lambda name: True, whatever the selector is called
    is_selector = any_function or is_answer or site.scope.catalogue.is_of_service(function.name)
    for node in own_statements(function.body) if is_selector else (site.statement,):
        if isinstance(node, n.Return) and node.value is not None:
            yield from (leaf for leaf in leaves(node.value) if leaf is not site.value)


def _given(target: str, site: Site) -> Iterator[n.Expr]:
    """What a name is given in the same function, or at the top level of the module, not far away."""
    scope = site.scope
    row = scope.unit.place(site.value).line
    if scope.function is not None:
        values = scope.values(target) or _put(target, scope.function)
        yield from (value for value in values if abs(scope.unit.place(value).line - row) <= NEARBY)
        return
    index = scope.module.index
    units = [scope.unit]
    if target in index.rebound and abs(index.constants[target].start - row) <= NEARBY:
        units.append(scope.module.unit(index.constants[target]))
    for node in own_statements([statement for unit in units for statement in unit.body]):
        if isinstance(node, n.Assign) and node.value is not None and target in map(spelling, node.targets):
            yield node.value


def _put(target: str, function: n.Func) -> list[n.Expr]:
    """What a function puts into another object: ``app.state.queue = ...``, ``app["queue"] = ...``."""
    given = (node for node in own_statements(function.body) if isinstance(node, n.Assign) and node.value is not None)
    others = (node for node in given if any(isinstance(each, (n.Attr, n.Sub)) for each in node.targets))
    return [node.value for node in others if node.value is not None and target in map(spelling, node.targets)]


def _callee(value: n.Expr) -> n.Expr:
    """What is called to make a value; of a bound method, what makes its object."""
    made = value.value if isinstance(value, n.Attr) else value
    return made.func if isinstance(made, n.Call) else made


def _service(value: n.Expr, scope: Scope) -> Implementation | None:
    made = value.value if isinstance(value, n.Attr) else value
    if not isinstance(made, n.Call):
        return None
    asked = getattr(made.func, "value", None)
    if isinstance(asked, n.Call):
        return _lock_of(asked, scope) if last_name(made.func) == LOCK else None  # what another method returns is data
    found = implementation(made, scope)
    if found is not None:
        return None if found.forgets or not found.role else found
    owner, _, name = spelling(made.func).rpartition(".")
    if name == LOCK and (_is_shared(owner, scope) or any(_lock_of(value, scope) for value in scope.values(owner))):
        return Implementation("durable", spelling(made.func), "lock", False, "by its name")
    role = scope.catalogue.subject(name) if name.endswith(COLLECTIONS) else _connected(name)
    return Implementation("durable", name, role, False, "by its name") if role else None


def _lock_of(client: n.Expr, scope: Scope) -> Implementation | None:
    """The lock that a client hands out which is made for it: ``Redis.from_url(url).lock(name)``."""
    made = implementation(client, scope)
    is_durable = made is not None and not made.forgets
    return Implementation("durable", f"{spelling(client)}.lock", LOCK, False, "by its name") if is_durable else None


def _is_shared(owner: str, scope: Scope) -> bool:
    """Whether what hands out a lock is called as a backing service, or as a client of one."""
    last = owner.rpartition(".")[2]
    return bool(scope.catalogue.role(last)) or last.lower().endswith(HANDLES)


def _connected(name: str) -> str | None:
    """The role of what a helper connects to, by its name alone: ``connect_nats``, ``create_redis_pool``."""
    first, *rest = words(name) or ("",)
    technology = rest[0] if rest and first in CONNECTS and (len(rest) == 1 or rest[1:] in CLIENTS) else ""
    return TECHNOLOGIES.get(technology) if name.islower() and len(technology) > len("pg") else None


def _injected(site: Site) -> str:
    """The optional store or repository that a caller may pass in and in whose place the value is taken."""
    held: Condition | None = site.conditions[-1] if site.conditions else None
    given = site.statement.value if isinstance(site.statement, n.Assign) else None
    if held is None or held.kind != "missing" or not _is_result(site.value, given):
        return ""
    for subject in held.subjects:
        name = spelling(subject).rpartition(".")[2]
        if name.lower().endswith(STORES) and site.scope.parameter(name) is not None:
            return name
    return ""
