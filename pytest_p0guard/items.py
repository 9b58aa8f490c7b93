"""The generated cases as test items with stable node ids: ``p0guard::FACTORY::kind[violation]``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_p0guard.child import prove_in_child
from pytest_p0guard.conformance import Adapter, Case, cases, kinds_of, prove
from pytest_p0guard.errors import GuardError
from pytest_p0guard.guard import Guard
from pytest_p0guard.names import Name

if TYPE_CHECKING:
    from pytest_p0guard.session import GuardedSession

ROOT = "p0guard"
CHILD = "outside-pytest[-O]"


class CaseFailed(Exception):
    """A case that is not proven; its words are the whole report."""


class Cases(pytest.Collector):
    """The root of what nobody wrote: one collector per factory that has an adapter."""

    def __init__(self, *, guarded: GuardedSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guarded = guarded

    def collect(self) -> Iterator[pytest.Collector]:
        for factory, adapter in self.guarded.settings.adapters.items():
            yield FactoryCases.from_parent(self, name=str(factory), guarded=self.guarded, names=(factory, adapter))


class FactoryCases(pytest.Collector):
    """The cases of one factory; an adapter that cannot be used is a usage error of the run."""

    def __init__(self, *, guarded: GuardedSession, names: tuple[Name, Name], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guarded = guarded
        self.names = names

    def collect(self) -> Iterator[pytest.Item]:
        factory, adapter_name = self.names
        try:
            adapter = self.guarded.adapter(factory)
            kinds = kinds_of(adapter, str(adapter_name))
        except GuardError as error:
            self.guarded.guard.note(error)
            return
        self.guarded.note_kinds(adapter, kinds)
        items: list[pytest.Item] = [self._case(adapter, case) for case in cases(kinds)]
        items.append(ChildItem.from_parent(self, **self._identity(CHILD), adapter=adapter_name))
        yield from self.guarded.chosen(items)

    def _case(self, adapter: Adapter, case: Case) -> pytest.Item:
        guard = self.guarded.guard
        return CaseItem.from_parent(self, **self._identity(case.name), guard=guard, adapter=adapter, case=case)

    def _identity(self, name: str) -> dict[str, str]:
        """The node id is given whole, so that pytest 9 takes it apart as it does with those that ``--lf`` keeps."""
        return {"name": name, "nodeid": f"{self.nodeid}::{name}", "factory": str(self.names[0])}


class GeneratedItem(pytest.Item):
    """What the two sorts of items share: the marker, the words of a failure, the place shown."""

    def __init__(self, *, factory: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factory = factory
        self.add_marker("p0guard")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, CaseFailed):
            return f"p0guard: {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.config.rootpath, None, f"{self.factory} {self.name}"


class CaseItem(GeneratedItem):
    """One case, run in this process."""

    def __init__(self, *, guard: Guard, adapter: Adapter, case: Case, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guard = guard
        self.adapter = adapter
        self.case = case
        self.user_properties += [("p0guard_kind", case.kind), ("p0guard_violation", case.violation)]

    def runtest(self) -> None:
        called = self.guard.called[self.factory]
        outcome = prove(self.adapter, self.factory, self.case)
        self.user_properties.append(("p0guard_said", outcome.said))
        if outcome.fault:
            raise CaseFailed(outcome.fault)
        if self.guard.called[self.factory] == called:
            raise CaseFailed(f"{self.factory} was not called: the adapter must build through it")


class ChildItem(GeneratedItem):
    """The essential cases in a process of their own."""

    def __init__(self, *, adapter: Name, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.adapter = adapter

    def runtest(self) -> None:
        count, faults = prove_in_child(self.adapter, self.factory)
        self.user_properties.append(("p0guard_child_run", count))
        if faults:
            raise CaseFailed("in python -I -O, outside pytest\n" + "\n".join(f"  - {fault}" for fault in faults))


def matching(items: Sequence[pytest.Item], wanted: Sequence[str]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Items chosen by the node ids in ``wanted``, or by the beginnings of such, and the rest."""
    picked = [item for item in items if any(is_or_holds(one, item.nodeid) for one in wanted)]
    return picked, [item for item in items if item not in picked]


def is_or_holds(wanted: str, nodeid: str) -> bool:
    """Whether ``wanted`` is this node id, or the one of a collector above it."""
    return nodeid == wanted or nodeid.startswith(f"{wanted}::")
