"""How control leaves a block, and what holds below it."""

from __future__ import annotations

from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import TEXT_TESTS, Condition, condition
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

EXITS = ("sys.exit", "exit", "quit", "os._exit", "pytest.fail", "pytest.skip")


def after(statement: n.Stmt, scope: Scope) -> list[Condition]:
    """What holds after a statement that was not left through: the other side of an ``if`` that returned, an assertion."""
    if isinstance(statement, n.If):
        return _after_test(statement, scope)
    if isinstance(statement, n.Assert):
        held = condition(statement.test, scope)[0]
        return [held] if held.kind == "gated" else []
    if isinstance(statement, n.With):
        tried = suppressing(statement)
        return after(tried, scope) if tried else [held for inner in statement.body for held in after(inner, scope)]
    if isinstance(statement, n.Loop):
        return [*_after_attempts(statement), *_after_search(statement)]
    if isinstance(statement, n.Try) and statement.handlers and _may_answer(statement):
        goes_on = not all(terminates(handler.body) for handler in statement.handlers)
        return [Condition("failed", reason="below", node=statement)] if goes_on else []
    if isinstance(statement, n.Match) and any(terminates(case.body) for case in statement.cases):
        values = tuple(spelling(value) for case in statement.cases for value in case.values if terminates(case.body))
        return [Condition("rejected", (statement.subject,), values, node=statement.subject)]
    return []


def _after_test(statement: n.If, scope: Scope) -> list[Condition]:
    if terminates(statement.body):
        false = condition(statement.test, scope)[1]
        guards = isinstance(statement.test, n.And) or _only_guards(false, scope)
        return [] if isinstance(statement.body[-1], n.Raise) and guards else [false]
    if statement.orelse:
        return [condition(statement.test, scope)[0]] if terminates(statement.orelse) else []
    last = statement.body[-1] if statement.body else None
    failed = after(last, scope) if isinstance(last, n.Try) else []
    answers = any(isinstance(node, n.Return) and node.value for node in own_statements([statement]))
    return [*failed, condition(statement.test, scope)[1]] if answers else failed


def _may_answer(attempt: n.Try) -> bool:
    """Whether an attempt leaves the function where it succeeds, or where what it tried is there and is no file."""
    if terminates(attempt.body) or (bool(attempt.orelse) and terminates(attempt.orelse)):
        return True
    calls = (node for each in attempt.body for node in each.walk() if isinstance(node, n.Call))
    if any(spelling(call.func).rpartition(".")[2] == "open" for call in calls):
        return False
    return any(isinstance(node, n.Return) and node.value is not None for node in own_statements(attempt.body))


def _only_guards(held: Condition, scope: Scope) -> bool:
    """Whether what a refusal lets through names nothing that forgets, so that it asks for nothing either."""
    return held.kind == "chosen" and not any(scope.catalogue.value(value, "backend") for value in held.values)


def suppressing(statement: n.With) -> n.Try | None:
    """``with suppress(E): ...`` as the ``try`` that it is, with a handler that passes; None for any other ``with``."""
    for value, _ in statement.items:
        if isinstance(value, n.Call) and spelling(value.func) in ("suppress", "contextlib.suppress"):
            passing = n.Flow(statement.origin, "pass")
            caught = [arg.value for arg in value.args]
            return n.Try(statement.origin, statement.body, [n.Handler(statement.origin, caught, "", [passing])], [], [])
    return None


def _after_attempts(loop: n.Loop) -> list[Condition]:
    """What holds below a loop over candidates that returns the first one that does not fail."""
    tried = [inner for inner in loop.body if isinstance(inner, n.Try) and _returns([*inner.body, *inner.orelse])]
    goes_on = (inner for inner in tried if any(not _leaves(handler.body) for handler in inner.handlers))
    return [Condition("failed", reason="below", node=inner) for inner in goes_on]


def _after_search(loop: n.Loop) -> list[Condition]:
    """What holds below a loop that returns the entry whose name is asked for: ``for name, store in STORES: if name == kind: ...``."""
    found = [inner for inner in loop.body if isinstance(inner, n.If) and _leaves(inner.body) and _returns(inner.body)]
    return [Condition("rejected", asked, node=inner.test) for inner in found if (asked := _compared(inner.test))]


def _compared(test: n.Expr) -> tuple[n.Expr, ...]:
    """The two sides of a comparison, or of a test how a text begins or ends."""
    if isinstance(test, n.Compare) and test.op in ("==", "in"):
        return test.left, test.right
    is_text = isinstance(test, n.Call) and isinstance(test.func, n.Attr) and test.func.name in TEXT_TESTS and test.args
    return (
        (test.func.value, test.args[0].value)
        if is_text and isinstance(test, n.Call) and isinstance(test.func, n.Attr)
        else ()
    )


def _leaves(body: list[n.Stmt]) -> bool:
    """Whether the last statement of a block leaves the function."""
    return bool(body) and isinstance(body[-1], (n.Return, n.Raise))


def _returns(body: list[n.Stmt]) -> bool:
    return any(isinstance(node, n.Return) for node in own_statements(body))


def terminates(body: list[n.Stmt]) -> bool:
    """Whether a block always leaves: by return, raise, continue or break."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, (n.Return, n.Raise)):
        return True
    if isinstance(last, n.Flow):
        return last.word in ("continue", "break")
    if isinstance(last, n.If):
        return bool(last.orelse) and terminates(last.body) and terminates(last.orelse)
    if isinstance(last, n.With):
        return terminates(last.body)
    if isinstance(last, n.Try):
        return terminates(last.final) or (
            terminates(last.orelse or last.body) and all(terminates(handler.body) for handler in last.handlers)
        )
    if isinstance(last, n.ExprStmt) and isinstance(last.value, n.Call):
        return spelling(last.value.func) in EXITS or spelling(last.value.func).endswith("parser.error")
    return False


def raises(body: list[n.Stmt]) -> bool:
    """Whether a block holds a ``raise`` or an exit, on any of its paths."""
    return any(
        isinstance(node, n.Raise) or (isinstance(node, n.ExprStmt) and terminates([node]))
        for statement in body
        for node in own_statements([statement])
    )
