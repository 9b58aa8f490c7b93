"""One reason why a route, a change or an application is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engines.common.scope import Scope

ProblemId: TypeAlias = Literal[
    # the policy: what forgets, or is not shared by every replica
    "memory",
    "noop",
    "local",
    "tmp",
    "loopback",
    # the policy: what cannot be judged or must not be stored
    "unresolvable",
    "unreadable",
    "unknown-backend",
    "secret",
    # start-up and writing
    "missing",
    "port",
    "conflict",
    "setting",
    "unavailable",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """
    What is wrong, and for whom, under an id that stays the same from release to release.

    `kind` is empty and `scope` None for what concerns the whole deployment. `text` names no value of a configuration.
    """

    id: ProblemId
    kind: str
    scope: Scope | None
    text: str

    def __str__(self) -> str:
        whose = f"{self.kind} in {self.scope}: " if self.kind else ""
        return f"{whose}{self.text} [{self.id}]"
