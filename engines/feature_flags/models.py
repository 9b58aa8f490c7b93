"""A flag of one layer, and what the layers decide together."""

from __future__ import annotations

from pydantic import AwareDatetime

from engines.common.values import Line, Name, Value
from engines.routing.selector import Layer


class FlagChange(Value):
    """What a caller asks for: on or off, and why."""

    enabled: bool
    reason: Line


class Flag(Value):
    """A flag as one layer keeps it."""

    name: Name
    enabled: bool
    reason: Line
    changed_by: str
    changed_at: AwareDatetime


class Decision(Value):
    """What holds for a project, and which layer says so."""

    layer: Layer
    flag: Flag
