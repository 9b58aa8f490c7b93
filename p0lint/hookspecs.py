"""What a plugin can give p0lint; the built-in rules come the same way."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from p0lint.rule import Rule

PROJECT = "p0lint"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def p0lint_rules() -> Iterable[type[Rule]]:  # type: ignore[empty-body]
    """The rule classes of the plugin."""
