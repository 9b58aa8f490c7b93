"""Settings that name nothing a selector knows, of which a word in the log is all, or nothing: ``return None``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from p0lint.facts.failing.attempts import attempt
from p0lint.facts.failing.left_out import returns_made
from p0lint.facts.failing.missing import is_replaced_where_called, is_toggle
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.model import Fact, MissingSetting
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.links import Step, first_line, links
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.paths.handlers import ends, quiet
from p0lint.facts.paths.probes import is_command
from p0lint.facts.settings.reads import Setting, setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

CALLED_UNKNOWN = re.compile(
    r"(?i)\b(?:unknown|unsupported|unrecogni[sz]ed|invalid|not (?:supported|recogni[sz]ed|known))\b"
)
SINKS = ("trace", "metric", "log", "sink")  # a misspelt one is as bad as any other


def unknown(
    statement: n.If | n.Match, scope: Scope, conditions: tuple[Condition, ...], following: Sequence[n.Stmt]
) -> Iterator[Fact]:
    """``if kind == "redis": … else: log("unknown kind")``, where some kind makes a durable backing service."""
    subject, branches, told = _asked(statement, scope)
    body = told or list(following)
    read = setting(subject, scope) if subject is not None else None
    if subject is None or read is None or not read.is_certain:
        return
    is_left_out = not is_toggle(read.name) and _is_left_out(body, branches, scope)
    if not is_left_out and not _is_only_told(told):
        return
    last = conditions[-1] if conditions and told else None
    if last is not None and last.kind == "rejected" and spelling(last.subjects[0]) == spelling(subject):
        return  # seen from the first of the tests
    found = role([read.name, spelling(subject)], scope.catalogue)
    several = is_left_out or len(branches) > 1 or _is_mentioned(subject, body) or _is_called_unknown(body)
    if not found or not several or _is_refused(following, scope):
        return
    if any(_makes_durable(each, scope) for each in branches):
        yield _unknown(body, read, found, scope, conditions)


def _unknown(
    body: list[n.Stmt], read: Setting, found: str, scope: Scope, conditions: tuple[Condition, ...]
) -> MissingSetting:
    gated = next((held.reason for held in conditions if held.kind == "gated"), "")
    return MissingSetting(
        place=first_line(body[0], scope),
        setting=read.name,
        kind="",
        role=found,
        symbol=scope.symbol,
        chain=links(scope, [Step(scope.unit, read.node, f"{read.name} is read here")]),
        excuse=f"only where {gated}" if gated else "",
        outcome=_outcome(body),
        state="unknown",
    )


def _asked(statement: n.If | n.Match, scope: Scope) -> tuple[n.Expr | None, list[list[n.Stmt]], list[n.Stmt]]:
    """What is compared with the names of kinds, what is done for each, and what where it is none of them."""
    if isinstance(statement, n.Match):
        told = next((case.body for case in statement.cases if case.wildcard and case.guard is None), [])
        return statement.subject, [case.body for case in statement.cases if not case.wildcard], told
    branches: list[list[n.Stmt]] = []
    subject: n.Expr | None = None
    rest: list[n.Stmt] = [statement]
    while len(rest) == 1 and isinstance(rest[0], n.If):
        held = condition(rest[0].test, scope)[0]
        if held.kind != "chosen" or len(held.subjects) != 1:
            return None, [], []
        if subject is not None and spelling(subject) != spelling(held.subjects[0]):
            return None, [], []
        subject = held.subjects[0]
        branches.append(rest[0].body)
        rest = rest[0].orelse
    return subject, branches, rest


def _is_mentioned(subject: n.Expr, body: list[n.Stmt]) -> bool:
    """Whether what is told names what was asked for."""
    said = spelling(subject)
    return any(isinstance(node, (n.Name, n.Attr)) and spelling(node) == said for node in own_statements(body))


def _is_called_unknown(body: list[n.Stmt]) -> bool:
    """Whether what is told says that a kind is not known: ``log.warning("unsupported cache type")``."""
    return any(isinstance(node, n.Str) and CALLED_UNKNOWN.search(node.text) for node in own_statements(body))


def _is_only_told(body: list[n.Stmt]) -> bool:
    """Whether a word in the log is all, and nothing is taken in the place of what was asked for."""
    outcomes = [quiet(each) for each in ends(body)]
    first = body[0] if body else None
    is_told = isinstance(first, n.ExprStmt) and isinstance(first.value, n.Call) and outcomes[0] == "logs"
    return is_told and all(outcomes) and "raises" not in outcomes and not raises(body)


def _is_left_out(body: list[n.Stmt], branches: list[list[n.Stmt]], scope: Scope) -> bool:
    """Whether a function that returns a backing service for a kind returns none for any other, with a word in the log at most."""
    last = body[-1] if body else None
    if not isinstance(last, n.Return) or is_command(scope) or is_replaced_where_called(scope):
        return False
    outcomes = [quiet(each) for each in ends(body)]
    if not all(outcome == "logs" or outcome.startswith("returns") for outcome in outcomes):
        return False
    return any(returns_made(branch, scope) for branch in branches)


def _outcome(body: list[n.Stmt]) -> str:
    telling = [outcome for each in ends(body) if (outcome := quiet(each)) != "logs"]
    return telling[-1] if telling else "only logs"


def _is_refused(following: Sequence[n.Stmt], scope: Scope) -> bool:
    """Whether a test that follows raises where nothing was made."""
    return any(
        isinstance(each, n.If) and raises(each.body) and condition(each.test, scope)[0].kind == "missing"
        for each in following
    )


def _makes_durable(body: list[n.Stmt], scope: Scope) -> bool:
    """Whether a branch makes a durable backing service, or a sink that is sent to."""
    return attempt(body, scope) is not None or any(
        made is not None and not made.forgets and made.role in SINKS
        for node in own_statements(body)
        if isinstance(node, n.Call)
        for made in [implementation(node, scope)]
    )
