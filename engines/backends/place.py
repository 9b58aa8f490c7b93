"""Whose data a port object holds: the part of every key that an engine can neither forget nor change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from engines.common.scope import Scope
from engines.routing.ports import PortNotOffered

M = TypeVar("M")

_PLAIN = re.compile(rb"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Place:
    """One resource kind of one scope."""

    kind: str
    scope: Scope

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """What keeps this place apart from every other."""
        return self.kind, self.scope.tenant, self.scope.env, self.scope.project


def joined(separator: str, *parts: str) -> str:
    """
    The parts as one text that no other parts give: each is escaped to A-Z a-z 0-9 _ . - and !XX.

    An empty part is `!`, and none is made of dots alone, which some stores take for a folder.
    """
    return separator.join(_escaped(part) for part in parts)


def chosen(name: str, makers: Mapping[type, M], port: type) -> M:
    """What makes that port for the technology of that name. Raises PortNotOffered when nothing does."""
    if port not in makers:
        raise PortNotOffered(name, port.__name__, tuple(sorted(each.__name__ for each in makers)))
    return makers[port]


def _escaped(part: str) -> str:
    escaped = _PLAIN.sub(lambda found: b"!%02X" % ord(found[0]), part.encode()).decode()
    return escaped.replace(".", "!2E") if set(escaped) <= {"."} and escaped else escaped or "!"
