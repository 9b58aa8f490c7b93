"""Handlers that say in the log that the program goes on with what forgets in the place of a backing service."""

from __future__ import annotations

import re
from collections.abc import Sequence

from p0lint.catalogue.quiet import FALLS_BACK
from p0lint.facts.failing.attempts import IN_PROCESS, Attempt
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.handlers import logs
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

ANNOUNCED = re.compile(FALLS_BACK)
WORD = re.compile(r"[A-Za-z]\w+")
TOLD = IN_PROCESS | {"", "metric", "trace", "log", "mail", "any", "client", "service"}  # of these a text may well speak


def announced(statement: n.Try, scope: Scope) -> tuple[Attempt | None, Sequence[n.Handler]]:
    """What is tried, with the handlers that say that something of this process or host takes the place of a backing service."""
    handlers = [each for each in statement.handlers if _role(each, scope)]
    calls = [node for node in own_statements(statement.body) if isinstance(node, n.Call)]
    if not handlers or not calls:
        return None, ()
    tried = next((call for call in calls if isinstance(call.func, n.Attr)), calls[0])
    return Attempt(spelling(tried.func), _role(handlers[0], scope), tried), handlers


def _role(handler: n.Handler, scope: Scope) -> str:
    """The role of the backing service that a handler says it goes on without."""
    for text in _logged(handler):
        if ANNOUNCED.search(text):
            said = (role([word], scope.catalogue) for word in WORD.findall(text))
            return next((found for found in said if found not in TOLD), "")
    return ""


def _logged(handler: n.Handler) -> list[str]:
    """The texts that a handler logs, each literal by itself."""
    calls = (node for node in own_statements(handler.body) if isinstance(node, n.Call) and logs(node))
    return [node.text for call in calls for arg in call.args for node in arg.value.walk() if isinstance(node, n.Str)]
