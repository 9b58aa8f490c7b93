"""P0101 env-default: a setting that chooses a backing service defaults to one that forgets."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, SettingDefault


class EnvDefault(Rule):
    """
    A setting that chooses a backing service defaults to one that forgets.

    Why:
        The variable is missing in one environment, nobody notices, and every replica keeps its own copy until it
        restarts.

    Bad:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")

    Good:
        import os
        backend = os.environ["FLAGS_BACKEND"]
    """

    code = "P0101"
    since = "0.1"
    message = "{setting} defaults to {value!r}, which forgets: {harm}"
    hint = (
        "read it without a default and refuse to start when it is missing, or resolve the backend through the registry"
    )

    def check(self, default: SettingDefault) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if default.is_harmful and default.kind not in ("loopback", "tmp"):
            yield self.finding(default, value=default.value, harm=default.harm)
