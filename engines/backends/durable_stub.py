"""A placeholder for a choice that is not yet made: it may be routed to, and never used."""

from __future__ import annotations

from typing import ClassVar, NoReturn, cast

from engines.backends.config import checked
from engines.common.scope import Scope
from engines.routing.ports import Blobs, Bus, Config, Documents, Keys, Log, P, StubUsed, Target


class DurableStub:
    """Offers every port, and each of their methods raises StubUsed: it never pretends to store."""

    offers: ClassVar[frozenset[type]] = frozenset({Documents, Log, Keys, Bus, Blobs})
    outages: ClassVar[tuple[type[Exception], ...]] = ()

    def __init__(self, config: Config) -> None:
        checked("durable-stub", config, needed=frozenset())

    @staticmethod
    def targets(config: Config) -> tuple[Target, ...]:
        checked("durable-stub", config, needed=frozenset())
        return (Target("placeholder", "durable-stub"),)

    def port(self, port: type[P], kind: str, scope: Scope) -> P:
        return cast("P", _Unusable(kind, scope))

    def close(self) -> None:
        """Nothing is open."""


class _Unusable:
    def __init__(self, kind: str, scope: Scope) -> None:
        self._facts = kind, scope

    def __getattr__(self, name: str) -> NoReturn:
        raise StubUsed(*self._facts)
