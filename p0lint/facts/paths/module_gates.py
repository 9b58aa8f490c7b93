"""A module that refuses to be loaded outside of development, or is made for tests: nothing in it runs in production."""

from __future__ import annotations

import re

from p0lint.errors import FileFailed
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.flow import after

TESTS = re.compile(r"(?:import|from)[ \t]+pytest\b")
REFUSES = re.compile(r"if\b.*\b(?:raise|exit|_exit)\b|assert\b", re.DOTALL)


def module_gate(scope: Scope) -> str:
    """Why a module can be loaded only in a test or development run; empty if it may be loaded anywhere."""
    key = ("module gate", id(scope.catalogue), scope.module.path)
    return scope.project.learn(key, lambda: _gate(scope))


def _gate(scope: Scope) -> str:
    for span in scope.module.index.loose:
        statement = scope.module.excerpt(span).lstrip()
        if TESTS.match(statement):
            return "pytest is imported"
        if not REFUSES.match(statement):
            continue
        try:
            unit = scope.module.unit(span)
        except FileFailed:
            continue
        around = scope.around(unit, None)
        gated = (held.reason for statement in unit.body for held in after(statement, around) if held.kind == "gated")
        reason = next(gated, "")
        if reason:
            return reason
    return ""
