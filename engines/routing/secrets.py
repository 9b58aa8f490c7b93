"""Secrets stay out of the registry: a configuration names where a secret is, and never holds one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import unquote

REFERENCE = "secretref:"
Resolve: TypeAlias = Callable[[str], str]

_NAMES = (
    r"pass(?:word|wd|phrase|code)|pwd|secret|token|credential|signature"
    r"|(?:api|access|account|private|signing|shared|auth)[_-]?key"
)
_SECRET_KEY = re.compile(rf"{_NAMES}|(?:^|[_.-])(?:pass|sas|sig)(?:$|[_.-])", re.IGNORECASE)
_IN_A_VALUE = (
    # scheme://user:password@host
    re.compile(r"://[^/?#\s]*:[^/?#\s]+@"),
    # the same with a / ? or # in the password: what follows the colon is no port
    re.compile(r"://[^/?#\s]*:(?!\d+(?:[/?#,]|$))\S*@"),
    # ?password=… in an address, password=… in what libpq reads
    re.compile(rf"(?:^|[?&;\s])[\w-]*(?:{_NAMES}|pass|sas|sig)\w*\s*=\s*(?!\s|&|;|$|{REFERENCE})", re.IGNORECASE),
)


def literal_secrets(config: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a configuration whose value is, or holds, a secret and not a reference to one."""
    return tuple(sorted(key for key, value in config.items() if not _is_reference(value) and _has_secret(key, value)))


def resolved(config: Mapping[str, str], resolve: Resolve) -> dict[str, str]:
    """The configuration with each reference replaced by the secret it names."""
    return {key: resolve(value) if _is_reference(value) else value for key, value in config.items()}


def _is_reference(value: str) -> bool:
    return value.startswith(REFERENCE)


def _has_secret(key: str, value: str) -> bool:
    if value and _SECRET_KEY.search(key):
        return True
    return any(pattern.search(text) for pattern in _IN_A_VALUE for text in (value, unquote(value)))
