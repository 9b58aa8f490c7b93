"""What a rule author imports: the rule, the values it makes and the facts it asks for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from p0lint.facts.model import Fact, HandledFailure, MissingSetting, Selection, SettingDefault
    from p0lint.finding import Finding, Link, Place
    from p0lint.rule import Rule

__version__ = "0.1.0"

__all__ = [
    "Fact",
    "Finding",
    "HandledFailure",
    "Link",
    "MissingSetting",
    "Place",
    "Rule",
    "Selection",
    "SettingDefault",
    "__version__",
]

_HOMES = {"Finding": "finding", "Link": "finding", "Place": "finding", "Rule": "rule"}


def __getattr__(name: str) -> object:
    """Names come from their homes when they are asked for, so that ``p0lint --version`` does not pay for the rules."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"p0lint.{_HOMES.get(name, 'facts.model')}"), name)
