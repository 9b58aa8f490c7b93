"""What a run proved: gathered in each process, merged in one, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pytest_p0guard.verdict import Verdict, message

VERSION = 1


@dataclass(frozen=True, slots=True)
class Proof:
    """A generated case that ran: ``outcome`` is passed or failed, ``said`` the words of the refusal."""

    outcome: str
    factory: str
    kind: str
    violation: str
    said: str
    child_run: int
    seconds: float


@dataclass(slots=True)
class Evidence:
    """
    Node ids are the keys of what is said of generated cases and of tests.

    ``bypasses`` holds the reasons, ``selectors`` the selector of each kind that the adapter could name.
    """

    verdicts: list[Verdict] = field(default_factory=list)
    outside: list[Verdict] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    bypasses: dict[str, str] = field(default_factory=dict)
    expected: set[str] = field(default_factory=set)
    deselected: set[str] = field(default_factory=set)
    proofs: dict[str, Proof] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    selectors: dict[str, str] = field(default_factory=dict)
    was_stopped: bool = False

    @property
    def missing(self) -> list[str]:
        """Cases that exist, were not deselected, and did not run although the run came to its end."""
        if self.was_stopped:
            return []
        return sorted(self.expected - self.deselected - set(self.proofs))

    @property
    def faults(self) -> list[str]:
        """What is held against the run as a whole and not against one of its tests."""
        found = [text for text in (message(self.outside), *self.unseen) if text]
        if self.missing:
            first = ", ".join(self.missing[:3])
            count = f"{len(self.missing)} of {len(self.expected)} generated cases"
            found.append(
                f"p0guard: {count} did not run and were not deselected: {first}{', …' * (len(self.missing) > 3)}"
            )
        return found

    def packed(self) -> dict[str, Any]:
        """The same in lists, dicts and plain values, as it crosses from a worker to its controller."""
        return {
            "verdicts": [asdict(verdict) for verdict in self.verdicts],
            "outside": [asdict(verdict) for verdict in self.outside],
            "unseen": self.unseen,
            "problems": self.problems,
            "bypasses": self.bypasses,
            "expected": sorted(self.expected),
            "deselected": sorted(self.deselected),
            "kinds": sorted(self.kinds),
            "selectors": self.selectors,
        }

    def merge(self, packed: Mapping[str, Any]) -> None:
        """Add what another process gathered."""
        self.verdicts += map(Verdict.unpacked, packed["verdicts"])
        self.outside += map(Verdict.unpacked, packed["outside"])
        self.unseen += [text for text in packed["unseen"] if text not in self.unseen]
        self.problems += [text for text in packed["problems"] if text not in self.problems]
        self.bypasses.update(packed["bypasses"])
        self.expected.update(packed["expected"])
        self.deselected.update(packed["deselected"])
        self.kinds.update(packed["kinds"])
        self.selectors.update(packed["selectors"])

    def write(self, path: Path, head: Mapping[str, object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"version": VERSION, **head, **self._report()}, indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")

    def _report(self) -> dict[str, object]:
        return {
            "apps": [_app(verdict) for verdict in sorted(self.verdicts + self.outside, key=_order)],
            "refusals": [{"id": nodeid, **asdict(proof)} for nodeid, proof in sorted(self.proofs.items())],
            "expected": len(self.expected),
            "run": len(self.proofs),
            "deselected": len(self.deselected),
            "kinds": sorted(self.kinds),
            "selectors": dict(sorted(self.selectors.items())),
            "bypasses": dict(sorted(self.bypasses.items())),
            "faults": self.faults,
            "problems": self.problems,
        }


def _app(verdict: Verdict) -> dict[str, object]:
    return {
        "factory": verdict.factory,
        "test": verdict.place.nodeid,
        "phase": verdict.place.phase,
        "fixture": verdict.place.fixture,
        "where": verdict.where,
        "type": verdict.app,
        "kinds": list(verdict.kinds),
        "receipts": list(map(asdict, verdict.receipts)),
        "faults": [{"rule": fault.rule, "text": fault.text} for fault in verdict.faults],
        "bypass": verdict.bypass,
    }


def _order(verdict: Verdict) -> tuple[str, ...]:
    return (verdict.factory, verdict.place.nodeid, verdict.place.phase, verdict.where)
