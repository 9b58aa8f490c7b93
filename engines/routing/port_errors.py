"""What ports and backends raise; engines import these from `engines.routing.ports`."""

from __future__ import annotations

from engines.common.errors import Conflict, NotFound, Rejected
from engines.common.scope import Scope


class RevisionConflict(Conflict):
    """The document is not at the expected revision; 0 stands for a document that does not exist."""

    def __init__(self, key: str, expected: int, found: int) -> None:
        super().__init__(key, expected, found)
        self.key, self.expected, self.found = key, expected, found

    def __str__(self) -> str:
        found = f"at revision {self.found}" if self.found else "not there"
        return f"document {self.key!r} is {found}, expected {self.expected}: read it again and repeat the change"


class NotACounter(Conflict):
    """The key cannot be incremented."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"key {self.key!r} holds no whole number that stays within 64 bits: set it anew before it counts again"


class BlobMissing(NotFound):
    """There are no bytes under the key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"there are no bytes under {self.key!r}: put them first"


class ArgumentRefused(Rejected):
    """A port was given a value that not every technology could keep; `name` is the argument's."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, problem)
        self.name, self.problem = name, problem

    def __str__(self) -> str:
        return f"{self.name} {self.problem}"


class BackendError(Exception):
    """Base of what a backend raises because of how it was routed, or because it does not answer."""


class BackendUnavailable(BackendError):
    """
    A port's backend does not answer; whether a change was made is not known.

    `reason` is the class of the driver's error, never its text, which may hold an address.
    """

    def __init__(self, kind: str, scope: Scope, backend: str, reason: str) -> None:
        super().__init__(kind, scope, backend, reason)
        self.kind, self.scope, self.backend, self.reason = kind, scope, backend, reason

    def __str__(self) -> str:
        where = f"{self.backend} behind {self.kind!r} in {self.scope}"
        return f"{where} could not be reached ({self.reason}): look whether a change was made, and try again"


class PortNotOffered(BackendError):
    """The technology has no such port."""

    def __init__(self, backend: str, port: str, offered: tuple[str, ...]) -> None:
        super().__init__(backend, port, offered)
        self.backend, self.port, self.offered = backend, port, offered

    def __str__(self) -> str:
        return f"backend {self.backend!r} offers {', '.join(self.offered)}, not {self.port}: route to one that does"


class ConfigRefused(BackendError):
    """A key of the configuration cannot be used; never carries the value, which may be a secret."""

    def __init__(self, backend: str, key: str, problem: str) -> None:
        super().__init__(backend, key, problem)
        self.backend, self.key, self.problem = backend, key, problem

    def __str__(self) -> str:
        return f"backend {self.backend!r}: config key {self.key!r} {self.problem}"


class StubUsed(BackendError):
    """A resource kind that is routed to `durable-stub` was used."""

    def __init__(self, kind: str, scope: Scope) -> None:
        super().__init__(kind, scope)
        self.kind, self.scope = kind, scope

    def __str__(self) -> str:
        return f"{self.kind!r} in {self.scope} is routed to durable-stub, which keeps nothing: route it to a backend"
