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
      | ::1 | 0:0:0:0:0:0:0:[01]
      | ::ffff:127(?:\.\d{1,3}){3} | ::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4} | ::ffff:0\.0\.0\.0
    )
    """,
    re.VERBOSE | re.ASCII,
)
_PORT = re.compile(r"(?<!:):\d+$")
_KEYWORD = re.compile(
    r"(?:^|[\s;(?&])(?:host|hostaddr|server|data source|address|addr|hostname)\s*=\s*(?:tcp:)?([^\s;&)]+)",
)
_AUTHORITY = re.compile(r"://([^/?#\s]*?)(?=[/?#\s]|$|,[a-z][a-z0-9+.-]*://)")
_LONGEST = 2000
# The two ways to disguise an address that drivers undo: full-width letters (IDNA) and percent-encoding.
_WIDE = ("\uff4c\uff4f\uff43\uff41\uff4c", "\uff11\uff12\uff17")
_TO_WIDE = 0xFEE0
_NARROW = {ord(narrow) + _TO_WIDE: narrow for narrow in "localhost0123456789."}
_ENCODED = ("%6c%6f%63%61%6c", "%31%32%37")


@lru_cache(maxsize=1 << 14)
def is_loopback(text: str) -> bool:
    """Whether the text is, or holds where its host stands, an address of this host: a host, hosts, a URL or a DSN."""
    if len(text) > _LONGEST:
        return False
    plain = _plain(text)
    if "://" in plain:
        authorities = [found.rpartition("@")[2] for found in _AUTHORITY.findall(plain)]
        return any(hosts == "0" or hosts.startswith("0:") or _any_host(hosts) for hosts in authorities) or _in_keyword(
            plain
        )
    user, at, hosts = plain.rpartition("@")
    is_mail_address = bool(at) and ":" not in user
    return plain == "::" or (not is_mail_address and _any_host(hosts)) or _in_keyword(plain)


def _plain(text: str) -> str:
    plain = text.strip().lower()
    if any(disguise in plain for disguise in _WIDE):
        plain = plain.translate(_NARROW)
    return unquote(plain).lower() if any(disguise in plain for disguise in _ENCODED) else plain


def _in_keyword(text: str) -> bool:
    return "=" in text and any(_any_host(hosts) for hosts in _KEYWORD.findall(text))


def _any_host(hosts: str) -> bool:
    return any(_one_host(host.strip()) for host in hosts.split(","))


def _one_host(host: str) -> bool:
    if host.startswith("["):
        inner = host[1:].partition("]")[0]
        return inner == "::" or _HOST.fullmatch(inner) is not None
    return _HOST.fullmatch(host) is not None or _HOST.fullmatch(_PORT.sub("", host)) is not None
