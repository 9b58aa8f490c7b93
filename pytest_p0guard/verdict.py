"""From what was seen to what is wrong with it: the checks of the guard, each a function of one call."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pytest_p0guard.calls import Call, Place, Run
from pytest_p0guard.names import Name
from pytest_p0guard.wording import error_text

AT_STARTUP = "startup"
IN_CALL = "call"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: a stable ``rule``, the end of the sentence "FACTORY built 1 app …", and what to do."""

    rule: str
    text: str
    advice: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """One validation that succeeded in time; ``kinds`` are those that its result names, if it names any."""

    validator: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard found of one application; ``bypass`` is the reason that excuses its faults."""

    factory: str
    place: Place
    where: str
    app: str
    kinds: tuple[str, ...]
    receipts: tuple[Receipt, ...]
    faults: tuple[Fault, ...]
    bypass: str = ""

    def elsewhere(self, call: Call) -> Verdict:
        """The same verdict on the same application, given once more by ``call``."""
        return replace(self, place=call.place, where=call.where, bypass=_excuse(call))

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Verdict:
        """The verdict that ``dataclasses.asdict`` took apart."""
        return cls(
            **{
                **packed,
                "place": Place(**packed["place"]),
                "receipts": tuple(Receipt(one["validator"], tuple(one["kinds"])) for one in packed["receipts"]),
                "faults": tuple(Fault(**one) for one in packed["faults"]),
                "kinds": tuple(packed["kinds"]),
            }
        )

    @property
    def counts(self) -> bool:
        """Whether it is held against the run."""
        return bool(self.faults) and not self.bypass


def judge(call: Call, runs: Sequence[Run], validators: Sequence[Name], when: str, witness: object | None) -> Verdict:
    """The verdict on the application of ``call``, of which ``runs`` are all validations that belong to it."""
    deadline = math.inf if when == AT_STARTUP or call.ended is None else call.ended
    real = [run for run in runs if not (run.is_wrapper and not run.failed)]
    successes = [run for run in real if run.succeeded_by(deadline)]
    faults = [fault for name in validators for fault in _validation(name, real, deadline)]
    mounted: tuple[str, ...] = ()
    if not faults and witness is not None:
        try:
            mounted = _mounted(witness, call.app)
            faults.extend(_testimony(witness, call.app, successes, mounted))
        except Exception as error:  # the adapter is the project's code: that it fails is a finding, not a crash
            faults.append(
                Fault("witness", f"of which the adapter cannot tell: {error_text(error)}", "mend the adapter")
            )
    return Verdict(
        factory=str(call.factory),
        place=call.place,
        where=call.where,
        app=f"{type(call.app).__module__}.{type(call.app).__qualname__}",
        kinds=mounted,
        receipts=tuple(Receipt(str(run.validator), _kinds(run.result)) for run in successes),
        faults=tuple(faults),
        bypass=_excuse(call),
    )


def _excuse(call: Call) -> str:
    return "" if call.place.fixture else call.place.bypass


def _validation(name: Name, runs: Sequence[Run], deadline: float) -> Iterator[Fault]:
    mine = [run for run in runs if run.validator is name]
    yield from _failures(name, mine, deadline)
    if any(run.began < deadline and run.failed for run in mine) or any(run.succeeded_by(deadline) for run in mine):
        return
    if not mine:
        yield Fault("not-run", f"without running {name}", "call it in the factory, before the application is returned")
    elif any(run.began < deadline for run in mine):
        yield Fault("unfinished", f"before {name} had finished", "wait for it before the application is returned")
    else:
        yield Fault("late", f"and ran {name} only afterwards", "call it before the application is returned")


def _failures(name: Name, runs: Sequence[Run], deadline: float) -> Iterator[Fault]:
    """A failure is no fault when the same validation was tried again and succeeded."""
    said = set()
    for run in runs:
        retried = any(again.repeats(run) and again.succeeded_by(deadline) for again in runs)
        if run.failed and run.began < deadline and not retried and run.error not in said:
            said.add(run.error)
            if run.error:
                yield Fault("swallowed", f"although {name} raised {run.error}", "let the error leave the factory")
            else:
                yield Fault("ignored", f"although {name} returned False", "raise when it does")


def _testimony(witness: object, app: object, successes: Sequence[Run], mounted: Sequence[str]) -> Iterator[Fault]:
    if hasattr(witness, "registry"):
        registry = witness.registry(app)
        if not any(argument is registry for run in successes for argument in run.arguments):
            yield Fault(
                "registry",
                "after validating another registry than the one it resolves through",
                "validate the registry that the application is given",
            )
    receipts = [_kinds(run.result) for run in successes if hasattr(run.result, "kinds")]
    left_out = sorted(set(mounted).difference(*receipts)) if receipts else []
    if left_out:
        yield Fault(
            "kinds",
            f"that mounts {', '.join(map(repr, left_out))}, which the validation left out",
            "validate every kind that is mounted, after mounting it",
        )


def _mounted(witness: object, app: object) -> tuple[str, ...]:
    return tuple(sorted(set(witness.mounted(app)))) if hasattr(witness, "mounted") else ()


def _kinds(result: object) -> tuple[str, ...]:
    """The kinds that a validator's result names; a result without them is no receipt and names none."""
    return tuple(sorted(map(str, getattr(result, "kinds", ()))))


def message(verdicts: Sequence[Verdict]) -> str:
    """The faults of these verdicts in words, those alike counted together; empty for none."""
    groups: dict[tuple[str, Fault, str, str], int] = {}
    for verdict in verdicts:
        for fault in verdict.faults if verdict.counts else ():
            key = (verdict.factory, fault, verdict.where, verdict.place.fixture)
            groups[key] = groups.get(key, 0) + 1
    return "\n".join(_sentence(*key, count) for key, count in groups.items())


def _sentence(factory: str, fault: Fault, where: str, fixture: str, count: int) -> str:
    lines = [f"p0guard: {factory} built {count} app{'s' if count > 1 else ''} {fault.text}"]
    if where:
        lines.append(f"  built at {where}")
    if fixture:
        lines.append(f"  in fixture {fixture}, which outlives the test: a bypass of one test does not cover it")
    return "\n".join([*lines, f"  to do: {fault.advice}"])
