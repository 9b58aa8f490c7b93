"""Feature flags: the nearest layer that knows a flag decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engines.common.errors import NotFound
from engines.common.moments import Clock, utc_now
from engines.common.scope import Scope
from engines.feature_flags.models import Decision, Flag, FlagChange
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Layer, Router


class UnknownFlag(NotFound):
    """No layer knows the flag: there is no default value that could hide a misspelt name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"flag {self.name!r} is set in none of its layers (project, tenant, everywhere): set it in one"


@dataclass(frozen=True, slots=True)
class FlagLayer:
    """The flags of one layer."""

    documents: Documents
    now: Clock = utc_now

    @property
    def flags(self) -> Records[Flag]:
        return Records(self.documents, "flag", Flag)

    def turn(self, name: str, change: FlagChange, actor: str) -> Flag:
        """Set the flag in this layer, whatever the outer layers say."""
        flag = Flag(name=name, changed_by=actor, changed_at=self.now(), **change.model_dump())
        return self.flags.put(flag, name)

    def forget(self, name: str) -> None:
        """Leave the flag to the outer layers."""
        self.flags.remove(name)


ENGINE = Engine("feature_flags", Documents, FlagLayer)
"""The layer of the scope itself; the outer two are the same engine, kept for more."""

LAYERS: Mapping[Layer, Engine[Documents, FlagLayer]] = {
    "project": ENGINE,
    "tenant": replace(ENGINE, layer="tenant"),
    "everywhere": replace(ENGINE, layer="everywhere"),
}


@dataclass(frozen=True, slots=True)
class FeatureFlags:
    """The flags as a project sees them, through its layers, nearest first."""

    layers: Mapping[Layer, FlagLayer]

    def decide(self, name: str) -> Decision:
        """What the nearest layer says that knows the flag; UnknownFlag when none does."""
        for layer, own in self.layers.items():
            if flag := own.flags.find(name):
                return Decision(layer=layer, flag=flag)
        raise UnknownFlag(name)

    def is_enabled(self, name: str) -> bool:
        return self.decide(name).flag.enabled

    def all(self) -> Iterator[Decision]:
        """Every flag that some layer knows, by name."""
        decided: dict[str, Decision] = {}
        for layer in reversed(tuple(self.layers)):
            known = self.layers[layer].flags.every()
            decided.update((flag.name, Decision(layer=layer, flag=flag)) for flag in known)
        return (decided[name] for name in sorted(decided))


def feature_flags(router: Router, scope: Scope) -> FeatureFlags:
    """The flags of a scope; each layer is bound to wherever its own route leads."""
    return FeatureFlags({layer: router.bind(engine, scope) for layer, engine in LAYERS.items()})
