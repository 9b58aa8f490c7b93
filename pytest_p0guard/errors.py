"""What stops the guard from doing its job; an application built unvalidated is a verdict and never raised."""

from __future__ import annotations

from collections.abc import Sequence


class GuardError(Exception):
    """The guard is configured so that it cannot do its job: a usage error of the run."""


class NameNotFound(GuardError):
    """A configured name leads nowhere; ``nearest`` is the one that was perhaps meant, or empty."""

    def __init__(self, setting: str, name: str, reason: str, nearest: str = "") -> None:
        super().__init__(setting, name, reason, nearest)
        self.setting = setting
        self.name = name
        self.reason = reason
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f": did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.setting}: {self.name} {self.reason}{hint}"


class SettingWrong(GuardError):
    """A setting has a value that the guard cannot work with."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(setting, reason)
        self.setting = setting
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.setting}: {self.reason}"


class AdapterIncomplete(GuardError):
    """The configured adapter lacks methods of the protocol."""

    def __init__(self, name: str, missing: Sequence[str]) -> None:
        super().__init__(name, missing)
        self.name = name
        self.missing = missing

    def __str__(self) -> str:
        return f"p0guard_adapter: {self.name} has no {', '.join(self.missing)}: see pytest_p0guard.conformance.Adapter"
