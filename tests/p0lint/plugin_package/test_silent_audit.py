"""How a plugin tests its rule: with p0lint.testing, as p0lint tests its own."""

from __future__ import annotations

from p0lint_acme import SilentAudit

from p0lint.testing import assert_findings, assert_rule_examples

SELECTOR = """
    import os

    from sinks import LedgerAuditSink, {name}


    def make_audit():
        if os.environ["AUDIT_BACKEND"] == "other":
            return {name}()
        return LedgerAuditSink()
"""
SINKS = """
    class LedgerAuditSink: ...
    class NullAuditSink: ...
    class NullCache: ...
"""


def test_its_page_is_true() -> None:
    assert_rule_examples(SilentAudit)


def test_another_noop_is_not_reported() -> None:
    assert_findings({"app.py": SELECTOR.format(name="NullCache"), "sinks.py": SINKS}, [], SilentAudit)


def test_a_noop_audit_is_reported_where_it_is_chosen() -> None:
    files = {"app.py": SELECTOR.format(name="NullAuditSink"), "sinks.py": SINKS}

    assert_findings(files, [("app.py", 9, "ACME101")], SilentAudit)
