"""Failures of a durable backend that a handler lets pass, and required settings whose absence nobody raises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from p0lint.catalogue._generated import TECHNOLOGIES
from p0lint.catalogue.words import words
from p0lint.facts.failing.announced import announced
from p0lint.facts.failing.attempts import Attempt, attempt, fetched
from p0lint.facts.failing.checks import untold
from p0lint.facts.failing.contradicted import contradicted
from p0lint.facts.failing.decorated import shielded
from p0lint.facts.failing.left_out import left_out
from p0lint.facts.failing.missing import left_empty, missing_setting, unmade, unraised
from p0lint.facts.failing.registrations import registered
from p0lint.facts.failing.replaced import is_replaced
from p0lint.facts.failing.starts import is_unreachable
from p0lint.facts.failing.switched_off import unwritten
from p0lint.facts.failing.uninstalled import uninstalled
from p0lint.facts.failing.unknown import unknown
from p0lint.facts.failing.unstarted import unstarted
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.model import Fact, HandledFailure
from p0lint.facts.names.identifiers import is_address, role
from p0lint.facts.names.links import Step, first_line, links
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import after as held_after
from p0lint.facts.paths.flow import raises, suppressing
from p0lint.facts.paths.handlers import always_raises, missing_key, outcome
from p0lint.facts.paths.probes import ensures, is_command, probes
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

# What the program's own data is wrong with, and no backing service.
PROGRAMMING = frozenset(
    {
        "AssertionError",
        "AttributeError",
        "KeyError",
        "TypeError",
        "IndexError",
        "ValueError",
        "LookupError",
        "UnicodeDecodeError",
        "NameError",
        "JSONDecodeError",
        "ValidationError",
    }
)
# How an error ends that says what the backing service found: it is not there, it is there already, or another one holds it.
ANSWERED = (
    "NotFound",
    "DoesNotExist",
    "NoSuchKey",
    "NoNode",
    "NoResultFound",
    "Exists",
    "LockTimeout",
    "AlreadyLocked",
)
# A function of such a beginning does one thing with the backing service, long after it was made.
OPERATES = frozenset(
    {
        "delete",
        "remove",
        "list",
        "count",
        "search",
        "query",
        "download",
        "upload",
        "optimize",
        "export",
        "purge",
        "clear",
    }
    | {"print", "show", "display", "mask", "begin", "commit", "rollback"}
)
ENDINGS = (
    "close",
    "stop",
    "shutdown",
    "disconnect",
    "cleanup",
    "teardown",
    "__del__",
    "__exit__",
    "__aexit__",
    "dispose",
    "flush",
)


def failures(
    body: list[n.Stmt], scope: Scope, conditions: tuple[Condition, ...] = (), around: tuple[n.Stmt, ...] = ()
) -> Iterator[Fact]:
    """
    The failures swallowed and the settings found missing in a block and in the blocks below it.

    ``around`` are the statements that follow those which the block is inside of.
    """
    seen = 0
    for position, statement in enumerate(body):
        if not scope.marks.fail(statement):
            continue
        conditions = (*conditions, *(held for above in body[seen:position] for held in held_after(above, scope)))
        seen, inner, below = position, conditions, scope
        if isinstance(statement, n.Func):
            yield from shielded(statement, scope, conditions)
            below, inner = scope.inner(statement), ()
        after = body[position + 1 :]
        following = (*after, *around)
        found = list(_unless_replaced(statement, scope, conditions, after, following))
        if found and not is_replaced(statement, following, scope):
            yield from found
        if isinstance(statement, n.If):
            yield from unraised(statement, scope, conditions)
            yield from contradicted(statement, scope, conditions)
            yield from unmade(statement, scope, conditions)
            yield from left_out(statement, scope, conditions, following)
            yield from unwritten(statement, scope, conditions)
            yield from untold(statement, scope, conditions)
            yield from unstarted(statement, scope, conditions)
            true, false = condition(statement.test, scope)
            yield from failures(statement.body, scope, (*conditions, true), following)
            yield from failures(statement.orelse, scope, (*conditions, false), following)
            continue
        if isinstance(statement, n.Loop) and _tries_again(statement, after):
            continue
        for block in _blocks(statement):
            yield from failures(block, below, inner, _after_block(block, statement, following))


def _unless_replaced(
    statement: n.Stmt,
    scope: Scope,
    conditions: tuple[Condition, ...],
    after: list[n.Stmt],
    following: tuple[n.Stmt, ...],
) -> Iterator[Fact]:
    """What passes at a statement, and counts there where nothing that follows takes something that forgets in its place."""
    tried = suppressing(statement) if isinstance(statement, n.With) else statement
    if isinstance(tried, n.Try) and not (_is_held_above(tried, scope) or _raises_below(after)):
        yield from _swallowed(tried, scope, conditions, following)
    if isinstance(statement, (n.If, n.Match)):
        yield from unknown(statement, scope, conditions, following)
    yield from left_empty(statement, scope, conditions)


def _after_block(block: list[n.Stmt], statement: n.Stmt, following: tuple[n.Stmt, ...]) -> tuple[n.Stmt, ...]:
    """What follows a block of a statement: of the body of a loop, also what is done when nothing left the loop."""
    if isinstance(statement, n.Func):
        return ()
    is_repeated = isinstance(statement, n.Loop) and block is statement.body
    return (*statement.orelse, *following) if is_repeated and isinstance(statement, n.Loop) else following


def _tries_again(loop: n.Loop, after: list[n.Stmt]) -> bool:
    """Whether a loop tries until it succeeds, or raises when it has tried often enough."""
    handlers = (inner for inner in own_statements(loop.body) if isinstance(inner, n.Handler))
    return (
        loop.target is None or raises(after[:2]) or raises(loop.orelse) or any(raises(each.body) for each in handlers)
    )


def _raises_below(after: list[n.Stmt]) -> bool:
    """Whether what follows a failure raises, and nothing in it returns."""
    return always_raises(after) and not any(isinstance(node, n.Return) for node in own_statements(after))


def _is_held_above(tried: n.Try, scope: Scope) -> bool:
    """Whether a name that is tried to be given a value holds something that forgets by then: the finding is there."""
    given = (node for node in own_statements(tried.body) if isinstance(node, n.Assign))
    names = [spelling(target) for node in given for target in node.targets]
    row = scope.unit.place(tried).line
    return any(
        scope.unit.place(value).line < row
        and (made := implementation(value, scope)) is not None
        and made.forgets
        and bool(made.role or role([name], scope.catalogue))
        for name in names
        if name
        for value in scope.values(name)
    )


def _blocks(statement: n.Stmt) -> Iterator[list[n.Stmt]]:
    for name in ("body", "orelse", "final"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _swallowed(
    statement: n.Try, scope: Scope, conditions: tuple[Condition, ...], following: tuple[n.Stmt, ...]
) -> Iterator[Fact]:
    name = scope.function.name if scope.function else ""
    if (probes(name) and not ensures(name)) or _operates(name) or any(ending in name for ending in ENDINGS):
        return
    tried = attempt(statement.body, scope) or _imported(statement, scope) or registered(statement, scope)
    handlers: Sequence[n.Handler] = statement.handlers
    library, without = uninstalled(statement, conditions, following, scope)
    if tried is None and library is None:
        tried, handlers = fetched(statement.body, scope), [each for each in handlers if is_unreachable(each)]
    if tried is None and library is None:
        tried, handlers = announced(statement, scope)
    if tried is None:
        tried, handlers = library, without
    if tried is None:
        return
    for handler in handlers:
        going_on = outcome(handler, scope)
        if is_command(scope) and (not following or going_on.startswith("returns")):
            continue  # whoever gave the command reads what went wrong, and nothing goes on
        missing = missing_key(statement, handler, scope) if going_on else None
        if missing is not None:
            yield missing_setting(handler, missing.subjects[0], going_on, scope, conditions)
        elif going_on and (
            tried.is_loaded or handler in without or not _only_imports(handler) or _is_asked_for(conditions, scope)
        ):
            gated = next((held.reason for held in conditions if held.kind == "gated"), "")
            yield HandledFailure(
                place=first_line(handler, scope),
                setting="",
                kind="",
                role=tried.role,
                symbol=scope.symbol,
                chain=links(scope, [Step(scope.unit, tried.node, f"{tried.name} is tried here")]),
                excuse=f"only where {gated}" if gated else "",
                attempt=tried.name,
                outcome=going_on,
            )


def _imported(statement: n.Try, scope: Scope) -> Attempt | None:
    """The library of a backing service, where nothing else is tried than to import it inside a function."""
    first = statement.body[0] if len(statement.body) == 1 else None
    if scope.function is None or not isinstance(first, n.Import):
        return None
    roots = {full.lstrip(".").partition(".")[0] for full in first.names.values()}
    found = ((name, scope.catalogue.role(name)) for name in sorted(roots) if name in TECHNOLOGIES)
    return next((Attempt(name, said, first) for name, said in found if said), None)


def _is_asked_for(conditions: tuple[Condition, ...], scope: Scope) -> bool:
    """Whether a setting asks for just the backing service that is tried, or says where it is: its library must be there."""
    for held in conditions:
        for subject in held.subjects if held.kind in ("chosen", "present") else ():
            read = setting(subject, scope)
            is_told = read is not None and (read.is_certain or (held.kind == "present" and is_address(read.name)))
            if read is not None and is_told and role([read.name], scope.catalogue):
                return True
    return False


def _operates(name: str) -> bool:
    """Whether a function does one thing with a backing service and makes none: ``delete``, ``adelete``."""
    first = words(name)[:1]
    return not OPERATES.isdisjoint(first) or (bool(first) and first[0][:1] == "a" and first[0][1:] in OPERATES)


def _only_imports(handler: n.Handler) -> bool:
    names = [spelling(caught).rpartition(".")[2] for caught in handler.caught]
    imports = ("ImportError", "ModuleNotFoundError", "StopIteration", "KeyboardInterrupt", "CancelledError")
    return bool(names) and any(
        all(is_kind(name) for name in names) for is_kind in (imports.__contains__, PROGRAMMING.__contains__, _is_answer)
    )


def _is_answer(name: str) -> bool:
    """Whether an exception says what the backing service found, which answered: it is not there, is there already, or is held."""
    return name.removesuffix("Error").removesuffix("Exception").endswith(ANSWERED) and name != "ModuleNotFoundError"
