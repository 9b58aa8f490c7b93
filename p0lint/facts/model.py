"""The facts that rules ask for: what one pass over the source learned, with the place and the way that leads there."""

from __future__ import annotations

from dataclasses import dataclass

from p0lint.finding import Link, Place

HARM = {
    "memory": "every replica keeps its own and a restart empties it",
    "noop": "nothing is kept at all",
    "local": "it lives on one host",
    "tmp": "the system may empty that folder at any time",
    "loopback": "only this host can reach it",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One thing learned about the source.

    ``setting`` is the name of the setting it is about, ``kind`` one of memory, noop, local, tmp and loopback, ``symbol`` the
    qualified name of the enclosing function or class; each is empty where there is none. ``role`` is what the backing service
    is for. ``excuse`` says why the fact is harmless: a gate, a refusal, no backing service; empty if it is not.
    """

    place: Place
    setting: str
    kind: str
    role: str
    symbol: str
    chain: tuple[Link, ...]
    excuse: str

    @property
    def harm(self) -> str:
        """What the kind of backend does to the data."""
        return HARM.get(self.kind, "it is lost")

    @property
    def is_harmful(self) -> bool:
        """Whether nothing excuses it."""
        return not self.excuse


@dataclass(frozen=True, slots=True)
class SettingDefault(Fact):
    """A setting has a default, given as a name, address or path: ``value``."""

    value: str


@dataclass(frozen=True, slots=True)
class Selection(Fact):
    """
    A selector picks a non-durable implementation, ``implementation``.

    ``how`` is explicit (the setting names it), fallthrough (the setting is missing or unknown), failed (so is what was tried above),
    injected (it is what an optional dependency defaults to) or handler (the durable one failed).
    """

    implementation: str
    how: str


@dataclass(frozen=True, slots=True)
class HandledFailure(Fact):
    """A handler lets the program go on without the backing service that failed: ``attempt``; ``outcome`` says how."""

    attempt: str
    outcome: str


@dataclass(frozen=True, slots=True)
class MissingSetting(Fact):
    """
    A required setting is found missing, or to name nothing that is known, and nothing is raised.

    ``outcome`` says what happens instead, ``state`` what the setting is found to be: missing, unknown or contradicted.
    """

    outcome: str
    state: str = "missing"
