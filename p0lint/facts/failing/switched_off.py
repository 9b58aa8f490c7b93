"""Methods that write nothing where the constructor found no setting, and noted as much: ``self.enabled = bool(bucket)``."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import words
from p0lint.facts.failing.missing import is_done_without, missing_setting, missing_subject
from p0lint.facts.model import Fact
from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.paths.handlers import ends, quiet
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

WRITES = frozenset(
    {
        "write",
        "save",
        "put",
        "store",
        "upload",
        "publish",
        "send",
        "push",
        "enqueue",
        "record",
        "append",
        "add",
        "insert",
    }
    | {"persist", "archive", "emit", "set", "log", "submit", "dispatch"}
)
# What a program is made to do without.
OPTIONAL = frozenset(
    {
        "metric",
        "metrics",
        "telemetry",
        "analytics",
        "tracing",
        "tracer",
        "trace",
        "stats",
        "statsd",
        "monitor",
        "sentry",
    }
    | {
        "notifier",
        "notification",
        "notifications",
        "webhook",
        "alert",
        "alerts",
        "alerter",
        "slack",
        "email",
        "mail",
        "sms",
    }
    | {"usage", "profiler", "reporter"}
)
FAR = 120  # how many lines below the constructor a method may ask: the sieve looks no further


def unwritten(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """``if not self.enabled: return`` in a method that writes, of a class whose constructor took the absence of a setting."""
    name = scope.function.name if scope.function else ""
    if scope.cls is None or WRITES.isdisjoint(words(name)[:1]) or not OPTIONAL.isdisjoint(tokens(scope.cls.name)):
        return
    held, outcomes = condition(statement.test, scope)[0], [quiet(each) for each in ends(statement.body)]
    if held.kind != "missing" or raises(statement.body) or not outcomes or not all(outcomes):
        return
    if "return" not in outcomes[-1]:
        return
    for subject in held.subjects:
        found = _worked_out(subject, statement, scope) if is_own(subject) else None
        if found is not None:
            yield missing_setting(statement, found[0], outcomes[-1], scope, conditions, seen=found[1])
            return


def _worked_out(flag: n.Attr, statement: n.If, scope: Scope) -> tuple[n.Expr, Scope] | None:
    """The setting that the constructor works an attribute out of, with what the constructor sees."""
    init = scope.method("__init__")
    helper = scope.helper(init) if init is not None and init.module is scope.module else None
    values = helper[1].values(spelling(flag)) if helper is not None else []
    if helper is None or len(values) != 1:
        return None
    inner = helper[1]
    distance = scope.unit.place(statement).line - inner.unit.place(values[0]).line
    subject = missing_subject(condition(values[0], inner)[1], inner)
    read = setting(subject, inner) if subject is not None else None
    if subject is None or read is None or not 0 < distance <= FAR or is_done_without(subject, inner):
        return None
    if not OPTIONAL.isdisjoint(tokens(read.name)):
        return None
    return None if _is_told_there(helper[0], {spelling(flag), spelling(subject)}, inner) else (subject, inner)


def _is_told_there(init: n.Func, names: set[str], inner: Scope) -> bool:
    """Whether the constructor itself does something where the setting is missing."""
    for node in own_statements(init.body):
        if isinstance(node, n.If):
            sides = zip(condition(node.test, inner), (node.body, node.orelse), strict=True)
            if any(held.kind == "missing" and body and _is_about(held, names) for held, body in sides):
                return True
    return False


def _is_about(held: Condition, names: set[str]) -> bool:
    return any(spelling(subject) in names for subject in held.subjects)
