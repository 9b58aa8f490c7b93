"""Helpers that a handler hands what could not be written to, and that keep it in a file of this host or in their object."""

from __future__ import annotations

import re

from p0lint.catalogue.plain import ADDS, SPOOLS, STARTS_EMPTY, WRITES_FILES
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, own_statements
from p0lint.project import Definition

LINES = 25  # a longer helper does more than to keep something
SPOOLING = re.compile(SPOOLS)


def spooled(call: n.Call, scope: Scope) -> str:
    """The kind of place where a helper of the project keeps what it is given, if its name says that it does: local, memory."""
    found = scope.definition(call.func) if SPOOLING.search(last_name(call.func)) else None
    if found is None or found.kind not in ("function", "method") or found.span is None:
        return ""
    if found.span.end - found.span.start > LINES:
        return ""
    return scope.project.learn(("spools", found.module.path, found.full_name), lambda: _kind(found, scope))


def _kind(found: Definition, scope: Scope) -> str:
    helper = scope.helper(found)
    calls = [node for node in own_statements(helper[0].body) if isinstance(node, n.Call)] if helper is not None else []
    if any(last_name(call.func) in WRITES_FILES or opens(call) for call in calls):
        return "local"
    return "memory" if any(_adds_to_own(call, found) for call in calls) else ""


def opens(call: n.Call) -> bool:
    """Whether a file is opened to be written: ``path.open("a")``, ``open(path, mode="w")``."""
    given = [arg.value.text for arg in call.args if isinstance(arg.value, n.Str) and arg.keyword in ("", "mode")]
    return last_name(call.func) == "open" and any(len(mode) < 4 and mode[:1] in ("a", "w", "x") for mode in given)


def _adds_to_own(call: n.Call, found: Definition) -> bool:
    """Whether something is added to a container of the object that starts empty."""
    owner = call.func.value if isinstance(call.func, n.Attr) and call.func.name in ADDS else None
    name = re.escape(spelling(owner).removeprefix("self.")) if owner is not None and is_own(owner) else ""
    return bool(name) and re.search(STARTS_EMPTY % (r"self\.", name), found.module.text) is not None
