"""Classes whose objects are values: they hold what a caller put in, and neither connect nor keep anything."""

from __future__ import annotations

import re

from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.project import Definition

DATACLASS = re.compile(r"@(?:\w+\.)*(?:dataclass|define|frozen|attrs?|s)\b")
VALUES = frozenset({"NamedTuple", "TypedDict", "BaseModel", "Enum", "StrEnum", "IntEnum"})
# What a value does besides being one: it is turned into another form, or made of one.
TURNS = ("to_", "from_", "as_", "is_", "has_", "_", "dict", "json")


def is_record(call: n.Call, scope: Scope) -> bool:
    """Whether a call makes a value of a class of the project that has fields, and no methods that do something."""
    found = scope.definition(call.func)
    if found is None or found.kind != "class" or found.cls is None or not found.cls.fields:
        return False
    return _is_value(found) and all(name.startswith(TURNS) for name in found.cls.methods)


def _is_value(found: Definition) -> bool:
    if found.cls is None:
        return False
    if any(base.rpartition(".")[2] in VALUES for base in found.cls.bases):
        return True
    head = found.module.lines[found.cls.span.start - 1 : found.cls.span.end]
    return any(DATACLASS.match(line.lstrip()) for line in head[:5])
