"""How the program goes on after a handler, or where a setting is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from p0lint.catalogue.quiet import (
    CLEANS_UP,
    CLOCKS,
    DEGRADED,
    LOGGED,
    NOTED,
    PUTS,
    QUIET,
    QUIET_BEGINNINGS,
    TELLING,
)
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.paths.flow import terminates
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

MISSING_KEY = frozenset({"KeyError", "AttributeError"})
# What an error says whose cause harms nothing: it is not there, or it is there already.
HARMLESS = re.compile(
    r"(?i)not.?found|does.?not.?exist|no.?such|exists|already|duplicate|missing|absent|ENOENT|EEXIST|^40[49]$"
)
BAD_VALUE = frozenset({"ValueError", "TypeError", "IndexError", "LookupError"})


def outcome(handler: n.Handler, scope: Scope) -> str:
    """How the program goes on after a handler; empty if it does not, or goes on with something else."""
    is_over = always_raises(handler.body) and not _passes_some(handler.body)
    if is_over or any(_raises_for(statement, scope) for statement in handler.body) or _passes_harmless(handler.body):
        return ""
    outcomes = [quiet(statement) for statement in ends(handler.body)]
    if not all(outcomes) or all(each == "raises" for each in outcomes):
        return ""  # another error than the one that is expected is raised
    telling = [each for each in outcomes if each not in ("logs", "raises")]
    without = [each for each in telling if each.endswith(" None")]
    return [*telling, *without][-1] if telling else "only logs"


def _passes_some(body: list[n.Stmt]) -> bool:
    """Whether a block that raises in the end returns for some errors above: ``if is_refused(error): return None``, ``raise``."""
    tests = (each for each in body[:-1] if isinstance(each, n.If) and not each.orelse)
    return any(isinstance(each.body[-1], n.Return) for each in tests)


def _passes_harmless(body: list[n.Stmt]) -> bool:
    """Whether a block asks an error whether it only says that something is not there, or is there already."""
    tests = (each.test for each in body if isinstance(each, n.If))
    return any(HARMLESS.search(text) for test in tests for node in test.walk() if (text := _said(node)))


def _said(node: n.Node) -> str:
    """What a part of a test says in words: a name, a text or a number."""
    if isinstance(node, n.Const):
        return str(node.value)
    return node.text if isinstance(node, n.Str) else spelling(node) if isinstance(node, (n.Name, n.Attr)) else ""


def _raises_for(statement: n.Stmt, scope: Scope) -> bool:
    """Whether a statement calls a helper of the project that always raises, such as one that ends a command."""
    if not isinstance(statement, n.ExprStmt) or not isinstance(statement.value, n.Call):
        return False
    found = scope.definition(statement.value.func)
    helper = scope.helper(found) if found is not None and found.kind == "function" else None
    return helper is not None and always_raises(helper[0].body)


def always_raises(body: list[n.Stmt]) -> bool:
    """Whether a block ends in an exception, or ends the program, on every path."""
    if not body:
        return False
    end = body[-1]
    if isinstance(end, n.If):
        return bool(end.orelse) and always_raises(end.body) and always_raises(end.orelse)
    if isinstance(end, n.With):
        return always_raises(end.body)
    if isinstance(end, n.Try):
        return always_raises(end.final) or always_raises(end.body)
    return isinstance(end, n.Raise) or (terminates([end]) and not isinstance(end, (n.Return, n.Flow)))


def is_raised(statement: n.Node | None, tried: n.Try) -> bool:
    """Whether the handler around a statement raises in the end."""
    around = (each for each in tried.handlers if any(node is statement for node in own_statements(each.body)))
    return any(always_raises(each.body) for each in around)


def ends(body: list[n.Stmt]) -> Iterator[n.Stmt]:
    """The statements of a block, of the branches in it and of what it only tries, without the tests that lead to them."""
    for statement in body:
        if isinstance(statement, n.If):
            yield from ends(statement.body)
            yield from ends(statement.orelse)
        elif isinstance(statement, n.Try):
            handled = (handler.body for handler in statement.handlers)
            for block in (statement.body, *handled, statement.orelse, statement.final):
                yield from ends(block)
        elif isinstance(statement, n.Import):
            continue
        else:
            yield statement


def quiet(statement: n.Stmt) -> str:
    """What a statement of a handler does, if that is next to nothing."""
    if isinstance(statement, n.Raise):
        return "raises"
    if isinstance(statement, n.Flow):
        return {"pass": "passes", "continue": "goes on with the next one"}.get(statement.word, "")
    if isinstance(statement, n.Return):
        value = statement.value
        if value is None or _is_nothing(value):
            return "returns nothing" if value is None else f"returns {value.value}"
        return "returns None" if _is_nothing_and_why(value) else ""
    if isinstance(statement, n.Assign):
        return _given(statement)
    if isinstance(statement, n.ExprStmt):
        return _evaluated(statement.value)
    return ""


def _is_nothing(value: n.Expr | None) -> TypeGuard[n.Const]:
    return isinstance(value, n.Const) and (value.value is None or value.value is False)


def _is_nothing_and_why(value: n.Expr) -> bool:
    """Whether ``None`` is told together with nothing more, or with what went wrong: ``return None, str(error)``."""
    first, *rest = value.items if isinstance(value, n.Seq) and value.kind == "tuple" and value.items else (value,)
    return _is_nothing(first) and all(_is_nothing(each) or _tells_why(each) for each in rest)


def _tells_why(value: n.Expr) -> bool:
    """Whether a value is the error itself, or a text of it."""
    is_text = isinstance(value, n.Call) and spelling(value.func) in ("str", "repr")
    return is_text or isinstance(value, (n.Str, n.Joined, n.Name, n.Attr))


def _given(statement: n.Assign) -> str:
    """What it comes to that a handler gives a value to something."""
    value, target = statement.value, spelling(statement.targets[0])
    if value is not None and _is_nothing(value):
        return f"leaves {target} {value.value}"
    if isinstance(value, n.Seq) and value.kind == "tuple" and value.items and all(map(_is_nothing, value.items)):
        first = statement.targets[0]
        return f"leaves {spelling(first.items[0] if isinstance(first, n.Seq) and first.items else first)} None"
    is_text = isinstance(value, (n.Str, n.Joined))
    said = tokens(target if is_text or isinstance(value, n.Dict) else target.rpartition(".")[2])
    told = value is not None and _tells_why(value) and not TELLING.isdisjoint(said)
    told = told or (isinstance(value, n.Dict) and not LOGGED.isdisjoint(said))
    return "logs" if told or _notes(statement) else ""


def _evaluated(value: n.Expr) -> str:
    """What it comes to that a handler only says, hands out or calls something."""
    if _is_nothing(value):
        return "hands out None"
    if isinstance(value, n.Str):
        return "logs"
    if not isinstance(value, n.Call):
        return ""
    if _puts_nothing(value):
        named = next((arg.value.text for arg in value.args if isinstance(arg.value, n.Str)), spelling(value.func))
        return f"leaves {named} None"
    return "logs" if logs(value) or _cleans_up(value) or _gauges(value) else ""


def _puts_nothing(call: n.Call) -> bool:
    """Whether a call puts ``None`` where the backing service should be: ``setattr(state, "redis", None)``, ``set_client(None)``."""
    last = call.args[-1].value if call.args else None
    is_none = isinstance(last, n.Const) and last.value is None
    return is_none and any(first in PUTS for first in words(spelling(call.func).rpartition(".")[2])[:1])


def _notes(statement: n.Assign) -> bool:
    """Whether an assignment notes that something was done or failed, how often, or when."""
    if isinstance(statement.value, n.Call):
        return spelling(statement.value.func).endswith(CLOCKS)
    if statement.op == "+=":
        return isinstance(statement.value, n.Const)
    is_flag = isinstance(statement.value, n.Const) and statement.value.value is True
    return is_flag and not (NOTED | DEGRADED).isdisjoint(tokens(spelling(statement.targets[0])))


def _cleans_up(call: n.Call) -> bool:
    """Whether a method only ends what is left of an attempt: ``self._client.close()``."""
    return isinstance(call.func, n.Attr) and call.func.name.lstrip("_").startswith(CLEANS_UP)


def _gauges(call: n.Call) -> bool:
    """Whether a number is shown to whoever watches: ``redis_up.set(0)``."""
    is_number = len(call.args) == 1 and isinstance(call.args[0].value, n.Const) and not call.args[0].keyword
    return is_number and isinstance(call.func, n.Attr) and call.func.name == "set"


def logs(call: n.Call) -> bool:
    """Whether a call only tells somebody."""
    name = spelling(call.func).rpartition(".")[2]
    return (
        name in QUIET
        or name.lstrip("_").startswith(QUIET_BEGINNINGS)
        or "log" in tokens(spelling(call.func).partition(".")[0])
    )


def _fills(handler: n.Handler, table: str) -> bool:
    """Whether a handler puts what was not there into a table."""
    given = (node for node in own_statements(handler.body) if isinstance(node, n.Assign))
    return any(
        isinstance(target, n.Sub) and spelling(target.value) == table for node in given for target in node.targets
    )


def _refused_member(statement: n.Try, scope: Scope) -> n.Expr | None:
    """The setting that an enumeration may have no member for: ``try: return Kind(os.environ["QUEUE_KIND"])``."""
    for node in own_statements(statement.body):
        if isinstance(node, n.Call) and len(node.args) == 1:
            name = spelling(node.func)
            is_own = name == "cls" and scope.cls is not None and any(b.endswith("Enum") for b in scope.cls.bases)
            read = setting(node.args[0].value if is_own else node, scope) if is_own or is_class_name(name) else None
            if read is not None and read.is_certain:
                return read.node
    return None


def missing_key(statement: n.Try, handler: n.Handler, scope: Scope) -> Condition | None:
    """``try: x = os.environ["X"]`` ... ``except KeyError:`` is the test whether a setting is there."""
    caught = {spelling(each).rpartition(".")[2] for each in handler.caught}
    if "ValueError" in caught and caught <= MISSING_KEY | BAD_VALUE:
        refused = _refused_member(statement, scope)
        if refused is not None:
            return Condition("rejected", (refused,), node=handler)
    if caught.isdisjoint(MISSING_KEY) or not caught <= MISSING_KEY | BAD_VALUE:
        return None
    for inner in statement.body:
        for node in inner.walk():
            read = setting(node, scope) if isinstance(node, (n.Sub, n.Attr)) else None
            if read is not None and read.is_certain:
                return Condition("missing", (read.node,), node=handler)
            is_lookup = isinstance(node, n.Sub) and isinstance(node.index, n.Name) and spelling(node.value).isupper()
            if isinstance(node, n.Sub) and is_lookup and not _fills(handler, spelling(node.value)):
                return Condition("rejected", (node.index, node.value), node=handler)  # BACKENDS[name]
    return None
