"""Clients that one operation is done with, after which they are gone: their failure is no failed start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from p0lint.facts.failing.starts import lays_tables
from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, own_statements

CONNECTS = frozenset(
    {
        "connect",
        "ping",
        "initialize",
        "initialise",
        "init",
        "setup",
        "set_up",
        "register",
        "connection",
        "client",
    }
    | {
        "from_url",
        "from_dict",
        "from_config",
        "from_env",
        "from_dsn",
        "make_url",
        "create_engine",
        "load",
        "create",
        "build",
    }
    | {"make", "start", "acquire", "bootstrap", "instantiate", "load_class", "import_string"}
)
# What a client hands out that stays connected as long as it does.
HANDLES = (
    "db",
    "database",
    "collection",
    "bucket",
    "container",
    "table",
    "channel",
    "queue",
    "topic",
    "stream",
    "index",
    "keyspace",
)


def operated_on(body: list[n.Stmt], scope: Scope) -> Iterator[n.Node]:
    """What makes a client that one operation is done with, after which it is gone: no start of a backing service."""
    if scope.function is None:
        return
    gone = _gone(body, scope)
    for node in own_statements(body):
        if isinstance(node, n.Assign) and isinstance(node.value, (n.Call, n.Sub)):
            if all(isinstance(target, n.Name) and target.id in gone for target in node.targets):
                yield from (node, *node.value.walk())
        elif isinstance(node, n.ExprStmt):
            if isinstance(node.value, n.Call) and _is_of(node.value.func, gone) and not lays_tables(node.value):
                yield node
        elif isinstance(node, n.With):
            for value, name in node.items:
                if name is None or (isinstance(name, n.Name) and name.id in gone):
                    yield from value.walk()


def _is_of(func: n.Expr, names: set[str]) -> bool:
    """Whether a method is one of what some names stand for."""
    return isinstance(func, n.Attr) and isinstance(func.value, n.Name) and func.value.id in names


def _gone(body: list[n.Stmt], scope: Scope) -> set[str]:
    """The local names that are used in these statements alone, and of which nothing is kept that stays connected."""
    used = _uses(body)
    everywhere = _uses(scope.function.body if scope.function else [])
    passing = Counter(_passing(body))
    kept = {name for node in own_statements(body) if isinstance(node, n.Assign) for name in _kept_by(node)}
    opened = {
        name.id
        for node in own_statements(body)
        if isinstance(node, n.With)
        for _, name in node.items
        if isinstance(name, n.Name)
    }
    return {
        name
        for name in used
        if used[name] == everywhere[name]
        and (name in opened or (passing[name] > 0 and passing[name] == used[name] - 1))
        and name not in scope.module.rebound_globals
        and name not in kept
    }


def _kept_by(given: n.Assign) -> Iterator[str]:
    """The name of the client whose handle an attribute keeps: ``self.collection = client["chat"]["messages"]``."""
    value = given.value
    kept = (last_name(target) for target in given.targets if isinstance(target, n.Attr))
    if not any(name.strip("_").endswith(HANDLES) for name in kept):
        return
    while isinstance(value, (n.Call, n.Sub, n.Attr)):
        value = value.func if isinstance(value, n.Call) else value.value
    if isinstance(value, n.Name):
        yield value.id


def _passing(body: list[n.Stmt]) -> Iterator[str]:
    """The names of which a method is called that does not connect, or only for a ``with``; and those that a test asks for."""
    entered = {
        id(value.func)
        for node in own_statements(body)
        if isinstance(node, n.With)
        for value, _ in node.items
        if isinstance(value, n.Call)
    }
    for node in own_statements(body):
        if isinstance(node, n.Attr) and isinstance(node.value, n.Name):
            if node.name not in CONNECTS or id(node) in entered:
                yield node.value.id
        elif isinstance(node, n.Compare):
            yield from (side.id for side in (node.left, node.right) if isinstance(side, n.Name))


def _uses(body: list[n.Stmt]) -> Counter[str]:
    return Counter(node.id for node in own_statements(body) if isinstance(node, n.Name))
