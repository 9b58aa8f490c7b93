"""Checks of settings that only tell what is missing: of each by its name, or of all that are listed."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.facts.failing.missing import is_done_without, is_toggle, missing_setting, missing_subject
from p0lint.facts.failing.required import TELEMETRY
from p0lint.facts.model import Fact
from p0lint.facts.names.constants import table
from p0lint.facts.names.identifiers import role, tokens
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.paths.handlers import ends, quiet
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.sites.options import is_of_settings
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

CHECKS = frozenset({"check", "validate", "verify"})
OF_SETTINGS = frozenset(
    {
        "settings",
        "setting",
        "config",
        "configuration",
        "environment",
        "environ",
        "env",
        "secrets",
        "startup",
        "required",
    }
)
WARNS = frozenset({"warning", "warn", "error", "critical", "exception", "print", "echo", "secho"})


def untold(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """A test of a function that checks the settings, or of a list of their names, that finds one missing and only tells."""
    if not _only_warns(statement.body) or raises(statement.orelse):
        return
    name = spelling(statement.test) if isinstance(statement.test, n.Name) else ""
    if name and _is_refused_later(name, statement, scope):
        return
    subject = _listed(statement.test, scope) or _checked(statement, scope)
    if subject is not None:
        yield missing_setting(statement, subject, "only logs", scope, conditions)


def _only_warns(body: list[n.Stmt]) -> bool:
    calls = [node for node in own_statements(body) if isinstance(node, n.Call)]
    warns = any(spelling(call.func).rpartition(".")[2] in WARNS for call in calls)
    return warns and all(_is_told(each) for each in ends(body))


def _is_told(statement: n.Stmt) -> bool:
    """Whether a statement tells, also of one name after another."""
    return all(map(_is_told, statement.body)) if isinstance(statement, n.Loop) else quiet(statement) == "logs"


def _is_refused_later(name: str, statement: n.If, scope: Scope) -> bool:
    """Whether the same list is asked for once more, and that raises."""
    nodes = own_statements(scope.function.body if scope.function else scope.unit.body)
    tests = (node for node in nodes if isinstance(node, n.If) and node is not statement and raises(node.body))
    return any(isinstance(part, n.Name) and part.id == name for node in tests for part in node.test.walk())


def _checked(statement: n.If, scope: Scope) -> n.Expr | None:
    """The setting that a function finds missing which is there to check them: ``def check_settings(): if not settings.url:``."""
    held, function = condition(statement.test, scope)[0], scope.function
    if held.kind != "missing" or function is None:
        return None
    if _is_of_class(function, scope):
        own = (subject for subject in held.subjects if is_own(subject) and _is_wanted(subject.name, scope))
        return next(own, None)
    said = tokens(function.name) - {""}
    if CHECKS.isdisjoint(said) or (OF_SETTINGS.isdisjoint(said) and not said <= CHECKS):
        return None
    subject = missing_subject(held, scope)
    return None if subject is None or is_done_without(subject, scope) else subject


def _is_of_class(function: n.Func, scope: Scope) -> bool:
    """Whether a method checks the fields of a class of settings."""
    validates = any(spelling(each).endswith("validator") for each in function.decorators)
    return scope.cls is not None and (validates or function.name.endswith("post_init__")) and is_of_settings(scope.cls)


def _is_wanted(name: str, scope: Scope) -> bool:
    """Whether a setting of this name says where a backing service is."""
    return not is_toggle(name) and role([name], scope.catalogue) not in ("", *TELEMETRY)


def _listed(test: n.Expr, scope: Scope) -> n.Expr | None:
    """The first setting of a backing service in a list of names, of which some are missing: ``if missing:``."""
    if isinstance(test, n.Name):
        values = scope.values(test.id)
        parts = list(values[0].walk()) if len(values) == 1 and isinstance(values[0], n.Other) else []
        tests: list[n.Expr] = [part for part in parts if isinstance(part, (n.Not, n.Compare))]
    else:
        parts, tests = [], [test]
    for each in tests:
        held = condition(each, scope)[0]
        for subject in held.subjects if held.kind == "missing" else ():
            key = _key(subject, scope)
            lists = [*scope.values(key.id), *parts] if key is not None else []
            found = next(
                (name for given in lists for name in _names(given, scope) if _is_wanted(name.text, scope)), None
            )
            if found is not None:
                return found
    return None


def _key(subject: n.Expr, scope: Scope) -> n.Name | None:
    """The name by which a setting is read whose own name it holds: ``os.environ[name]``, ``getattr(settings, name)``."""
    read = setting(subject, scope)
    if read is None or not read.is_certain:
        return None
    keys = [subject.index] if isinstance(subject, n.Sub) else []
    if isinstance(subject, n.Call):
        keys = [arg.value for arg in subject.args]
    return next((key for key in reversed(keys) if isinstance(key, n.Name) and spelling(key) != "settings"), None)


def _names(given: n.Node, scope: Scope) -> list[n.Str]:
    """The texts of a list that is written out, here or where its name is given it."""
    held = table(given, scope) if isinstance(given, (n.Name, n.Attr)) else None
    listed = held[0] if held is not None and held[1].module is scope.module else given
    keys = [key for key, _ in listed.items] if isinstance(listed, n.Dict) else []
    items = listed.items if isinstance(listed, n.Seq) else keys
    return [item for item in items if isinstance(item, n.Str)]
