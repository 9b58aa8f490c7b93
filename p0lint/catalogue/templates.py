"""How a text leaves a setting to be filled in, with a default: the shell's way, and those of configuration libraries."""

from __future__ import annotations

import re

# ${NAME:-default} and ${NAME-default} of a shell, ${env.NAME:=default}, ${oc.env:NAME,default}, ${NAME:default} of Spring.
TEMPLATE = re.compile(
    r"\$\{(?:(?:oc\.)?env[.:])?(?P<name>[A-Za-z_][\w.]*)(?::(?!\?)[-=]?|[-=,])[ ]?(?P<default>[^{}]*)\}", re.IGNORECASE
)
