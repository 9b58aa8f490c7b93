"""What p0lint raises when it cannot do its job; a finding is a value and never raised."""

from __future__ import annotations


class P0lintError(Exception):
    """The job, or a part of it, could not be done: the run ends with exit code 2."""


class FileFailed(P0lintError):
    """A file could not be read or parsed, so it was not checked."""

    def __init__(self, path: str, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(path, reason, line, column)
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class RuleCrashed(P0lintError):
    """A rule raised while it looked at a file: what it would have found there is not known."""

    def __init__(self, code: str, path: str, reason: str) -> None:
        super().__init__(code, path, reason)
        self.code = code
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: rule {self.code} crashed: {self.reason}"
