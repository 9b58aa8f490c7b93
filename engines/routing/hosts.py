"""Does a host lead back to the machine that asks? Decided on the addresses it stands for, not on its spelling."""

from __future__ import annotations

import socket
import unicodedata
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, ip_address
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["loopback", "unresolvable", ""]
Resolve: TypeAlias = Callable[[str], Sequence[str]]

LOOPBACK_NAMES = frozenset(
    {"", "localhost", "localhost4", "localhost6", "localhost.localdomain", "ip6-localhost", "ip6-loopback"}
)


def addresses(host: str) -> list[str]:
    """Every address that a driver would try for `host`, in whatever notation the system reads. Raises OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def verdict(host: str, resolve: Resolve = addresses) -> Verdict:
    """
    `loopback` when any address of the host is the machine itself, `unresolvable` when there is none to judge.

    An empty host is the driver's own default, which is loopback for all drivers there are. The machine's own name is
    refused too: on every other replica it is another machine.
    """
    name = unicodedata.normalize("NFKC", host).strip().strip("[]").rstrip(".").casefold()
    if name in LOOPBACK_NAMES or name.endswith(".localhost") or name in _own_names():
        return "loopback"
    try:
        found = resolve(name)
    except (OSError, UnicodeError):
        return "unresolvable"
    if any(map(_is_this_machine, found)):
        return "loopback"
    return "" if found else "unresolvable"


def _own_names() -> frozenset[str]:
    name = socket.gethostname().rstrip(".").casefold()
    return frozenset({name, name.partition(".")[0]})


def _is_this_machine(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_unspecified
