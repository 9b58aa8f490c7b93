"""P0201 except-fallback: a handler of the durable backend's failure goes on with a non-durable one."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, Selection


class ExceptFallback(Rule):
    """
    A handler of the durable backend's failure goes on with a non-durable one.

    Why:
        The database is down for a minute at start-up; the service stays on memory for weeks.

    Bad:
        class RedisStore: ...
        class InMemoryStore: ...

        def make_store(url):
            try:
                return RedisStore(url)
            except ConnectionError:
                return InMemoryStore()

    Good:
        class RedisStore: ...

        def make_store(url):
            return RedisStore(url)
    """

    code = "P0201"
    since = "0.1"
    message = "{implementation} is taken when what was tried first fails: {harm}"
    hint = "let the failure end the start-up; a supervisor will try again"

    def check(self, selection: Selection) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if selection.is_harmful and selection.how == "handler":
            yield self.finding(selection, implementation=selection.implementation, harm=selection.harm)
