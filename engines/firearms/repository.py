"""Firearms: an agent may do what is dangerous only under a licence in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engines.common.errors import Conflict, Denied, NotFound, Rejected
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.firearms.models import Application, Clearance, Dossier, Licence, Revocation, Revoked
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router


class LicenceError(Exception):
    """Who wanted to do what."""

    def __init__(self, agent: str, action: str) -> None:
        super().__init__(agent, action)
        self.agent, self.action = agent, action

    @property
    def words(self) -> str:
        return f"agent {self.agent!r} has no licence in force for {self.action!r}"


class Unlicensed(LicenceError, Denied):
    def __str__(self) -> str:
        return f"{self.words}: have one granted"


class NothingToRevoke(LicenceError, NotFound):
    def __str__(self) -> str:
        return f"{self.words}: there is nothing to revoke"


class AlreadyLicensed(LicenceError, Conflict):
    def __str__(self) -> str:
        return f"agent {self.agent!r} has a licence in force for {self.action!r}: revoke it before granting another"


class SelfGranted(LicenceError, Denied):
    def __str__(self) -> str:
        return f"agent {self.agent!r} cannot grant itself {self.action!r}: have somebody else grant it"


class AlreadyExpired(Rejected):
    def __init__(self, expires_at: datetime) -> None:
        super().__init__(expires_at)
        self.expires_at = expires_at

    def __str__(self) -> str:
        return f"a licence that expires at {self.expires_at.isoformat()} is over already: name a time to come"


@dataclass(frozen=True, slots=True)
class Firearms:
    documents: Documents
    now: Clock = utc_now

    @property
    def dossiers(self) -> Records[Dossier]:
        return Records(self.documents, "dossier", Dossier)

    def grant(self, application: Application, actor: str) -> Licence:
        """Grant a licence; nobody grants one to itself, and there is one in force at the most."""
        now, agent, action = self.now(), application.agent, application.action
        if actor == agent:
            raise SelfGranted(agent, action)
        if application.expires_at <= now:
            raise AlreadyExpired(application.expires_at)
        licence = Licence(granted_by=actor, granted_at=now, **application.model_dump())

        def add(dossier: Dossier | None) -> Dossier:
            dossier = dossier or Dossier()
            if dossier.in_force(now):
                raise AlreadyLicensed(agent, action)
            return dossier.with_last(licence, replaces=0)

        self.dossiers.settle(add, agent, action)
        return licence

    def revoke(self, agent: str, action: str, revocation: Revocation, actor: str) -> Licence:
        """Take back the licence that is in force; it stays in the dossier with who took it back, when and why."""
        revoked = Revoked(reason=revocation.reason, by=actor, at=self.now())

        def end(dossier: Dossier | None) -> Dossier:
            licence = dossier.in_force(revoked.at) if dossier else None
            if dossier is None or licence is None:
                raise NothingToRevoke(agent, action)
            return dossier.with_last(licence.model_copy(update={"revoked": revoked}), replaces=1)

        return self.dossiers.settle(end, agent, action).licences[-1]

    def clearance(self, agent: str, action: str) -> Clearance:
        dossier = self.dossiers.find(agent, action) or Dossier()
        licence = dossier.in_force(self.now())
        return Clearance(agent=agent, action=action, allowed=licence is not None, licence=licence)

    def require(self, agent: str, action: str) -> Licence:
        """The licence under which the agent may act; Unlicensed when there is none."""
        licence = self.clearance(agent, action).licence
        if licence is None:
            raise Unlicensed(agent, action)
        return licence

    def licences(self, agent: str) -> Iterator[Licence]:
        """Every licence that the agent ever had, by action and oldest first."""
        return (licence for dossier in self.dossiers.every(agent) for licence in dossier.licences)


ENGINE = Engine("firearms", Documents, Firearms)


def firearms(router: Router, scope: Scope) -> Firearms:
    """The licences of a scope."""
    return router.bind(ENGINE, scope)
