"""Functions that bring a backing service up, or hand out the one that is connected, by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue._generated import TECHNOLOGIES
from p0lint.catalogue.plain import LAYS_TABLES, UNREACHABLE
from p0lint.catalogue.words import words
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

BRINGS_UP = frozenset({"init", "initialize", "initialise", "setup", "connect", "configure", "establish", "open"})
BEFORE = frozenset({"to", "up", "the", "async", "default"})
# With what follows, it is done to something.
MEANS = frozenset({"in", "with", "from", "for", "of", "on", "at", "by", "and"})
FILES = frozenset(
    {"dir", "directory", "path", "file", "folder", "home", "id", "name", "json", "yaml", "pickle", "thread", "task"}
    | {"temporary", "temp", "tmp"}
)
TOLD = frozenset({"trace", "metric", "mail", "any"})  # what these lose, the program is made to lose
DOWN = re.compile(UNREACHABLE)
RUNS = frozenset({"run", "run_until_complete", "run_sync"})
TABLES = re.compile(LAYS_TABLES)


def brought_up(node: n.Node, scope: Scope) -> str:
    """The role of the backing service that a statement brings up, with nothing of it given to a name: ``await init_redis()``."""
    call = _run(node.value) if isinstance(node, n.ExprStmt) else None
    if call is not None and lays_tables(call):
        return "database"
    if call is None or scope.function is None or scope.resolve(call.func).partition(".")[0] in TECHNOLOGIES:
        return ""  # a driver sets up itself, and nothing that it reaches
    owner, _, name = spelling(call.func).rpartition(".")
    first, *rest = words(name) or ("",)
    if first not in BRINGS_UP or not (MEANS | FILES).isdisjoint(rest) or _is_at_hand(owner, scope):
        return ""
    found = role(["_".join(word for word in rest if word not in BEFORE)], scope.catalogue)
    return "" if found in TOLD else found


def lays_tables(call: n.Call) -> bool:
    """Whether the tables of a database are made: ``Base.metadata.create_all(engine)``, also where it is handed on."""
    handed = (arg.value for arg in call.args)
    return any(TABLES.fullmatch(spelling(each).rpartition(".")[2]) is not None for each in (call.func, *handed))


def _run(expr: n.Expr) -> n.Call | None:
    """A call, or the one that a loop is given to run: ``asyncio.run(init_database())``."""
    if not isinstance(expr, n.Call):
        return None
    inner = expr.args[0].value if expr.args else None
    return inner if isinstance(inner, n.Call) and spelling(expr.func).rpartition(".")[2] in RUNS else expr


def _is_at_hand(owner: str, scope: Scope) -> bool:
    """Whether a method is one of a class, which fills what it keeps itself, or of what the function has made."""
    return owner.rpartition(".")[2][:1].isupper() or bool(scope.values(owner.partition(".")[0]))


def handed_out(body: list[n.Stmt], scope: Scope) -> Iterator[tuple[n.Call, str]]:
    """The calls whose names say that they hand out a backing service: ``cache = get_cache()``, each with its role."""
    for node in own_statements(body):
        if isinstance(node, n.Assign) and isinstance(node.value, n.Call):
            first, *rest = words(spelling(node.value.func).rpartition(".")[2]) or ("",)
            found = role(["_".join(rest)], scope.catalogue) if first == "get" and rest else ""
            if found:
                yield node.value, found


def is_unreachable(handler: n.Handler) -> bool:
    """Whether a handler catches nothing else than that something could not be reached."""
    names = [spelling(caught).rpartition(".")[2] for caught in handler.caught]
    return bool(names) and all(DOWN.search(name) for name in names)
