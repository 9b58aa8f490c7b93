"""P0105 injection-default: an optional dependency that is a backing service defaults to a non-durable implementation."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint import Finding, Rule, Selection


class InjectionDefault(Rule):
    """
    An optional dependency that is a backing service defaults to a non-durable implementation.

    Why:
        The one caller that forgets to pass it runs in production on a store that forgets.

    Bad:
        class InMemoryRepo: ...

        class Service:
            def __init__(self, repo=None):
                self.repo = repo or InMemoryRepo()

    Good:
        class Service:
            def __init__(self, repo):
                self.repo = repo
    """

    code = "P0105"
    since = "0.1"
    message = "{implementation} is taken when {asked} is not passed: {harm}"
    hint = "make the dependency required; tests pass their own"

    def check(self, selection: Selection) -> Iterator[Finding]:
        """Report it unless something excuses it."""
        if selection.is_harmful and selection.how == "injected":
            asked = selection.setting or "the dependency"
            yield self.finding(selection, implementation=selection.implementation, harm=selection.harm, asked=asked)
