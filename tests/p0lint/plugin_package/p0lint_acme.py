"""ACME101 silent-audit: an audit sink can be one that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from p0lint import Finding, Rule, Selection
from p0lint.hookspecs import hookimpl


class SilentAudit(Rule):
    """
    An audit sink can be one that keeps nothing.

    Why:
        The auditors ask for last year's events, and there are none.

    Bad:
        import os

        class LedgerAuditSink: ...
        class NullAuditSink: ...

        def make_audit():
            if os.environ["AUDIT_BACKEND"] == "noop":
                return NullAuditSink()
            return LedgerAuditSink()

    Good:
        import os

        class LedgerAuditSink: ...

        def make_audit():
            return LedgerAuditSink(os.environ["AUDIT_URL"])
    """

    code = "ACME101"
    since = "1.0"
    message = "{implementation} keeps no audit event"
    hint = "take the choice away: write to the ledger in every environment"

    def check(self, selection: Selection) -> Iterator[Finding]:
        if selection.is_harmful and selection.kind == "noop" and "audit" in selection.implementation.lower():
            yield self.finding(selection, implementation=selection.implementation)


@hookimpl
def p0lint_rules() -> Iterable[type[Rule]]:
    return [SilentAudit]
