"""Values that are taken in any case: whether they are called defaults, or another one may come in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue.words import words
from p0lint.facts.kinds.taken_over import READS
from p0lint.facts.names.identifiers import is_default_name, tokens
from p0lint.facts.paths.flow import suppressing, terminates
from p0lint.facts.settings.reads import Setting, is_config, setting, spelling
from p0lint.facts.sites.default_tables import is_in_table_of_defaults
from p0lint.facts.sites.handed import text_around
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

# A method that a handler calls of something, among its first lines.
ASKED_IN_HANDLER = r"\bexcept\b[^\n]*:\n(?:[^\n]*\n){0,4}?[ \t]*(?:return[ \t]+)?(?:await[ \t]+)?%s\.(\w+)\("


def is_called_default(site: Site) -> bool:
    """Whether a function calls what it makes a default; a helper that only returns it is told where it is called."""
    function = site.scope.function
    if is_in_table_of_defaults(site):
        return True
    if function is None:
        return False
    is_declared = any(spelling(each).rpartition(".")[2] == "default" for each in function.decorators)
    is_helper = isinstance(site.statement, n.Return) and not site.conditions and not is_declared
    if not is_helper and is_default_name(function.name):
        return not (isinstance(site.statement, n.Return) and _is_asked_for(site))
    called = [name for name in site.targets if name and is_default_name(name)]
    return any(not (_is_told_elsewhere(name, function) or _is_asked_in_handler(name, site)) for name in called)


def _is_asked_for(site: Site) -> bool:
    """Whether a value is returned where a setting switches something on: what is returned below is the default."""
    held = site.conditions[-1] if site.conditions else None
    reads = [setting(subject, site.scope) for subject in held.subjects] if held and held.kind == "present" else []
    return bool(reads) and all(read is not None and read.is_certain for read in reads)


def _is_told_elsewhere(name: str, function: n.Func) -> bool:
    """Whether a local name is only compared with, ``given is default``, or taken for what is missing, ``host or default``."""
    nodes = list(own_statements(function.body))
    uses = sum(isinstance(node, n.Name) and node.id == name for node in nodes)
    sides = [side for node in nodes if isinstance(node, n.Compare) for side in (node.left, node.right)]
    sides += [value for node in nodes if isinstance(node, n.Or) for value in node.values]
    told = sum(isinstance(side, n.Name) and side.id == name for side in sides)
    return told > 0 and uses == told + 1


def _is_asked_in_handler(name: str, site: Site) -> bool:
    """Whether a handler of the class asks an attribute to do something, and not only to read: it is told there."""
    if not name.startswith("self.") or site.scope.cls is None:
        return False
    asked = ASKED_IN_HANDLER % re.escape(name)
    key = ("asked in a handler", site.scope.module.path, site.scope.cls.name, name)
    found = site.scope.project.learn(key, lambda: re.findall(asked, text_around(name, site)))
    return any(READS.isdisjoint(words(method)[:1]) for method in found)


def is_replaced(target: str, site: Site) -> bool:
    """Whether a later branch of the same function, or a function that rebinds a module global, may replace an initial value."""
    if site.scope.function is None and site.scope.cls is None and target in site.scope.module.index.replaced:
        return True
    if site.scope.function is not None:
        below = _below(site.scope.function.body, site.statement)
        if any(_always_sets(statement, target) for statement in below):
            return False
        return any(target in assigned for assigned in _conditional_targets(below))
    return "." not in target and target in site.scope.module.rebound_globals


def replaced_by(target: str, site: Site) -> Setting | None:
    """The setting that a later ``if`` of the function asks for, to give a name something else than its initial value."""
    body = _below(site.scope.function.body, site.statement) if site.scope.function is not None else []
    asked = (
        each
        for each in body
        if isinstance(each, n.If) and any(target in names for names in _conditional_targets([each]))
    )
    test = next((each.test for each in asked), None)
    read = setting(test, site.scope) if isinstance(test, (n.Name, n.Attr, n.Call, n.Walrus)) else None
    return read if read is not None and read.is_certain else None


def _below(body: list[n.Stmt], statement: n.Node | None) -> list[n.Stmt]:
    """The statements of a block that stand after one of them."""
    return next((body[position + 1 :] for position, each in enumerate(body) if each is statement), [])


def _always_sets(statement: n.Stmt, target: str) -> bool:
    """Whether each branch of an ``if``, or an attempt and each of its handlers, sets a name, or leaves."""
    if isinstance(statement, n.Assign):
        return any(spelling(each) == target for each in statement.targets)
    if isinstance(statement, n.Try):
        blocks = [statement.body, *(handler.body for handler in statement.handlers)]
    elif isinstance(statement, n.If) and statement.orelse:
        blocks = [statement.body, statement.orelse]
    else:
        return False
    return all(terminates(block) or any(_always_sets(inner, target) for inner in block) for block in blocks)


def _conditional_targets(body: list[n.Stmt]) -> Iterator[set[str]]:
    """What each ``if``, ``try`` and ``with suppress(...)`` of a block may set."""
    for statement in body:
        if isinstance(statement, n.Loop) and statement.target is not None:
            yield from _conditional_targets(statement.body)  # the first of several that fits
        if isinstance(statement, (n.If, n.Try, n.Match)) or (isinstance(statement, n.With) and suppressing(statement)):
            yield {
                spelling(target) for node in statement.walk() if isinstance(node, n.Assign) for target in node.targets
            }


def sets_config(statement: n.Assign, site: Site) -> bool:
    """Whether a statement writes a setting: ``os.environ["X"] = ...``, ``environment[NAME] = ...``, ``app.conf.x = ...``."""
    return any(
        (isinstance(target, n.Sub) and (is_config(target.value, site.scope) or "env" in tokens(spelling(target.value))))
        or (isinstance(target, n.Attr) and spelling(target.value).endswith(".conf"))
        for target in statement.targets
    )
