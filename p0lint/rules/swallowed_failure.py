"""P0202 swallowed-failure: a handler lets the program go on without the backing service that failed to start."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, HandledFailure, Rule


class SwallowedFailure(Rule):
    """
    A handler lets the program go on without the backing service that failed to start.

    Why:
        The failure is a line in a log that nobody reads, and every later write is dropped or fails far from its
        cause.

    Bad:
        import logging

        import redis

        class Service:
            def __init__(self, url):
                try:
                    self.redis = redis.Redis.from_url(url)
                except Exception:
                    logging.exception("no redis")
                    self.redis = None

    Good:
        import redis

        class Service:
            def __init__(self, url):
                self.redis = redis.Redis.from_url(url)
    """

    code = "P0202"
    since = "0.1"
    message = "a failure of {attempt} is swallowed: the handler {outcome}, and the program goes on without it"
    hint = "re-raise, or raise an error that names the backend and its setting"

    def check(self, failure: HandledFailure) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if failure.is_harmful:
            yield self.finding(failure, attempt=failure.attempt, outcome=failure.outcome)
