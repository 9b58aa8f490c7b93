"""Suppressions: what they excuse, and what is said of those that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p0lint.finding import Finding, Place
from p0lint.own_rules import EndedSuppression, MisspeltSuppression, UnexplainedSuppression, UnusedSuppression
from p0lint.rule import Rule
from p0lint.suppress import apply, read_directives

TODAY = date(2026, 11, 23)


class Call(Rule):
    code = "X101"
    since = message = hint = "x"

    def check(self, place: Place) -> Iterator[Finding]:
        yield self.finding(place)


class OtherCall(Call):
    code = "X102"

    def check(self, place: Place) -> Iterator[Finding]:
        yield self.finding(place)


OWN = [UnexplainedSuppression(), MisspeltSuppression(), UnusedSuppression(), EndedSuppression()]
RULES = [Call(), OtherCall(), *OWN]
KNOWN = {"X101", "X102", "X103", "P0002", "P0003", "P0004", "P0005"}


def outcome(text: str, *places: tuple[int, int], rule: Rule = RULES[0]) -> tuple[list[tuple[int, str]], list[str]]:
    """What stands (line, code), and the reasons that excuse findings at ``places`` (line, end line)."""
    findings = [rule.finding(Place("a.py", line, 1, end_line, 2)) for line, end_line in places]
    kept, excused = apply(text, "a.py", findings, today=TODAY, known=KNOWN, rules=RULES)
    return [(each.line, each.code) for each in kept], [each.reason for each in excused]


def messages(text: str) -> list[str]:
    kept, _ = apply(text, "a.py", [], today=TODAY, known=KNOWN, rules=RULES)
    return [each.message for each in kept]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("call()\n", id="no-comment"),
        pytest.param("call()  # see the docs of p0lint: they say ignore[X101]\n", id="prose"),
        pytest.param("call('# p0lint: ignore[X101] reason')\n", id="string"),
        pytest.param('call()\n"""\n# p0lint: ignore[X101] reason\n"""\n', id="docstring"),
    ],
)
def test_what_is_no_suppression_excuses_nothing_and_is_none(text: str) -> None:
    assert outcome(text, (1, 1)) == ([(1, "X101")], [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("call()  # p0lint: ignore[X101] why\n", (1, 1), id="end-of-line"),
        pytest.param("call()  # noqa: S1 # p0lint: ignore[X101] why # type: ignore\n", (1, 1), id="among-others"),
        pytest.param("call()  #p0lint:ignore[X101]: why\n", (1, 1), id="tight"),
        pytest.param("call(\n  1,\n)  # p0lint: ignore[X101] why\n", (1, 1), id="last-row-of-the-statement"),
        pytest.param("x = call(  # p0lint: ignore[X101] why\n  1,\n)\n", (2, 2), id="first-row-of-the-statement"),
        pytest.param("call(\n  a(\n    1),  # p0lint: ignore[X101] why\n)\n", (2, 3), id="row-of-the-finding"),
        pytest.param("# p0lint: ignore[X101] why\ncall(\n  1,\n)\n", (3, 3), id="statement-below"),
        pytest.param("# p0lint: ignore[X101] why\n\n# more\ncall()\n", (4, 4), id="comments-between"),
        pytest.param("if a:\n  pass\n  # p0lint: ignore[X101] why\ncall()\n", (4, 4), id="dedented"),
        pytest.param("x = {\n  # p0lint: ignore[X101] why\n  1: a,\n  2: b,\n}\n", (3, 3), id="between-brackets"),
        pytest.param("# p0lint: ignore[X101] why\n@a\n@b(\n 1)\ndef f(x=call()): pass\n", (5, 5), id="decorated"),
        pytest.param("try:\n  a()\nexcept E:  # p0lint: ignore[X101] why\n  pass\n", (3, 4), id="head"),
        pytest.param("a()\rcall()  # p0lint: ignore[X101] why\r", (2, 2), id="carriage-returns"),
        pytest.param("\ufeffcall()  # p0lint: ignore[X101] why\n", (1, 1), id="byte-order-mark"),
        pytest.param("\fcall()  # p0lint: ignore[X101] why\n", (1, 1), id="form-feed"),
        pytest.param("if a:\r\n\tcall()  # p0lint: ignore[X101] why\r\n", (2, 2), id="tabs-and-crlf"),
        pytest.param("call()  # p0lint: ignore[X101] why", (1, 1), id="no-last-newline"),
        pytest.param("class A: x = call()  # p0lint: ignore[X101] why\n", (1, 1), id="one-line-class"),
        pytest.param("a(); call()  # p0lint: ignore[X101] why\n", (1, 1), id="semicolon"),
        pytest.param("x = \\\n  call()  # p0lint: ignore[X101] why\n", (2, 2), id="backslash"),
        pytest.param("# p0lint: ignore-file[X101] why\na()\n\ncall()\n", (4, 4), id="file"),
        pytest.param("call()  # p0lint: ignore[X101] until=2026-11-23 why\n", (1, 1), id="last-day"),
        pytest.param("call()  # p0lint: ignore[X101] why until=2027-01-31\n", (1, 1), id="date-behind-the-reason"),
    ],
)
def test_a_suppression_excuses_its_place(text: str, place: tuple[int, int]) -> None:
    assert outcome(text, place) == ([], ["why"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("call()  # p0lint: ignore[X101] why\ncall()\n", (2, 2), id="next-line"),
        pytest.param("# p0lint: ignore[X101] why\na()\ncall()\n", (3, 3), id="statement-after-next"),
        pytest.param("x = {\n  1: a,  # p0lint: ignore[X101] why\n  2: b,\n}\n", (3, 3), id="other-row-of-a-table"),
        pytest.param("# p0lint: ignore[X101] why\nif a:\n  call()\n", (3, 3), id="body-of-a-compound-statement"),
    ],
)
def test_a_suppression_excuses_nothing_elsewhere(text: str, place: tuple[int, int]) -> None:
    standing, reasons = outcome(text, place)

    assert (place[0], "X101") in standing
    assert "P0004" in [code for _, code in standing]
    assert reasons == []


