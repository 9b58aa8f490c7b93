"""Clients that are made first, and then asked whether their service is there: ``client = Redis(url)`` ... ``client.ping()``."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.plain import CHECKS, COMMANDS
from p0lint.facts.failing.starts import TOLD
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements, returned


def reached(body: list[n.Stmt], scope: Scope) -> Iterator[tuple[n.Call, str]]:
    """The calls that ask whether a durable service is there whose client the function makes and keeps, each with its role."""
    for call in own_statements(body) if scope.function is not None else ():
        client = _asked(call) if isinstance(call, n.Call) else None
        if client is not None and isinstance(call, n.Call):
            given = (implementation(value, scope) for value in scope.values(spelling(client)))
            made = next((one for one in given if one is not None and not one.forgets and one.role), None)
            if made is not None and made.role not in TOLD and _is_kept(client, scope):
                yield call, made.role


def _asked(call: n.Call) -> n.Expr | None:
    """The client that is asked for an answer, or to log in: of ``client.admin.command("ping")`` the client."""
    if not isinstance(call.func, n.Attr) or call.func.name not in CHECKS:
        return None
    first = call.args[0].value if call.args else None
    if call.func.name == "command" and not (isinstance(first, n.Str) and first.text in COMMANDS):
        return None
    client = call.func.value
    while isinstance(client, n.Attr) and not is_own(client):
        client = client.value
    return client if is_own(client) or isinstance(client, n.Name) else None


def _is_kept(client: n.Expr, scope: Scope) -> bool:
    """Whether a client outlives the function: it belongs to the object or the module, is returned or is put elsewhere."""
    if is_own(client) or scope.function is None or _is_of_module(client, scope):
        return True
    nodes = list(own_statements(scope.function.body))
    put = [node for node in nodes if isinstance(node, n.Assign) and _is_elsewhere(node.targets[0], scope)]
    values = [*returned(scope.function), *(node.value for node in put)]
    return any(value is not None and spelling(value) == spelling(client) for value in values)


def _is_elsewhere(target: n.Expr, scope: Scope) -> bool:
    """Whether what is given to a target is there when the function has ended."""
    return isinstance(target, (n.Attr, n.Sub)) or _is_of_module(target, scope)


def _is_of_module(name: n.Expr, scope: Scope) -> bool:
    """Whether a name is one of the module that a function may replace: ``global _client``."""
    return isinstance(name, n.Name) and name.id in scope.module.rebound_globals
