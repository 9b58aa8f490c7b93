"""Required settings whose absence nobody raises."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import words
from p0lint.facts import nodes as n
from p0lint.facts.attempts import attempt
from p0lint.facts.conditions import Condition, condition
from p0lint.facts.context import role
from p0lint.facts.handlers import leaves, quiet
from p0lint.facts.links import first_line, links
from p0lint.facts.model import Fact, MissingSetting
from p0lint.facts.scope import Scope
from p0lint.facts.settings import setting, spelling
from p0lint.facts.sites import raises
from p0lint.facts.values import Step

# A setting that begins or ends so says whether to do something, and not with what.
TOGGLES = frozenset({"has", "is", "use", "can", "enable", "disable", "allow", "with", "skip", "store"})
SWITCHED = frozenset({"enabled", "disabled", "active", "on", "caching", "locking", "auditing"})


def unraised(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """A required setting that is found missing, with a word in the log at most."""
    for held, body in _sides(statement, scope):
        subject = _missing_subject(held, scope)
        if subject is None or not body or raises(body):
            continue
        read = setting(subject, scope)
        name = read.name if read and read.name else spelling(subject)
        outcome = _unraised_outcome(body, scope)
        if not outcome:
            continue
        gated = next((one.reason for one in conditions if one.kind == "gated"), "")
        steps = [Step(scope.unit, read.node, f"{name} is read here")] if read and read.is_certain else []
        yield MissingSetting(
            place=first_line(statement, scope),
            setting=name,
            kind="",
            role=role([name], scope.catalogue),
            symbol=scope.symbol,
            chain=links(scope, steps),
            excuse=f"only where {gated}" if gated else "",
            outcome=outcome,
        )


def _is_toggle(name: str) -> bool:
    """Whether a setting switches something on or off, so that nothing is missing where it says no."""
    parts = words(name.rpartition(".")[2])
    return not TOGGLES.isdisjoint(parts[:1]) or not SWITCHED.isdisjoint(parts[-1:])


def _sides(statement: n.If, scope: Scope) -> Iterator[tuple[Condition, list[n.Stmt]]]:
    """Each thing that a test says, with the block where it holds; of ``a and b`` every part holds."""
    parts = statement.test.values if isinstance(statement.test, n.And) else [statement.test]
    for part in parts:
        yield condition(part, scope)[0], statement.body
    if len(parts) == 1:
        yield condition(parts[0], scope)[1], statement.orelse


def _missing_subject(held: Condition, scope: Scope) -> n.Expr | None:
    if held.kind != "missing":
        return None
    for subject in held.subjects:
        read = setting(subject, scope)
        if read is None or not read.is_certain or _is_toggle(read.name):
            continue
        if role([read.name, spelling(subject).rpartition(".")[2]], scope.catalogue):
            return subject
    return None


def _unraised_outcome(body: list[n.Stmt], scope: Scope) -> str:
    ends = list(leaves(body))
    outcomes = [quiet(statement) for statement in ends]
    if _ends_command(scope) and "return" in outcomes[-1]:
        return ""  # whoever typed the command is told, and nothing goes on
    if not outcomes or not all(outcomes) or any(isinstance(leaf, n.Assign) and _gives(leaf) for leaf in ends):
        return ""
    telling = [outcome for outcome in outcomes if outcome != "logs"]
    if (
        "logs" not in outcomes
        and telling != ["passes"]
        and ("goes on with the next one" in telling or not _selects(scope))
    ):
        return ""
    return telling[-1] if telling else "only logs"


def _ends_command(scope: Scope) -> bool:
    """Whether the function around is a command of a command line."""
    decorators = scope.function.decorators if scope.function else []
    return any(spelling(each).rpartition(".")[2].endswith("command") for each in decorators)


def _gives(statement: n.Assign) -> bool:
    """Whether an assignment gives a value in the place of what is missing, which is a default."""
    return isinstance(statement.value, (n.Str, n.Joined))


def _selects(scope: Scope) -> bool:
    """Whether the function around makes a durable backing service."""
    return scope.function is not None and attempt(scope.function.body, scope) is not None
