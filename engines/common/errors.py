"""What an engine raises when it will not do what it was asked; the application turns each into an HTTP status."""

from __future__ import annotations


class EngineError(Exception):
    """
    An engine refuses: the one base of what services raise.

    A subclass passes its facts to `super().__init__` and words them in `__str__`. Raise a subclass of one of the
    five below: they decide the status, so that no service knows HTTP.
    """


class NotFound(EngineError):
    """There is no such thing in this scope (404)."""


class Conflict(EngineError):
    """What is there forbids it: it exists already, overlaps, or has changed meanwhile (409)."""


class Denied(EngineError):
    """It is there and may not be used by this caller (403)."""


class Rejected(EngineError):
    """What was given breaks a rule of the domain (422)."""


class Exhausted(EngineError):
    """A limit or a cap is reached (429); `retry_after` are the whole seconds to wait, where waiting helps."""

    retry_after: int | None = None
