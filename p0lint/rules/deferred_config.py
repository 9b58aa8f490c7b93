"""P0203 deferred-config: a required setting is found missing or unknown and nothing is raised there."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, MissingSetting, Rule


class DeferredConfig(Rule):
    """
    A required setting is found missing or unknown and nothing is raised there.

    Why:
        The service starts, is healthy, and fails at the first use, or never says that it keeps nothing.

    Bad:
        import logging
        import os

        import redis

        def connect():
            url = os.environ.get("REDIS_URL")
            if not url:
                logging.warning("REDIS_URL is not set")
                return None
            return redis.Redis.from_url(url)

    Good:
        import os

        import redis

        def connect():
            return redis.Redis.from_url(os.environ["REDIS_URL"])
    """

    code = "P0203"
    since = "0.1"
    message = "{setting} is found {state} here and nothing is raised: the code {outcome}"
    hint = "raise an error that names the setting"

    def check(self, missing: MissingSetting) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if missing.is_harmful:
            yield self.finding(missing, state=missing.state, outcome=missing.outcome)
