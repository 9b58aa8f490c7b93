"""The names and values by which code asks whether this is a test or development run."""

from __future__ import annotations

from functools import lru_cache

from p0lint.catalogue._generated import DEVELOPMENT, ENVIRONMENT_ENDINGS, GATES, PRODUCTION, TEST_ENDINGS
from p0lint.catalogue.entries import Gate
from p0lint.catalogue.words import words

_DEVELOPMENT = frozenset(DEVELOPMENT)
_PRODUCTION = frozenset(PRODUCTION)


@lru_cache(maxsize=1 << 14)
def gate_of(name: str) -> Gate | None:
    """The gate of a variable, flag, attribute, module or full name: APP_ENV, settings.DEBUG, TYPE_CHECKING."""
    lower = name.lower()
    last = lower.rpartition(".")[2]
    for candidate in (lower, last, last.strip("_")):
        if candidate in GATES:
            return Gate(name, *GATES[candidate])
    return _by_ending(name, last)


def _by_ending(name: str, last: str) -> Gate | None:
    spoken = " ".join(words(last))
    if any(spoken.endswith(f" {ending}") for ending in ENVIRONMENT_ENDINGS):
        return Gate(name, *GATES["env"])
    if any(spoken.endswith(f" {ending}") for ending in TEST_ENDINGS):
        return Gate(name, *GATES["testing"])
    return None


def is_development(text: str) -> bool:
    """Whether the value of an environment setting means no production; staging and the like are shared deployments."""
    return text.strip().lower() in _DEVELOPMENT


def is_production(text: str) -> bool:
    """Whether the value of an environment setting means a shared deployment: production, staging."""
    return text.strip().lower() in _PRODUCTION
