"""A figure beside its goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    goal: float
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.value <= self.goal

    def __str__(self) -> str:
        verdict = "met" if self.is_met else "MISSED"
        return f"{self.name:<58} {self.value:>9.3f} {self.unit:<3} goal {self.goal:g} {self.unit}: {verdict}"