def test_several_codes_are_judged_one_by_one() -> None:
    text = "call()  # p0lint: ignore[X101, X102, X103, X999] why\n"

    standing, reasons = outcome(text, (1, 1))

    assert reasons == ["why"]
    assert standing == [(1, "P0003"), (1, "P0004")]
    assert messages(text)[0] == "'X999' is not the code of a rule"


def test_another_code_is_not_excused() -> None:
    assert outcome("call()  # p0lint: ignore[X102] why\n", (1, 1)) == ([(1, "X101"), (1, "P0004")], [])


def test_a_missing_reason_is_told_and_the_suppression_holds() -> None:
    assert outcome("call()  # p0lint: ignore[X101]\n", (1, 1)) == ([(1, "P0002")], [""])


def test_past_its_date_a_suppression_no_longer_holds() -> None:
    assert outcome("call()  # p0lint: ignore[X101] until=2026-11-22 why\n", (1, 1)) == ([(1, "X101"), (1, "P0005")], [])


def test_the_nearest_suppression_is_used() -> None:
    text = "# p0lint: ignore-file[X101] all of it\ncall()  # p0lint: ignore[X101] this one\n"

    assert outcome(text, (2, 2)) == ([(1, "P0004")], ["this one"])


def test_a_rule_that_did_not_run_leaves_its_suppressions_alone() -> None:
    text = "call()  # p0lint: ignore[X101] why\n"

    assert apply(text, "a.py", [], today=TODAY, known=KNOWN, rules=OWN) == ([], [])
    assert apply(text, "a.py", [], today=TODAY, known=KNOWN, rules=[Call()]) == ([], [])


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        pytest.param("ignore[X101]", "the suppression of X101 gives no reason", id="reason"),
        pytest.param("ignore[x101] why", "'x101' is not the code of a rule", id="unknown"),
        pytest.param("ignore[X101] why", "the suppression of X101 excuses nothing", id="unused"),
        pytest.param("ignore[X101] until=2026-01-31 why", "the suppression of X101 ended on 2026-01-31", id="ended"),
        pytest.param(
            "ignore why",
            "'ignore why' is no suppression: write 'ignore[CODE] reason' or 'ignore-file[CODE] reason'",
            id="blanket",
        ),
        pytest.param(
            "ignore[] why",
            "'ignore[] why' is no suppression: write 'ignore[CODE] reason' or 'ignore-file[CODE] reason'",
            id="empty",
        ),
        pytest.param(
            "ignore[X101] until=soon why",
            "'ignore[X101] until=soon why' is no suppression: write the date as until=YYYY-MM-DD",
            id="date",
        ),
    ],
)
def test_a_wrong_suppression_is_told(comment: str, message: str) -> None:
    assert message in messages(f"call()  # p0lint: {comment}\n")


def test_a_wrong_suppression_is_told_at_its_place() -> None:
    kept, _ = apply("é = 1  # noqa # p0lint: ignored\n", "a.py", [], today=TODAY, known=KNOWN, rules=RULES)

    assert [(each.line, each.column, each.end_column) for each in kept] == [(1, 15, 32)]


def test_what_the_tokenizer_cannot_reach_is_told() -> None:
    text = "call()  # p0lint: ignore[X101] why\nx = (\n# p0lint: ignore[X101] why\n"

    standing, reasons = outcome(text.replace("x = (", "x = '''"), (1, 1))

    assert (standing, reasons) == ([(3, "P0003")], ["why"])


CODES = st.lists(st.from_regex(r"[A-Z]{1,2}[0-9]{1,4}", fullmatch=True), min_size=1, max_size=4, unique=True)
WORDS = st.lists(st.from_regex(r"[a-zé][\w,.()\[\]#'-]{0,8}", fullmatch=True), max_size=5)
DATES = st.none() | st.dates(min_value=date(1000, 1, 1))


@given(st.sampled_from(["ignore", "ignore-file"]), CODES, WORDS, DATES, st.data())
def test_what_is_written_is_read(
    scope: str, codes: list[str], words: list[str], until: date | None, data: st.DataObject
) -> None:
    parts = [*words]
    if until:
        parts.insert(data.draw(st.integers(0, len(words))), f"until={until.isoformat()}")
    gap = data.draw(st.sampled_from(["", " ", "  "]))
    text = f"x = 1  # p0lint: {scope}[{f',{gap}'.join(codes)}] {gap.join([*' '])}{' '.join(parts)}\n"

    (directive,) = read_directives(text, "a.py")

    assert directive.problem == ""
    assert directive.whole_file == (scope == "ignore-file")
    assert directive.codes == tuple(codes)
    assert directive.until == until
    assert directive.reason.rstrip(":-") == " ".join(words).rstrip(":-")


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\f\v\0", exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_any_comment_is_read_or_told(text: str) -> None:
    source = f"x = 1  # p0lint: {text}\n"

    for directive in read_directives(source, "a.py"):
        assert bool(directive.problem) != bool(directive.codes)
        assert directive.place.line == 1
        assert source[directive.place.column - 1] == "#"
