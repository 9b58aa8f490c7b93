"""A licence for one agent and one dangerous action."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime

from engines.common.values import Line, Name, Value


class Application(Value):
    """What is asked for; a licence always ends."""

    agent: Name
    action: Name
    reason: Line
    expires_at: AwareDatetime


class Revocation(Value):
    reason: Line


class Revoked(Revocation):
    by: str
    at: AwareDatetime


class Licence(Application):
    """A licence as it was granted, and how it was taken back if it was."""

    granted_by: str
    granted_at: AwareDatetime
    revoked: Revoked | None = None

    def in_force(self, now: datetime) -> bool:
        return self.revoked is None and now < self.expires_at


class Dossier(Value):
    """All licences that an agent ever had for an action, oldest first; at most the last one is in force."""

    licences: tuple[Licence, ...] = ()

    def in_force(self, now: datetime) -> Licence | None:
        return next((licence for licence in self.licences[-1:] if licence.in_force(now)), None)

    def with_last(self, licence: Licence, *, replaces: int) -> Dossier:
        """The dossier with its last `replaces` licences replaced by this one."""
        return Dossier(licences=(*self.licences[: len(self.licences) - replaces], licence))


class Clearance(Value):
    """Whether an agent may do an action, and by which licence."""

    agent: Name
    action: Name
    allowed: bool
    licence: Licence | None
