"""Required settings whose absence, or contradiction, nobody raises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue.words import words
from p0lint.facts.failing.attempts import attempt
from p0lint.facts.failing.required import TELEMETRY, is_handed, is_required, leads, leaves_more_open
from p0lint.facts.model import Fact, MissingSetting
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.links import Step, first_line, links
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.paths.handlers import ends, quiet
from p0lint.facts.paths.probes import is_command, probes, tends
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

ENVIRONMENT = re.compile(r"(?:os\.)?(?:environ|getenv)\b")
# A setting that begins or ends so says whether to do something, and not with what.
TOGGLES = frozenset(
    {"has", "is", "use", "can", "enable", "disable", "allow", "with", "skip", "store", "send", "emit", "collect"}
    | {"only", "include", "exclude", "auto"}
)
CHOOSES = frozenset({"backend", "type", "kind", "driver", "engine", "provider"})
SWITCHED = frozenset({"enabled", "disabled", "active", "on", "caching", "locking", "auditing"})
ANYWHERE = frozenset({"should", "enable", "enabled", "disable", "disabled", "validate", "skip"})
SECURES = frozenset({"cert", "certs", "certificate", "ssl", "tls"})  # how something is reached, and not what
PLACES = frozenset({"folder", "dir", "directory", "path"})


def unraised(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """A required setting that is found missing, with a word in the log at most."""
    name = scope.function.name if scope.function else ""
    if probes(name) or tends(name):
        return
    for held, body in sides(statement, scope):
        subject = missing_subject(held, scope) or _handed_nothing(held, body, scope)
        if subject is None or not body or raises(body):
            continue
        other = statement.orelse if body is statement.body else statement.body
        outcome = unraised_outcome(body, other, scope)
        if outcome == "only logs" and other and all(quiet(each) == "logs" for each in ends(other)):
            continue  # told in other words, on both sides
        if outcome == "only logs" and _is_given_below(subject, statement, scope):
            continue
        is_first_of_many = outcome == "passes" and any(isinstance(each, n.If) for each in statement.orelse)
        if (
            not outcome
            or is_first_of_many
            or leaves_more_open(outcome)
            or (is_done_without(subject, scope) and not _is_told(body))
        ):
            continue
        if not is_replaced_where_called(scope):
            yield missing_setting(statement, subject, outcome, scope, conditions)


def _handed_nothing(held: Condition, body: list[n.Stmt], scope: Scope) -> n.Expr | None:
    """The address that a constructor or a selector was not handed, where somebody is told or it passes over that."""
    if held.kind != "missing" or not (_is_told(body) or all(quiet(each) == "passes" for each in body)):
        return None
    return next((subject for subject in held.subjects if is_handed(subject, scope)), None)


def _is_given_below(subject: n.Expr, statement: n.If, scope: Scope) -> bool:
    """Whether something is given further down in the place of what is missing, so that nothing goes on without it."""
    name, line = spelling(subject), scope.unit.place(statement).line
    return isinstance(subject, n.Name) and any(
        isinstance(each, n.Assign)
        and scope.unit.place(each).line > line
        and name in map(spelling, each.targets)
        and not (isinstance(each.value, n.Const) and each.value.value is None)
        for each in own_statements(scope.function.body if scope.function else [])
    )


def is_done_without(subject: n.Expr, scope: Scope) -> bool:
    """Whether a program is made to do without what a setting leads to: a sink of metrics, a folder of cached files."""
    read = setting(subject, scope)
    names = [read.name if read is not None else "", spelling(subject)]
    found = role(names, scope.catalogue)
    is_place = not PLACES.isdisjoint(words(names[0] or names[1])[-1:])
    return found in TELEMETRY or (found == "cache" and is_place)


def _is_told(body: list[n.Stmt]) -> bool:
    """Whether somebody is told that something is missing."""
    return any(quiet(each) == "logs" for each in ends(body))


def unmade(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """``self.db = None`` ... ``if url: self.db = connect(url)``: nothing is made, and the first use finds out."""
    test = statement.test.value if isinstance(statement.test, n.Walrus) else statement.test
    read = setting(test, scope)
    if statement.orelse or read is None or not ENVIRONMENT.match(spelling(read.node)):
        return
    if is_toggle(read.name) or role([read.name], scope.catalogue) in ("", *TELEMETRY):
        return
    for inner in statement.body:
        for target in map(spelling, inner.targets) if isinstance(inner, n.Assign) else ():
            values = scope.values(target)
            starts_empty = bool(values) and isinstance(values[0], n.Const) and values[0].value is None
            starts_empty = starts_empty and len(values) == 2 and _is_kept(target, scope)
            if starts_empty and attempt([inner], scope):
                yield missing_setting(statement, test, f"leaves {target} None", scope, conditions)


def left_empty(statement: n.Stmt, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """``client = connect(url) if url else None``: without the setting there is no backing service, and nobody is told."""
    value = statement.value if isinstance(statement, (n.Assign, n.Return)) else None
    if not isinstance(value, n.Cond):
        return
    sides = zip((value.body, value.orelse), condition(value.test, scope), (value.orelse, value.body), strict=True)
    for empty, held, other in sides:
        subject = missing_subject(held, scope) if isinstance(empty, n.Const) and empty.value is None else None
        if subject is None or is_done_without(subject, scope) or _is_asked_above(subject, value, scope):
            continue
        targets = [spelling(target) for target in statement.targets] if isinstance(statement, n.Assign) else []
        refused = any(is_refused(name, scope) for name in targets)
        if refused or is_replaced_where_called(scope):
            continue
        if attempt([n.Return(value.origin, other)], scope) is not None:
            outcome = f"leaves {targets[0]} None" if targets else "returns None"
            yield missing_setting(value, subject, outcome, scope, conditions)


def is_replaced_where_called(scope: Scope) -> bool:
    """Whether a caller takes another one in the place of what the function leaves empty, and is told: ``shared() or local()``."""
    name = scope.function.name if scope.function else ""
    return bool(name) and re.search(rf"\b{name}\([^()\n]*\) or ", scope.module.text) is not None


def _is_asked_above(subject: n.Expr, value: n.Cond, scope: Scope) -> bool:
    """Whether an ``if`` further up asks for the same setting: what happens without it is said there."""
    name = re.escape(spelling(subject))
    lines = scope.module.lines[: scope.unit.place(value).line - 1]
    above, indent = (lines, "") if scope.function is None else (lines[scope.unit.span.start - 1 :], r"[ \t]*")
    asks = re.compile(rf"{indent}if (?:not {name}|{name} is None)\b")
    return bool(name) and any(asks.match(line) for line in above)


def _is_kept(name: str, scope: Scope) -> bool:
    """Whether a name outlives the function, and no test of it raises there."""
    if is_refused(name, scope):
        return False
    return name.startswith("self.") or any(
        isinstance(each, n.Return) and spelling(each.value) == name
        for each in own_statements(scope.function.body if scope.function else [])
    )


def is_refused(name: str, scope: Scope) -> bool:
    """Whether a test of a name raises in the function."""
    nodes = own_statements(scope.function.body if scope.function else [])
    return any(isinstance(node, n.If) and raises(node.body) and _mentions(node.test, name) for node in nodes)


def _mentions(test: n.Expr, name: str) -> bool:
    return any(spelling(node) == name for node in test.walk() if isinstance(node, (n.Name, n.Attr)))


def missing_setting(
    found: n.Node,
    subject: n.Expr,
    outcome: str,
    scope: Scope,
    conditions: tuple[Condition, ...],
    seen: Scope | None = None,
) -> MissingSetting:
    """
    The fact that a setting is found missing at a statement, a handler or a value, and what happens instead.

    ``seen`` is what the subject sees, where it is not read beside what was found.
    """
    gated = next((one.reason for one in conditions if one.kind == "gated"), "")
    read = setting(subject, seen or scope)
    name = read.name if read and read.name else spelling(subject)
    steps = [Step((seen or scope).unit, read.node, f"{name} is read here")] if read and read.is_certain else []
    return MissingSetting(
        place=first_line(found, scope),
        setting=name,
        kind="",
        role=role([name], scope.catalogue),
        symbol=scope.symbol,
        chain=links(scope, steps),
        excuse=f"only where {gated}" if gated else "",
        outcome=outcome,
    )


def is_toggle(name: str) -> bool:
    """Whether a setting switches something on or off, so that nothing is missing where it says no."""
    parts = words(name.rpartition(".")[2])
    if not ANYWHERE.isdisjoint(parts):
        return True
    if leads(name) or not CHOOSES.isdisjoint(parts[-1:]):
        return False  # STORE_BACKEND, EMIT_URL
    return not TOGGLES.isdisjoint(parts[:1]) or not SWITCHED.isdisjoint(parts[-1:])


def sides(statement: n.If, scope: Scope) -> Iterator[tuple[Condition, list[n.Stmt]]]:
    """Each thing that a test says, with the block where it holds; of ``a and b`` every part holds."""
    parts = statement.test.values if isinstance(statement.test, n.And) else [statement.test]
    for part in parts:
        yield condition(part, scope)[0], statement.body
    if len(parts) == 1:
        yield condition(parts[0], scope)[1], statement.orelse


def missing_subject(held: Condition, scope: Scope) -> n.Expr | None:
    """The setting of a backing service that is missing, of what a condition asks for."""
    if held.kind != "missing":
        return None
    for subject in held.subjects:
        read = setting(subject, scope)
        if read is None or not read.is_certain or is_toggle(read.name) or not _is_said(read.node, scope):
            continue
        if (
            not SECURES.isdisjoint(words(read.name))
            or _is_filled_here(subject, scope)
            or _is_answered(read.node, scope)
        ):
            continue
        named = role([read.name, spelling(subject).rpartition(".")[2]], scope.catalogue)
        if named or is_required(subject, read, scope):
            return subject
    return None


def _is_said(node: n.Expr, scope: Scope) -> bool:
    """Whether what is called to get a setting says what it is: ``redis_url()``, and not ``first()``; the sieve sees no more."""
    name = spelling(node).rpartition(".")[2] if isinstance(node, n.Call) and not node.args else ""
    return not name or scope.catalogue.is_of_service(name) or leads(name)


def _is_filled_here(subject: n.Expr, scope: Scope) -> bool:
    """Whether an attribute is one of an object that the function around makes and fills, and so comes from no setting."""
    owner = subject.value if isinstance(subject, n.Attr) else None
    made = scope.values(owner.id) if isinstance(owner, n.Name) else []
    if scope.function is None or not any(isinstance(value, n.Call) and not value.args for value in made):
        return False
    given = (node for node in own_statements(scope.function.body) if isinstance(node, n.Assign))
    return any(spelling(target) == spelling(subject) for node in given for target in node.targets)


def _is_answered(node: n.Expr, scope: Scope) -> bool:
    """Whether something is part of what a client answers, and no setting: ``client.describe(name).config.index``."""
    while isinstance(node, (n.Attr, n.Sub)):
        node = node.value
    values = scope.values(node.id) if isinstance(node, n.Name) else []
    owners = (value.func.value for value in values if isinstance(value, n.Call) and isinstance(value.func, n.Attr))
    return any(words(spelling(owner).rpartition(".")[2])[-1:] in (("client",), ("connection",)) for owner in owners)


def unraised_outcome(body: list[n.Stmt], other: list[n.Stmt], scope: Scope) -> str:
    """How the program goes on where a setting is missing; empty where it does not, or only passes over what is not asked for."""
    statements = list(ends(body))
    outcomes = [quiet(statement) for statement in statements]
    if outcomes and is_command(scope) and "return" in outcomes[-1]:
        return ""  # whoever typed the command is told, and nothing goes on
    if not outcomes or not all(outcomes) or any(isinstance(each, n.Assign) and _gives(each) for each in statements):
        return ""
    telling = [outcome for outcome in outcomes if outcome != "logs"]
    if (
        "logs" not in outcomes
        and telling != ["passes"]
        and ("goes on with the next one" in telling or not (selects(scope, other) or _notes_off(statements)))
    ):
        return ""
    return telling[-1] if telling else "only logs"


def _notes_off(statements: list[n.Stmt]) -> bool:
    """Whether an object notes that it does nothing, where it has not been given what it needs: ``self.enabled = False``."""
    given = (each for each in statements if isinstance(each, n.Assign))
    off = (each for each in given if isinstance(each.value, n.Const) and each.value.value is False)
    names = (spelling(target) for each in off for target in each.targets)
    return any(name.startswith("self.") and not SWITCHED.isdisjoint(words(name)[-1:]) for name in names)


def _gives(statement: n.Assign) -> bool:
    """Whether an assignment gives a value in the place of what is missing, which is a default."""
    return isinstance(statement.value, (n.Str, n.Joined))


def selects(scope: Scope, other: list[n.Stmt]) -> bool:
    """Whether the function around makes a durable backing service; at the top level of a module, the other branch."""
    return attempt(scope.function.body if scope.function else other, scope) is not None
