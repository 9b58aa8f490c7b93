"""Loops that load or make one backing service after another, and leave away those that fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue.plain import LOADS
from p0lint.catalogue.words import words
from p0lint.facts.failing.attempts import IN_PROCESS, MAKERS, Attempt
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.constants import table
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

LOADING = re.compile(LOADS)
KEEPS = frozenset({"register", "add", "append", "set", "put", "install", "mount", "attach", "include"})
VIEWS = frozenset({"items", "values"})
NAMES_OF = re.compile(
    r"_(?:factories|classes|types|paths|modules|names|configs|configurations|builders|loaders|impls)$", re.I
)
# What says that something is not installed, or is no plugin: unless a setting asks for it, nobody misses it.
NOT_THERE = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "KeyError", "TypeError"})
TOLD = frozenset({"mail", "trace", "metric", "any"})  # what these lose, the program is made to lose


def registered(tried: n.Try, scope: Scope) -> Attempt | None:
    """What a loop makes and keeps: ``for name, path in STORES.items(): try: registry.register(name, import_string(path))``."""
    loop = _loop_around(tried, scope)
    if loop is None or not _keeps(tried.body):
        return None
    made = next(_made(tried.body, _names(loop.target)), None)
    subject = _subject(loop.subject)
    found = _role(loop.subject, subject, scope) if made is not None else ""
    if made is None or not found or found in TOLD | IN_PROCESS:
        return None
    read = setting(subject, scope)
    is_asked_for = read is not None and read.is_certain
    if not is_asked_for and all(_says_not_there(handler) for handler in tried.handlers):
        return None
    return Attempt(spelling(made.func), found, made, is_loaded=is_asked_for)


def _says_not_there(handler: n.Handler) -> bool:
    caught = {spelling(each).rpartition(".")[2] for each in handler.caught}
    return bool(caught) and caught <= NOT_THERE


def _loop_around(tried: n.Try, scope: Scope) -> n.Loop | None:
    """The ``for`` whose block holds what is tried."""
    body = scope.function.body if scope.function is not None else scope.unit.body
    loops = (node for node in own_statements(body) if isinstance(node, n.Loop) and node.target is not None)
    return next((loop for loop in loops if any(each is tried for each in loop.body)), None)


def _names(target: n.Expr | None) -> set[str]:
    return {node.id for node in target.walk() if isinstance(node, n.Name)} if target is not None else set()


def _subject(expr: n.Expr) -> n.Expr:
    """The table that a loop goes through: of ``STORES.items()``, ``STORES``."""
    is_view = isinstance(expr, n.Call) and isinstance(expr.func, n.Attr) and expr.func.name in VIEWS
    return expr.func.value if is_view and isinstance(expr, n.Call) and isinstance(expr.func, n.Attr) else expr


def _keeps(body: list[n.Stmt]) -> bool:
    """Whether some statements put something into a register, a table or a list."""
    for node in own_statements(body):
        if isinstance(node, n.Assign) and any(isinstance(target, n.Sub) for target in node.targets):
            return True
        if isinstance(node, n.Call) and not KEEPS.isdisjoint(words(spelling(node.func).rpartition(".")[2])[:1]):
            return True
    return False


def _made(body: list[n.Stmt], names: set[str]) -> Iterator[n.Call]:
    """The calls that load what a name of the loop stands for, make it, or make something of it."""
    for node in own_statements(body):
        if not isinstance(node, n.Call):
            continue
        owner, _, callee = spelling(node.func).rpartition(".")
        given = any(isinstance(arg.value, n.Name) and arg.value.id in names for arg in node.args)
        of_it = callee in names if not owner else owner in names and callee == "load"
        makes = LOADING.search(callee) is not None or not MAKERS.isdisjoint(words(callee)[:1])
        if of_it or (given and makes and callee != "register"):
            yield node


def _role(expr: n.Expr, subject: n.Expr, scope: Scope) -> str:
    """What the things are for that a loop goes through: by the name of their table, or by what it holds."""
    told = [arg.value.text for arg in expr.args if isinstance(arg.value, n.Str)] if isinstance(expr, n.Call) else []
    named = NAMES_OF.sub("", spelling(subject).rpartition(".")[2])
    found = role([named, *(text.rpartition(".")[2] for text in told)], scope.catalogue)
    held = (subject, scope, ()) if isinstance(subject, (n.Seq, n.Dict)) else table(subject, scope)
    is_near = held is not None and held[1].module is scope.module
    return found or (_role_of_values(held[0], held[1]) if held is not None and is_near else "")


def _role_of_values(held: n.Expr, scope: Scope) -> str:
    items = held.items if isinstance(held, n.Seq) else ()
    values = [value for _, value in held.items] if isinstance(held, n.Dict) else items
    for value in values:
        said = re.split(r"[.:]", value.text)[-1] if isinstance(value, n.Str) else ""
        made = implementation(value, scope) if not said else None
        found = scope.catalogue.durable_class_name(said) if said else ""
        if found or (made is not None and not made.forgets and made.role):
            return found or (made.role if made is not None else "")
    return ""
