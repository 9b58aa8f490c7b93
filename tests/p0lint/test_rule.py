"""A rule is its docstring, its words and one class of facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from p0lint.finding import Finding, Link, Place, RuleInfo
from p0lint.rule import Rule, RuleIncomplete

PLACE = Place("app.py", 3, 5, 3, 12)


@dataclass(frozen=True, slots=True)
class Call:
    place: Place
    setting: str = ""
    chain: tuple[Link, ...] = ()


class EagerCall(Rule):
    """
    A call is made
    too early.

    Why:
        It is early.
        Nobody knows.

        And it is a call.

    Bad:
        if True:
            call()

    Good:
        pass
    """

    code = "X101"
    since = "0.1"
    message = "{setting} calls {what!r}"
    hint = "call later"

    def check(self, call: Call) -> Iterator[Finding]:
        yield self.finding(call, what="x")


def test_a_rule_is_described_by_its_docstring() -> None:
    info = EagerCall.info()

    assert info == RuleInfo(
        code="X101",
        slug="eager-call",
        summary="A call is made too early.",
        why="It is early. Nobody knows.\n\nAnd it is a call.",
        bad="if True:\n    call()",
        good="pass",
        hint="call later",
        since="0.1",
    )


def test_the_annotation_says_which_facts_a_rule_asks_for() -> None:
    assert EagerCall.fact_class() is Call


def test_a_finding_takes_over_what_the_fact_knows() -> None:
    chain = (Link("app.py", 1, 1, "read here"),)

    (found,) = EagerCall().check(Call(PLACE, setting="CALLS", chain=chain))

    assert found == Finding(
        code="X101",
        category="eager-call",
        path="app.py",
        line=3,
        column=5,
        end_line=3,
        end_column=12,
        message="CALLS calls 'x'",
        hint="call later",
        setting="CALLS",
        chain=chain,
    )


def test_a_word_wins_over_what_the_fact_knows() -> None:
    found = EagerCall().finding(Call(PLACE, setting="CALLS"), what=1, setting="OTHER", kind="memory", chain=[])

    assert (found.message, found.setting, found.kind) == ("OTHER calls 1", "OTHER", "memory")


def test_a_finding_is_made_at_a_bare_place() -> None:
    assert EagerCall().finding(PLACE, what="x", setting="A").message == "A calls 'x'"


class NoCode(Rule):
    """Summary."""

    since = message = hint = "x"

    def check(self, call: Call) -> Iterator[Finding]:
        return iter(())


class OddCode(NoCode):
    """Summary."""

    code = "eager call"


class NoGood(NoCode):
    """
    Summary.

    Why:
        Because.

    Bad:
        pass
    """

    code = "X1"


class NoSummary(NoGood):
    code = "X2"


class Unannotated(NoGood):
    def check(self, call) -> Iterator[Finding]:  # type: ignore[no-untyped-def]
        return iter(())


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        pytest.param(NoCode, "rule NoCode has no code: set it to a text", id="attribute"),
        pytest.param(OddCode, "rule OddCode has the code 'eager call': write capital letters, then digits", id="code"),
        pytest.param(NoGood, "rule NoGood has no section 'Good:' in its docstring: write it", id="section"),
        pytest.param(NoSummary, "rule NoSummary has no summary in its docstring: write it", id="summary"),
    ],
)
def test_a_rule_that_lacks_a_part_of_its_page_is_named(rule: type[Rule], message: str) -> None:
    with pytest.raises(RuleIncomplete) as caught:
        rule.info()

    assert str(caught.value) == message


def test_a_rule_that_asks_for_nothing_is_named() -> None:
    with pytest.raises(RuleIncomplete) as caught:
        Unannotated.fact_class()

    assert str(caught.value) == (
        "rule Unannotated does not say what it asks for: annotate the parameter of check() with a fact"
    )
