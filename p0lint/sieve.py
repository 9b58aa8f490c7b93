"""Which parts of a file can hold a finding at all: bytes in, spans out."""

from __future__ import annotations

from p0lint.catalogue.entries import Additions


class Sieve:
    """Drops what could not give a finding, by its bytes."""

    def __init__(self, additions: Additions) -> None:
        self._additions = additions

    def spans(self, source: bytes, shown: str) -> tuple[tuple[int, int], ...] | None:
        """The candidate lines; empty if there are none, None if every line is one."""
        return None
