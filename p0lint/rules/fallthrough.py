"""P0104 fallthrough: a selector ends in a non-durable implementation when the setting is missing or unknown."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, Selection


class Fallthrough(Rule):
    """
    A selector ends in a non-durable implementation when the setting is missing or unknown.

    Why:
        A misspelt or missing setting starts a healthy-looking service whose data is gone after the next
        deployment.

    Bad:
        import os

        class RedisStore: ...
        class InMemoryStore: ...

        def make_store():
            url = os.environ.get("REDIS_URL")
            if url:
                return RedisStore(url)
            return InMemoryStore()

    Good:
        import os

        class RedisStore: ...

        def make_store():
            return RedisStore(os.environ["REDIS_URL"])
    """

    code = "P0104"
    since = "0.1"
    message = "{implementation} is taken when {event}: {harm}"
    hint = "raise an error that names the missing setting instead"

    def check(self, selection: Selection) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if selection.is_harmful and selection.how in ("fallthrough", "failed"):
            event = f"{selection.setting or 'the setting'} is missing or unknown"
            event = event if selection.how == "fallthrough" else "what was tried above fails"
            yield self.finding(selection, implementation=selection.implementation, harm=selection.harm, event=event)
