"""P0103 tmp-default: what a service keeps defaults to a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, SettingDefault


class TmpDefault(Rule):
    """
    What a service keeps defaults to a temporary folder.

    Why:
        The folder is emptied by the system or lost with the container, and no other replica ever sees it.

    Bad:
        import os
        folder = os.getenv("UPLOAD_DIR", "/tmp/uploads")

    Good:
        import os
        folder = os.environ["UPLOAD_DIR"]
    """

    code = "P0103"
    since = "0.1"
    message = "{setting} defaults to {value!r}, a temporary place: {harm}"
    hint = "name a durable place in the configuration and refuse to start when it is missing"

    def check(self, default: SettingDefault) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if default.is_harmful and default.kind == "tmp":
            yield self.finding(default, value=default.value, harm=default.harm)
