"""What the registry's store needs of a database; SQL is written with `?` for a parameter."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = "tuple[Any, ...]"


class Reader(Protocol):
    """One connection that only reads, each statement on the newest committed state; used by one thread at a time."""

    def guard(self) -> Hashable:
        """
        A value that differs from the one before whenever anything was committed in between, by whomever.

        Values of two readers are never compared. Raises RegistryUnavailable.
        """

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """What one statement finds. Raises RegistryUnavailable."""

    def close(self) -> None: ...


class Transaction(Protocol):
    """Statements that are committed together or not at all, one transaction at a time in the whole store."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]: ...

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None: ...


class Link(Protocol):
    """A database that can hold a registry."""

    def reader(self) -> Reader:
        """Open a connection for reading. Raises RegistryUnavailable."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """
        A transaction that is committed, durably, when the block ends, and undone when it raises.

        Raises RegistryUnavailable; when that happens during the commit itself, the outcome is unknown.
        """

    def create(self, tables: Iterable[str], first_row: str, parameters: Sequence[object]) -> None:
        """Make the tables and their first row in one transaction; what is there already stays as it is."""

    def close(self) -> None: ...
