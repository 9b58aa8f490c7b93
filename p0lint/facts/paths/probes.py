"""Functions that start nothing: they find out whether something works, look after what there is, or answer a command."""

from __future__ import annotations

from p0lint.catalogue.words import words
from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import spelling

PROBES = (
    "is_",
    "has_",
    "can_",
    "check_",
    "test_",
    "ping",
    "health",
    "validate",
    "verify",
    "probe",
    "should_",
    "supports_",
    "exists",
    "try_",
)
PROBE_WORDS = frozenset(
    {
        "health",
        "healthcheck",
        "healthy",
        "probe",
        "readiness",
        "liveness",
        "alive",
        "reachable",
        "exists",
        "valid",
        "exist",
        "status",
        "test",
        "check",
    }
)
# A function of such a beginning looks after what a backing service holds; where none is set up there is nothing to do.
TENDS = frozenset({"prune", "refresh", "cleanup", "clean", "purge", "vacuum", "expire", "sweep", "reap", "gc"})


def probes(name: str) -> bool:
    """Whether a function is there to find out whether something works, and says so."""
    return name.lstrip("_").startswith(PROBES) or not PROBE_WORDS.isdisjoint(tokens(name))


def is_command(scope: Scope) -> bool:
    """Whether a function is a command of a command line: ``@cli.command()``, ``Command.handle`` of Django."""
    function, cls = scope.function, scope.cls
    if function is None:
        return False
    if function.name == "handle" and cls is not None and any(base.endswith("BaseCommand") for base in cls.bases):
        return True
    return any(spelling(decorator).rpartition(".")[2].endswith("command") for decorator in function.decorators)


def ensures(name: str) -> bool:
    """Whether a function sees to it that something is there: ``ensure_tables_exist``."""
    return words(name)[:1] == ("ensure",)


def tends(name: str) -> bool:
    """Whether a function looks after what a backing service holds, and starts none."""
    return not TENDS.isdisjoint(words(name)[:1])
