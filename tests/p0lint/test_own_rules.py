"""The rules about files and suppressions do what their pages say."""

from __future__ import annotations

import pytest

from p0lint.own_rules import RULES
from p0lint.rule import Rule
from p0lint.rules.env_default import EnvDefault
from p0lint.testing import assert_rule_examples


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_page_of_the_rule_is_true(rule: type[Rule]) -> None:
    assert_rule_examples(rule, EnvDefault)
