"""Settings that name no backing service by themselves, and without which one cannot be used: its table, or what it is made with."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.plain import CONTAINED
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.failing.attempts import attempt
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import Setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, own_statements

TELEMETRY = ("metric", "trace", "log", "mail")  # a program is made to do without
ADDRESSES = frozenset({"url", "uri", "dsn"})
# What a constructor or a selector is handed that leads to a backing service, by its last word.
LEADS = ADDRESSES | {"bucket", "endpoint", "servers", "brokers", "hosts", "string"}
# What is left None beside a backing service, and is only said of it.
MEASURES = frozenset(
    {"timeout", "timeouts", "ttl", "interval", "retries", "limit", "size", "expiry", "expiration", "delay"}
)


def is_required(subject: n.Expr, read: Setting, scope: Scope) -> bool:
    """Whether a backing service is used with a setting: ``BQ_DATASET`` beside its client, a URL that a store is made with."""
    last = words(read.name)[-1:]
    if read.name.isupper() and not CONTAINED.isdisjoint(last):
        return _uses_service(scope)
    return (
        not ADDRESSES.isdisjoint(last) and scope.function is not None and _is_made_with(subject, scope.function, scope)
    )


def leads(name: str) -> bool:
    """Whether a name says that it leads to a backing service, if not to which: ``url``, ``get_bucket``."""
    return not LEADS.isdisjoint(words(name)[-1:])


def is_handed(subject: n.Expr, scope: Scope) -> bool:
    """Whether a parameter leads to the durable backing service that its function makes, or that its constructor keeps it for."""
    function = scope.function
    if function is None or not isinstance(subject, n.Name) or scope.parameter(subject.id) is None:
        return False
    if not leads(subject.id) or len(scope.values(subject.id)):
        return False
    is_kept = function.name == "__init__" and attempt(function.body, scope) is not None
    return is_kept or any(_is_kept_elsewhere(call, scope) for call in _made_with(subject, function))


def _uses_service(scope: Scope) -> bool:
    """Whether the function makes a durable backing service, or its class calls the module of one."""
    if scope.function is not None and attempt(scope.function.body, scope) is not None:
        return True
    span = scope.cls.span if scope.cls is not None else None
    body = "\n".join(scope.module.lines[span.start - 1 : span.end]) if span is not None else ""
    return bool(body) and bool(scope.catalogue.technology("Service", body))


def _is_made_with(subject: n.Expr, function: n.Func, scope: Scope) -> bool:
    return any(_is_service(call, scope) for call in _made_with(subject, function))


def _made_with(subject: n.Expr, function: n.Func) -> Iterator[n.Call]:
    """The calls of a function that are given something."""
    name = spelling(subject)
    calls = (node for node in own_statements(function.body) if isinstance(node, n.Call))
    yield from (call for call in calls if name and any(spelling(arg.value) == name for arg in call.args))


def _is_kept_elsewhere(call: n.Call, scope: Scope) -> bool:
    """Whether a call makes a durable backing service that no program is made to do without, as it is without a sink of traces."""
    made = implementation(call, scope)
    return made is not None and not made.forgets and made.role not in ("", *TELEMETRY)


def _is_service(call: n.Call, scope: Scope) -> bool:
    """Whether a call makes a durable backing service, also one that only its technology tells of."""
    made = implementation(call, scope)
    if made is not None:
        return not made.forgets
    name = last_name(call.func)
    return is_class_name(name) and bool(scope.catalogue.technology(name))


def leaves_more_open(outcome: str) -> bool:
    """Whether it is only left open how long something takes, or whether it is: ``self.retry_timeout = None``, ``is_held = False``."""
    said, _, name = outcome.removesuffix(" None").removesuffix(" False").rpartition(" ")
    parts = words(name.rpartition(".")[2])
    is_flag = "." not in name and parts[:1] in (("is",), ("has",), ("have",), ("was",))
    return said == "leaves" and (is_flag or not MEASURES.isdisjoint(parts[-1:]))
