"""What a test says: that a setting is missing, that a name was given, that this is a test run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.names.vocabulary import CONFIGURES
from p0lint.facts.paths.gates import gate
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.settings.words import SPLITS
from p0lint.facts.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class Condition:
    """
    What holds on one side of a test.

    ``kind`` is missing (the subject was not given), present, chosen (the subject is one of ``values``), rejected (it is none of
    them), gated (a test or development run), failed (an exception was caught), typed (it is of a class) or other. ``reason`` says
    how a gate is closed, or how the condition came to be: ``or``, ``below`` what failed, ``looked up`` in a table.
    """

    kind: str
    subjects: tuple[n.Expr, ...] = ()
    values: tuple[str, ...] = ()
    reason: str = ""
    node: n.Node | None = field(default=None, compare=False)


LOOKED_UP = "looked up"
OTHER = Condition("other")
OPPOSITE = {"missing": "present", "present": "missing", "chosen": "rejected", "rejected": "chosen"}
FLIPPED = {"!=": "==", "not in": "in", "is not": "is"}
OF_SETTINGS = re.compile(r"(?:Config|Configuration|Settings|Options|Params)$")
HOLDS = frozenset({"app", "application", "state", "container", "registry"})  # what services are attributes of
TEXT_TESTS = frozenset({"startswith", "endswith"})


def innermost(conditions: Sequence[Condition]) -> Condition | None:
    """The last of some conditions; of what failed below and was only tried if something was there, that it failed."""
    is_below = [held.reason for held in conditions[-2:]] == ["below", ""] and conditions[-1].kind == "missing"
    return conditions[-2 if is_below else -1] if conditions else None


def condition(test: n.Expr, scope: Scope) -> tuple[Condition, Condition]:
    """What holds where a test is true, and where it is false."""
    return scope.once(test, "condition", lambda: _told(test, scope))


def _told(test: n.Expr, scope: Scope) -> tuple[Condition, Condition]:
    reason = gate(test, scope)
    if reason:
        return Condition("gated", reason=reason, node=test), Condition("ungated", node=test)
    if isinstance(test, n.Compare) and test.op in FLIPPED:
        reason = gate(n.Compare(test.origin, test.left, FLIPPED[test.op], test.right), scope)
        if reason:
            return Condition("ungated", node=test), Condition("gated", reason=reason, node=test)
    if isinstance(test, n.Not):
        true, false = condition(test.value, scope)
        return false, true
    if isinstance(test, (n.And, n.Or)):
        return _combined(test, scope)
    if isinstance(test, n.Compare):
        return _compared(test, scope)
    if isinstance(test, n.Walrus):
        return _pair("present", (n.Name(test.origin, test.name), test.value))
    if isinstance(test, n.Call):
        return _called(test, scope)
    if isinstance(test, (n.Name, n.Attr, n.Sub)):
        return _pair("present", (test,))
    return OTHER, OTHER


def _pair(kind: str, subjects: tuple[n.Expr, ...], values: tuple[str, ...] = ()) -> tuple[Condition, Condition]:
    node = subjects[0] if subjects else None
    return Condition(kind, subjects, values, node=node), Condition(OPPOSITE[kind], subjects, values, node=node)


def _combined(test: n.And | n.Or, scope: Scope) -> tuple[Condition, Condition]:
    """
    A conjunction or disjunction.

    Where an ``and`` is true all of its parts hold; where an ``or`` is true only what all of its parts have in common. The first
    part that says something speaks for the rest, but for a gate, which must close every way in.
    """
    pairs = [condition(value, scope) for value in test.values]
    trues, falses = [true for true, _ in pairs], [false for _, false in pairs]
    if isinstance(test, n.Or):
        return _any(trues), _all(falses)
    return _all(trues), _any(falses)


def _all(conditions: list[Condition]) -> Condition:
    for kind in ("gated", "chosen", "missing", "rejected", "typed", "present", "ungated"):
        found = [one for one in conditions if one.kind == kind]
        if found:
            return _merged(kind, found)
    return OTHER


def _any(conditions: list[Condition]) -> Condition:
    kinds = {one.kind for one in conditions}
    if "gated" in kinds and kinds != {"gated"}:
        conditions = [one for one in conditions if one.kind != "gated"]
    if "missing" in kinds and "chosen" in kinds:  # it is taken where nothing is set, too
        conditions = [one for one in conditions if one.kind != "chosen"]
    return _all([one for one in conditions if one.kind != "ungated"]) if conditions else OTHER


def _merged(kind: str, found: list[Condition]) -> Condition:
    subjects = tuple(subject for one in found for subject in one.subjects)
    values = tuple(value for one in found for value in one.values)
    return Condition(kind, subjects, values, found[0].reason, found[0].node)


def _compared(test: n.Compare, scope: Scope) -> tuple[Condition, Condition]:
    left, right = test.left, test.right
    if (
        isinstance(left, (n.Str, n.Const))
        and not isinstance(right, (n.Str, n.Const))
        and test.op in ("==", "!=", "is", "is not")
    ):
        left, right = right, left
    if test.op in ("in", "not in"):
        true, false = _membership(left, right, scope)
        return (false, true) if test.op == "not in" else (true, false)
    if test.op in ("==", "is", "!=", "is not"):
        true, false = _equality(left, right, scope)
        return (false, true) if test.op in ("!=", "is not") else (true, false)
    return OTHER, OTHER


def compared(expr: n.Expr) -> n.Expr:
    """What a comparison is about: the whole of which a part is compared, ``url.split("://")[0]``."""
    part = expr.value if isinstance(expr, n.Sub) and isinstance(expr.index, n.Const) else None
    method = part.func if isinstance(part, n.Call) else None
    return method.value if isinstance(method, n.Attr) and method.name in SPLITS else expr


def _equality(left: n.Expr, right: n.Expr, scope: Scope) -> tuple[Condition, Condition]:
    left = compared(left)
    if isinstance(right, n.Const):
        if right.value is None or right.value is False:
            return _pair("missing", (left,))
        return _pair("present", (left,)) if right.value is True else (OTHER, OTHER)
    folded = text(right, scope)
    if folded is not None and folded.value == "":
        return _pair("missing", (left,))
    value = folded.value if folded else spelling(right)
    if not value or (isinstance(right, n.Name) and not folded and not right.id.isupper()):
        return OTHER, OTHER
    return _pair("chosen", (left,), (value,))


def _membership(left: n.Expr, right: n.Expr, scope: Scope) -> tuple[Condition, Condition]:
    if isinstance(left, n.Const) and left.value is None and isinstance(right, n.Seq):  # None in (url, key)
        return _pair("missing", tuple(right.items))
    if isinstance(right, (n.Seq, n.Dict)):
        left = compared(left)
        items = right.items if isinstance(right, n.Seq) else [key for key, _ in right.items if key]
        values = tuple(folded.value if folded else spelling(item) for item in items for folded in [text(item, scope)])
        return _pair("chosen", (left,), values)
    if isinstance(left, n.Name) and scope.resolve(right) == "os.environ":
        return _pair("present", (n.Sub(left.origin, right, left),))
    if isinstance(left, n.Str):  # "sqlite" in url; "path" in config
        if isinstance(right, n.Call) and spelling(right.func) == "str" and right.args:
            right = right.args[0].value
        known = text(right, scope)
        if known is None and _is_text(right, scope):
            return _pair("chosen", (right,), (left.text,))
        subject = n.Sub(left.origin, right, left)
        _, missing = _pair("present", (subject,))
        return Condition("present", (subject, right), (left.text,), node=subject), missing
    return _pair("present", (left,))


def _is_text(expr: n.Expr, scope: Scope) -> bool:
    """Whether an expression reads as a text, so that ``in`` looks for a part of it and not for a key."""
    last = spelling(expr).rpartition(".")[2].lower()
    return any(
        last.endswith(word)
        for word in ("url", "uri", "dsn", "scheme", "driver", "dialect", "address", "host", "name", "path")
    )


def _called(test: n.Call, scope: Scope) -> tuple[Condition, Condition]:
    if isinstance(test.func, n.Attr) and test.func.name in TEXT_TESTS and test.args:
        folded = test.args[0].value
        items = folded.items if isinstance(folded, n.Seq) else [folded]
        values = tuple(found.value for item in items if (found := text(item, scope)))
        return _pair("chosen", (test.func.value,), values)
    name = spelling(test.func)
    if name in ("bool", "len", "str") and test.args:
        return condition(test.args[0].value, scope)
    if name == "hasattr":
        return _has(test)
    if name in ("isinstance", "issubclass"):
        return _typed(test, scope), OTHER
    if name in ("any", "all") and len(test.args) == 1:
        return _of_each(test.args[0].value, n.Or if name == "any" else n.And, test, scope)
    return (OTHER, OTHER) if name == "callable" else _pair("present", (test,))


def _has(test: n.Call) -> tuple[Condition, Condition]:
    """What ``hasattr(settings, "STORE_URL")`` says of that attribute; of other objects it asks what they are."""
    named = test.args[1].value if len(test.args) == 2 else None
    if not isinstance(named, n.Str) or (CONFIGURES | HOLDS).isdisjoint(tokens(spelling(test.args[0].value))):
        return OTHER, OTHER
    return _pair("present", (n.Attr(test.origin, test.args[0].value, named.text),))


def _of_each(given: n.Expr, joined: type[n.And | n.Or], test: n.Call, scope: Scope) -> tuple[Condition, Condition]:
    """What ``all([host, name])`` says of its items, and ``all(name in os.environ for name in NAMES)`` of each name."""
    if isinstance(given, n.Seq) and given.items:
        return _combined(joined(test.origin, given.items), scope)
    each = next((part for part in given.children() if isinstance(part, n.Expr)), None)
    said = condition(each, scope) if each is not None else (OTHER, OTHER)
    reads = [read for subject in said[0].subjects if (read := setting(subject, scope))]
    return said if any(read.is_certain for read in reads) else (OTHER, OTHER)


def _typed(test: n.Call, scope: Scope) -> Condition:
    """That something is of a class; ``values`` are the classes of settings that say what forgets: ``SqliteStoreConfig``."""
    given = test.args[1].value if len(test.args) == 2 else None
    names = [spelling(each).rpartition(".")[2] for each in (given.items if isinstance(given, n.Seq) else [given])]
    stems = [OF_SETTINGS.sub("", name) for name in names if OF_SETTINGS.search(name)]
    told = tuple(name for name in stems if scope.catalogue.class_name(name) is not None)
    subjects = (test.args[0].value,) if told and len(told) == len(names) else ()
    return Condition("typed", subjects, told if subjects else (), node=test)
