"""Backing services that a function makes where a setting is given, and that it leaves out where it ends: ``return None``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from p0lint.facts.failing.attempts import attempt
from p0lint.facts.failing.missing import is_done_without, is_replaced_where_called, missing_setting, missing_subject
from p0lint.facts.model import Fact
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.paths.handlers import ends, quiet
from p0lint.facts.paths.probes import is_command, probes, tends
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name


def left_out(
    statement: n.If, scope: Scope, conditions: tuple[Condition, ...], following: Sequence[n.Stmt]
) -> Iterator[Fact]:
    """``if url: return connect(url)``, and ``return None`` below it: without the setting nobody is told."""
    name = scope.function.name if scope.function else ""
    last = following[-1] if following and not statement.orelse else None
    if not isinstance(last, n.Return) or not name or probes(name) or tends(name) or is_command(scope):
        return
    subject = missing_subject(condition(statement.test, scope)[1], scope)
    if subject is None or is_replaced_where_called(scope) or not returns_made(statement.body, scope):
        return
    if _is_property(scope):
        return
    outcomes = [quiet(each) for each in ends(list(following))]
    if not all(outcomes) or "raises" in outcomes or not outcomes[-1].startswith("returns"):
        return
    if not is_done_without(subject, scope) or "logs" in outcomes:
        yield missing_setting(last, subject, outcomes[-1], scope, conditions)


def _is_property(scope: Scope) -> bool:
    """Whether the function around is an attribute of its object, which says what there is and starts nothing."""
    decorators = scope.function.decorators if scope.function else []
    return any(last_name(decorator) in ("property", "cached_property") for decorator in decorators)


def returns_made(body: list[n.Stmt], scope: Scope) -> bool:
    """Whether a block returns a backing service that it makes, or raises; what a handler goes on with is told there."""
    last = body[-1] if body else None
    if isinstance(last, (n.Try, n.With)):
        handlers = last.handlers if isinstance(last, n.Try) else []
        return all(raises(handler.body) for handler in handlers) and returns_made(last.body, scope)
    return isinstance(last, n.Return) and not quiet(last) and attempt(body, scope) is not None
