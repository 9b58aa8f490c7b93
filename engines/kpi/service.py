"""Key figures: is a value inside its corridor."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engines.common.errors import Rejected
from engines.common.scope import Scope
from engines.kpi.models import Corridor, Definition, Judgement, Kpi
from engines.routing.ports import Documents
from engines.routing.records import Records
from engines.routing.selector import Engine, Router


class OtherUnit(Rejected):
    """A value cannot be compared with a corridor of another unit."""

    def __init__(self, name: str, unit: str, expected: str) -> None:
        super().__init__(name, unit, expected)
        self.name, self.unit, self.expected = name, unit, expected

    def __str__(self) -> str:
        return f"kpi {self.name!r} is measured in {self.expected}, not in {self.unit}: convert the value"


@dataclass(frozen=True, slots=True)
class KpiService:
    documents: Documents

    @property
    def kpis(self) -> Records[Kpi]:
        return Records(self.documents, "kpi", Kpi)

    def define(self, name: str, definition: Definition) -> Kpi:
        """Define the figure, in place of what it was."""
        return self.kpis.put(Kpi(name=name, title=definition.title, corridor=definition.corridor), name)

    def judge(self, name: str, value: Decimal, unit: str) -> Judgement:
        """Compare a value with the corridor; OtherUnit unless it is measured in the same unit."""
        kpi = self.kpis.read(name)
        if unit != kpi.corridor.unit:
            raise OtherUnit(name, unit, kpi.corridor.unit)
        return _judgement(kpi, kpi.corridor, value)

    def is_inside(self, name: str, value: Decimal, unit: str) -> bool:
        return self.judge(name, value, unit).verdict == "inside"


def _judgement(kpi: Kpi, corridor: Corridor, value: Decimal) -> Judgement:
    if corridor.floor is not None and value < corridor.floor:
        return Judgement(kpi=kpi, value=value, verdict="below", off_by=corridor.floor - value)
    if corridor.ceiling is not None and value > corridor.ceiling:
        return Judgement(kpi=kpi, value=value, verdict="above", off_by=value - corridor.ceiling)
    return Judgement(kpi=kpi, value=value, verdict="inside", off_by=Decimal(0))


ENGINE = Engine("kpi", Documents, KpiService)


def kpi(router: Router, scope: Scope) -> KpiService:
    """The key figures of a scope."""
    return router.bind(ENGINE, scope)
