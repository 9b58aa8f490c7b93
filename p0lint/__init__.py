"""What a rule author imports: the rule, the values it makes and the facts it asks for."""

from p0lint.facts.model import Fact, MissingSetting, Selection, SettingDefault, HandledFailure
from p0lint.finding import Finding, Link, Place
from p0lint.rule import Rule

__version__ = "0.1.0"

__all__ = [
    "Fact",
    "Finding",
    "Link",
    "MissingSetting",
    "Place",
    "Rule",
    "Selection",
    "SettingDefault",
    "HandledFailure",
    "__version__",
]
