"""What a project adds to the catalogue, ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from p0lint.catalogue.entries import DURABLE, Additions, Gate, NamedKind, Reader, Symbol

WHY = "the settings of the project say so"
SOURCE = "project settings"


@dataclass(frozen=True, slots=True)
class Added:
    """The additions of one project; every answer is None where they say nothing about the name."""

    additions: Additions

    def kind(self, name: str) -> str | None:
        """The kind that the project gives a full or bare name; durable goes before any other."""
        if _named(name, self.additions.durable):
            return DURABLE
        return next((kind for pattern, kind in self.additions.non_durable if _matches(name, pattern)), None)

    def symbol(self, full_name: str) -> Symbol | None:
        """The entry of a name that the project lists as durable or not."""
        kind = self.kind(full_name)
        if kind is None:
            return None
        return Symbol(full_name, kind, "", "strong", "", "", "", False, (), False, "", "", (), WHY, SOURCE)

    def named(self, name: str) -> NamedKind | None:
        """The same for the bare name of a class."""
        kind = self.kind(name)
        return NamedKind(name, kind, "", "strong", name, WHY, SOURCE) if kind and kind != DURABLE else None

    def reader(self, full_name: str) -> Reader | None:
        """A reader of settings that takes the name first and the default second."""
        if not _named(full_name, self.additions.settings_readers):
            return None
        return Reader(full_name, full_name, "call", 0, "name", "", 1, "default", WHY, SOURCE)

    def gate(self, name: str) -> Gate | None:
        """A gate that the project vouches for."""
        return Gate(name, name, "flag", "good", "no", WHY, SOURCE) if _named(name, self.additions.gates) else None

    def is_backing_service(self, name: str) -> bool:
        """Whether the project calls it a backing service."""
        return _named(name, self.additions.backing_services)


def _named(name: str, patterns: tuple[str, ...]) -> bool:
    return bool(patterns) and any(_matches(name, pattern) for pattern in patterns)


def _matches(name: str, pattern: str) -> bool:
    return name == pattern or fnmatchcase(name, pattern)
