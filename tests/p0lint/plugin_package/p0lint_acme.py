"""ACME101 silent-audit: an audit sink keeps nothing, behind a gate or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from p0lint import Finding, Rule, Selection
from p0lint.hookspecs import hookimpl


class SilentAudit(Rule):
    """
    An audit sink keeps nothing, behind a gate or not.

    Why:
        The auditors ask for last year's events, also for those of the test environment, and there are none.

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
    hint = "write to the ledger, in development too"

    def check(self, selection: Selection) -> Iterator[Finding]:
        if selection.kind == "noop" and "audit" in selection.implementation.lower():
            yield self.finding(selection, implementation=selection.implementation)


@hookimpl
def p0lint_rules() -> Iterable[type[Rule]]:
    return [SilentAudit]
