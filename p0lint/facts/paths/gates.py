"""Conditions that only a test or a development run can meet; one whose own default opens it is none."""

from __future__ import annotations

import re

from p0lint.facts.names.constants import constant
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.paths.own_defaults import own_defaults, told_by
from p0lint.facts.settings.reads import Setting, setting, spelling
from p0lint.facts.syntax import nodes as n

# What says whether a text means yes.
TRUTHS = frozenset(
    {"bool", "asbool", "as_bool", "to_bool", "parse_bool", "str2bool", "strtobool", "is_truthy", "truthy", "is_true"}
)

# What a flag is compared with: os.getenv("TESTING") in ("1", "true").
YES = frozenset({"1", "true", "t", "yes", "y", "on", "enabled"})

ASKS_TEST = re.compile(
    r"_?(?:is|in|running|under)_(?:(?:in|under|running)_)?(?:unit_?)?(?:test|tests|testing|pytest|unittest)(?:_\w+)?"
)


def gate(test: n.Expr, scope: Scope) -> str:
    """Why a test can be true only in a test or development run; empty if it is no gate."""
    if isinstance(test, n.And):
        return next((reason for value in test.values if (reason := gate(value, scope))), "")
    if isinstance(test, n.Or):
        reasons = [gate(value, scope) for value in test.values]
        return reasons[0] if all(reasons) else ""
    if isinstance(test, n.Compare):
        return _compared(test, scope)
    if isinstance(test, n.Call) and spelling(test.func).rpartition(".")[2] in TRUTHS and len(test.args) == 1:
        return gate(test.args[0].value, scope)
    if isinstance(test, n.Call) and not test.args and ASKS_TEST.fullmatch(spelling(test.func).rpartition(".")[2]):
        return f"{spelling(test.func)}() holds"
    return _flag(test, scope)


def _compared(test: n.Compare, scope: Scope) -> str:
    left, right = test.left, test.right
    if test.op == "in" and isinstance(left, n.Str):
        where = scope.resolve(right)
        marks = where in ("os.environ", "sys.modules", "sys.argv") and _is_flag(left.text, scope)
        return f"{left.text} is there only in a test run" if marks else ""
    if isinstance(left, n.Str) and not isinstance(right, n.Str):
        left, right = right, left
    if test.op not in ("==", "in", "is"):
        return ""
    if isinstance(right, n.Const):
        return _flag(left, scope) if right.value is True else ""
    values = _values(right, scope)
    if values and all(value.lower() in YES for value in values):
        return _flag(left, scope)
    return _environment(left, values, scope)


def _environment(left: n.Expr, values: list[str], scope: Scope) -> str:
    """``ENV == "dev"``, unless the variable says dev when nobody sets it."""
    read = setting(left, scope)
    name = read.name if read and read.name else spelling(left)
    known = scope.catalogue.gate(name)
    if not values or known is None or known.type not in ("env", "test", "debug"):
        return ""
    if not all(scope.catalogue.is_development_value(value) for value in values):
        return ""
    if _opens_itself(left, read, values, scope):
        return ""
    return f"{name} is {' or '.join(values)}"


def _values(expr: n.Expr, scope: Scope) -> list[str]:
    items = expr.items if isinstance(expr, n.Seq) else [expr]
    folded = [text(item, scope) for item in items]
    named = [
        found.value if found else spelling(item).rpartition(".")[2] for item, found in zip(items, folded, strict=True)
    ]
    return [value for value in named if value]


def _opens_itself(left: n.Expr, read: Setting | None, values: list[str], scope: Scope) -> bool:
    """Whether one of the values is the default of the setting, where it is read or in the constant that holds it."""
    found = constant(left, scope)
    if found is not None:
        inner = found[1]
        read = setting(found[0], inner)
    else:
        inner = scope
    opening = {value.lower() for value in values}
    default = _default_of(read, inner) if read is not None else None
    return default.lower() in opening if default is not None else not own_defaults(left, scope).isdisjoint(opening)


def _default_of(read: Setting, scope: Scope) -> str | None:
    if read.default is None:
        return None
    if isinstance(read.default, n.Const):
        return str(read.default.value)
    folded = text(read.default, scope)
    return folded.value if folded else None


def _flag(test: n.Expr, scope: Scope) -> str:
    read = setting(test, scope)
    name = read.name if read and read.name else spelling(test)
    if not name or not _is_flag(name, scope) or _is_open(test, scope):
        return ""
    if read is not None and (_default_of(read, scope) or "").lower() in ("true", "1", "yes", "on"):
        return ""
    return f"{name} is set"


def _is_open(test: n.Expr, scope: Scope) -> bool:
    """Whether a flag is told like ``DEBUG = os.getenv("DEBUG", "true") == "true"``, which is on by default."""
    return any(_holds_by_default(value, inner) for value, inner in told_by(test, scope))


def _holds_by_default(value: n.Expr, scope: Scope) -> bool:
    if not isinstance(value, n.Compare):
        return isinstance(value, n.Const) and value.value is True
    opening = {each.lower() for each in _values(value.right, scope)}
    return value.op in ("==", "in", "is") and not own_defaults(value.left, scope).isdisjoint(opening)


def _is_flag(name: str, scope: Scope) -> bool:
    known = scope.catalogue.gate(name)
    return known is not None and known.verdict != "bad" and known.type in ("test", "debug", "flag", "static", "ci")
