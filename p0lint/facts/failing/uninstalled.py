"""Libraries of backing services that a selector was told to use, and does without where they are not installed."""

from __future__ import annotations

from collections.abc import Sequence

from p0lint.facts.failing.attempts import Attempt
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.identifiers import is_address, role
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

MISSING = frozenset({"ImportError", "ModuleNotFoundError"})
SINKS = frozenset({"trace", "metric", "sink"})


def uninstalled(
    statement: n.Try, conditions: tuple[Condition, ...], after: Sequence[n.Stmt], scope: Scope
) -> tuple[Attempt | None, list[n.Handler]]:
    """
    What would be made by the library that a ``try`` imports, and the handlers that return nothing without it.

    ``try: from redis import Redis``, ``except ImportError: return None``, ``return Redis.from_url(url)``; also the sink of
    metrics or traces that a setting asks for by its kind.
    """
    handlers = [each for each in statement.handlers if _leaves(each)] if scope.function is not None else []
    imports = [each for each in statement.body if isinstance(each, n.Import)] if handlers else []
    names = {local for each in imports for local in each.names}
    if len(imports) == len(statement.body):
        made = [each for each in _made(after, names, scope) if _is_addressed(each.node)]
    else:
        asks = bool(names) and _asks_for_sink(conditions, scope)
        made = [each for each in _made(statement.body, names, scope) if each.role in SINKS] if asks else []
    return (made[0], handlers) if made else (None, [])


def _leaves(handler: n.Handler) -> bool:
    """Whether a handler of nothing but a missing library returns."""
    caught = {spelling(each).rpartition(".")[2] for each in handler.caught}
    return bool(caught) and caught <= MISSING and isinstance(handler.body[-1], n.Return)


def _made(body: Sequence[n.Stmt], names: set[str], scope: Scope) -> list[Attempt]:
    """The durable backing services that some statements make of what was imported."""
    calls = (node for node in own_statements(body) if isinstance(node, n.Call)) if names else ()
    ours = ((call, implementation(call, scope)) for call in calls if spelling(call.func).partition(".")[0] in names)
    return [
        Attempt(spelling(call.func), made.role, call) for call, made in ours if made is not None and not made.forgets
    ]


def _is_addressed(call: n.Node) -> bool:
    """Whether a call is handed an address, by the name of what it is given or of what takes it."""
    args = call.args if isinstance(call, n.Call) else []
    named = (name for arg in args for name in (arg.keyword, spelling(arg.value).rpartition(".")[2]))
    return any(is_address(name) for name in named if name)


def _asks_for_sink(conditions: tuple[Condition, ...], scope: Scope) -> bool:
    """Whether a setting asks for the kind of a sink."""
    chosen = (subject for held in conditions if held.kind == "chosen" for subject in held.subjects)
    reads = (setting(subject, scope) for subject in chosen)
    return any(read is not None and role([read.name], scope.catalogue) in SINKS for read in reads)
