"""Settings that contradict one another, where a word in the log is all: ``if redis_url and mongo_url: log(...); return None``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from p0lint.facts.failing.missing import missing_setting, selects
from p0lint.facts.model import Fact
from p0lint.facts.names.identifiers import role
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.conditions import Condition, condition
from p0lint.facts.paths.flow import raises
from p0lint.facts.paths.handlers import ends, quiet
from p0lint.facts.paths.probes import probes, tends
from p0lint.facts.settings.reads import setting
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

SEVERAL = re.compile(r"(?i)\b(?:both|multiple|ignor(?:ed|es|ing)|only one|conflict\w*|mutually exclusive)\b")


def contradicted(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """A setting that is found together with another one of which one is enough, where nothing is raised."""
    name = scope.function.name if scope.function else ""
    subject = None if probes(name) or tends(name) else _contradicting(statement, scope)
    if subject is None or raises(statement.body) or not selects(scope, statement.orelse):
        return
    outcomes = [quiet(each) for each in ends(statement.body)]
    returns = "logs" in outcomes and outcomes[-1].startswith("returns")
    if returns or (all(outcome == "logs" for outcome in outcomes) and _says_several(statement.body)):
        outcome = outcomes[-1] if returns else "only logs"
        yield replace(missing_setting(statement, subject, outcome, scope, conditions), state="contradicted")


def _contradicting(statement: n.If, scope: Scope) -> n.Expr | None:
    """The first of several settings that a test finds given together."""
    parts = statement.test.values if isinstance(statement.test, n.And) else []
    held = [condition(part, scope)[0] for part in parts]
    subjects = [subject for one in held if one.kind == "present" for subject in one.subjects]
    reads = [setting(subject, scope) for subject in subjects]
    if len(held) < 2 or len(subjects) < len(held) or not all(read and read.is_certain for read in reads):
        return None
    named = zip(subjects, reads, strict=True)
    return next((subject for subject, read in named if read and role([read.name], scope.catalogue)), None)


def _says_several(body: list[n.Stmt]) -> bool:
    """Whether what is told says that settings are given of which one is enough: ``"both given, ignoring the second"``."""
    return any(isinstance(node, n.Str) and SEVERAL.search(node.text) for node in own_statements(body))
