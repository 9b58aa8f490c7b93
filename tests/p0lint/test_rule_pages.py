"""Every rule does what its page says: what stands under Bad is reported, what stands under Good is not."""

from __future__ import annotations

import pytest

from p0lint import own_rules, rules
from p0lint.rule import Rule
from p0lint.rules.env_default import EnvDefault
from p0lint.testing import assert_rule_examples


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_page_of_a_rule_is_true(rule: type[Rule]) -> None:
    assert_rule_examples(rule)


@pytest.mark.parametrize("rule", own_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_page_of_a_rule_about_files_and_suppressions_is_true(rule: type[Rule]) -> None:
    assert_rule_examples(rule, EnvDefault)
