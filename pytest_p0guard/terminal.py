"""The section that the guard adds to what pytest shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_p0guard.evidence import Evidence
from pytest_p0guard.session import GuardedSession
from pytest_p0guard.settings import Settings


def header(settings: Settings) -> str:
    """What is watched, in the line at the head of the run."""
    factories = ", ".join(map(str, settings.factories))
    return f"p0guard: {settings.mode}, {factories} must run {', '.join(map(str, settings.validators))}"


def section(reporter: Any, guarded: GuardedSession) -> None:
    """Write the section: what was built, what was proven, what was excused, what is wrong."""
    evidence = guarded.evidence
    reporter.section("p0guard", sep="=")
    for line in (*_built(guarded), *_cases(guarded), *_bypasses(evidence)):
        reporter.line(line)
    for text in (*_problems(evidence), *evidence.faults, *_warnings(guarded)):
        reporter.line(text, red=True)


def _built(guarded: GuardedSession) -> Iterator[str]:
    verdicts = [*guarded.evidence.verdicts, *guarded.evidence.outside]
    for factory in guarded.settings.factories:
        mine = [verdict for verdict in verdicts if verdict.factory == str(factory)]
        bad = sum(verdict.counts for verdict in mine)
        excused = sum(bool(verdict.faults) and not verdict.counts for verdict in mine)
        good = len(mine) - bad - excused
        yield f"{factory}: apps built {len(mine)}, validated {good}, unvalidated {bad}, bypassed {excused}"


def _cases(guarded: GuardedSession) -> Iterator[str]:
    evidence = guarded.evidence
    if not guarded.settings.adapters:
        return
    if not evidence.expected:
        yield "generated cases: none" + ("" if guarded.is_whole else ", since the run was limited to files or tests")
        return
    proofs = list(evidence.proofs.values())
    refused = sum(proof.outcome == "passed" for proof in proofs if proof.kind)
    yield (
        f"generated cases: expected {len(evidence.expected)}, run {len(proofs)}, "
        f"refused {refused} of {sum(bool(proof.kind) for proof in proofs)}"
        + (f", deselected {len(evidence.deselected)}: this run is partial" if evidence.deselected else "")
    )
    for proof in proofs:
        if proof.child_run:
            yield f"{proof.factory}: {proof.child_run} of them once more in python -I -O: {proof.outcome}"


def _bypasses(evidence: Evidence) -> Iterator[str]:
    for nodeid, reason in sorted(evidence.bypasses.items()):
        yield f"bypass: {nodeid}: {reason}"


def _problems(evidence: Evidence) -> Iterator[str]:
    for problem in evidence.problems:
        yield f"usage error: {problem}"


def _warnings(guarded: GuardedSession) -> Iterator[str]:
    """Where the guard only warns, nothing else shows the faults of tests."""
    if not guarded.settings.is_strict:
        from pytest_p0guard.verdict import message

        text = message(guarded.evidence.verdicts)
        if text:
            yield text
