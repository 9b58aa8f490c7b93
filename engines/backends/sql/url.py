"""Reading a database address."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from engines.routing.ports import ConfigRefused


def read_url(backend: str, text: str, schemes: AbstractSet[str]) -> URL:
    """The address as SQLAlchemy reads it; the error does not show it, for it may hold a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in schemes:
        raise ConfigRefused(backend, "url", f"is no address of its kind: begin it with {min(schemes)}://")
    return url
