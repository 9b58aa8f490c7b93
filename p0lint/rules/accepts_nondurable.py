"""P0301 accepts-nondurable: a selector maps an explicit setting to a non-durable implementation with no gate."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, Selection


class AcceptsNondurable(Rule):
    """
    A selector maps an explicit setting to a non-durable implementation with no gate.

    Why:
        What is meant for a laptop is one variable away from production, and nothing there says no.

    Bad:
        import os

        class RedisStore: ...
        class InMemoryStore: ...

        def make_store():
            backend = os.environ["STORE_BACKEND"]
            if backend == "memory":
                return InMemoryStore()
            return RedisStore()

    Good:
        import os

        class RedisStore: ...

        def make_store():
            backend = os.environ["STORE_BACKEND"]
            if backend == "redis":
                return RedisStore()
            raise ValueError(f"STORE_BACKEND is {backend!r}: choose redis")
    """

    code = "P0301"
    since = "0.1"
    message = "{implementation} can be chosen by a setting in production: {harm}"
    hint = "move it behind an explicit test flag, or out of the production package"

    def check(self, selection: Selection) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if selection.is_harmful and selection.how == "explicit":
            yield self.finding(selection, implementation=selection.implementation, harm=selection.harm)
