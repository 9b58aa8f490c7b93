"""For whom: tenant, environment and project."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

EVERY = "*"
SYSTEM_TENANT = "t_system"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")


class MalformedScope(ValueError):
    """A part of a scope is not a name, so no key, route or grant may be made from it."""

    def __init__(self, part: str, value: str) -> None:
        super().__init__(part, value)
        self.part = part
        self.value = value

    def __str__(self) -> str:
        return f"{self.part} {self.value!r} is not a name: use 1 to 63 of A-Z a-z 0-9 _ . -, a letter or digit first"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """
    Whose state is meant: always all three, never a default.

    A project of `*` means what is kept for the whole tenant; every other part is a plain name, so that
    `tenant/env/project` can be split in one way only.
    """

    tenant: str
    env: str
    project: str
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for part, value in (("tenant", self.tenant), ("env", self.env), ("project", self.project)):
            if not _NAME.fullmatch(value) and not (part == "project" and value == EVERY):
                raise MalformedScope(part, value)
        object.__setattr__(self, "_hash", hash((self.tenant, self.env, self.project)))

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return f"{self.tenant}/{self.env}/{self.project}"

    def __reduce__(self) -> tuple[type[Scope], tuple[str, str, str]]:
        return Scope, (self.tenant, self.env, self.project)  # the hash of a string differs from process to process

    @classmethod
    def parse(cls, text: str) -> Scope:
        """Read `tenant/env/project`, the form that `str` writes."""
        parts = text.split("/")
        if len(parts) != 3:
            raise MalformedScope("scope", text)
        return cls(*parts)

    @property
    def tenant_wide(self) -> Scope:
        """The layer that all projects of this tenant share."""
        return Scope(self.tenant, self.env, EVERY)

    @property
    def everywhere(self) -> Scope:
        """The layer of the system tenant, which all tenants of this environment share."""
        return Scope(SYSTEM_TENANT, self.env, EVERY)

    @property
    def words(self) -> str:
        """The scope as a sentence names it."""
        return f"tenant {self.tenant}, env {self.env}, project {self.project}"
