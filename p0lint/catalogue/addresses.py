"""Addresses that lead back to this host."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

# Every spelling that a common resolver or driver takes to this host, also the short, octal, hexadecimal and decimal
# ones, and those mapped into IPv6.
_HOST = re.compile(
    r"""
    (?: (?:[\w-]+\.)*localhost(?:\.localdomain)?\.? | ip6-localhost | ip6-loopback
      | 127(?:\.\d{1,3}){1,3} | 0\.0\.0\.0
      | 0x7f(?:\.\d{1,3}){1,3} | 0x7f[0-9a-f]{6} | 0177(?:\.\d{1,4}){1,3} | 0177\d{8} | 2130706433
      | ::1 | :: | 0:0:0:0:0:0:0:[01]
      | ::ffff:127(?:\.\d{1,3}){3} | ::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4} | ::ffff:0\.0\.0\.0
    )
    """,
    re.VERBOSE,
)
_PORT = re.compile(r"(?<!:):\d+$")
_KEYWORD = re.compile(
    r"(?:^|[\s;(?&])(?:host|hostaddr|server|data source|address|addr|hostname)\s*=\s*(?:tcp:)?([^\s;&)]+)"
)
_AUTHORITY = re.compile(r"[a-z][a-z0-9+.-]*://([^/?#\s]*)")
_TO_FULL_WIDTH = 0xFEE0
_NARROW = {ord(narrow) + _TO_FULL_WIDTH: narrow for narrow in "localhost0123456789."}


@lru_cache(maxsize=1 << 14)
def is_loopback(text: str) -> bool:
    """Whether the text is, or holds where its host stands, an address of this host: a host, hosts, a URL or a DSN."""
    plain = text.strip().translate(_NARROW).lower()
    if not plain or len(plain) > 2000:
        return False
    if "://" in plain:
        return any(_any_host(authority.rpartition("@")[2]) for authority in _AUTHORITY.findall(plain)) or _in_keyword(
            plain
        )
    user, at, hosts = plain.rpartition("@")
    is_mail_address = bool(at) and ":" not in user
    return (not is_mail_address and _any_host(hosts)) or _in_keyword(plain)


def _in_keyword(text: str) -> bool:
    return "=" in text and any(_any_host(hosts) for hosts in _KEYWORD.findall(text))


def _any_host(hosts: str) -> bool:
    return any(_one_host(host) for host in hosts.split(","))


def _one_host(host: str) -> bool:
    bare = unquote(host.strip())
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif not _HOST.fullmatch(bare):
        bare = _PORT.sub("", bare)
    return _HOST.fullmatch(bare) is not None
