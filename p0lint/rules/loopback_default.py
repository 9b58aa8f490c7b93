"""P0102 loopback-default: the address of a backing service defaults to loopback."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, SettingDefault


class LoopbackDefault(Rule):
    """
    The address of a backing service defaults to loopback.

    Why:
        In a container or behind a load balancer localhost is the replica itself: it talks to nothing, or to a
        store that only it can see.

    Bad:
        import os
        host = os.getenv("REDIS_HOST", "localhost")

    Good:
        import os
        host = os.environ["REDIS_HOST"]
    """

    code = "P0102"
    since = "0.1"
    message = "{setting} defaults to {value!r}, a loopback address: {harm}"
    hint = "read the address without a default and refuse to start when it is missing"

    def check(self, default: SettingDefault) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if default.is_harmful and default.kind == "loopback":
            yield self.finding(default, value=default.value, harm=default.harm)
