"""The pages of docs/rules are what the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from p0lint.finding import RuleInfo
from p0lint.pages import markdown_pages, plain_list, plain_page, write_pages
from p0lint.plugins import built_in_rules

DOCS = Path(__file__).parents[2] / "docs" / "rules"
INFO = RuleInfo(
    code="X101",
    slug="eager-call",
    summary="A call is made too early.",
    why="It is early.\n\nVery.",
    bad="if True:\n    call()",
    good="pass",
    hint="call later",
    since="0.1",
)


def test_the_pages_in_docs_are_true() -> None:
    """If not: python -m p0lint.pages docs/rules."""
    pages = markdown_pages(built_in_rules().infos)

    assert {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")} == pages


def test_the_page_for_the_terminal() -> None:
    assert (
        plain_page(INFO)
        == """\
X101 eager-call (since 0.1)

A call is made too early.

Why:
    It is early.

    Very.

Bad:
    if True:
        call()

Good:
    pass

Hint: call later
"""
    )


def test_the_list_for_the_terminal() -> None:
    assert plain_list([INFO]) == "X101  eager-call  A call is made too early.\n"


def test_pages_of_rules_that_are_gone_go_too(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("old")

    write_pages(tmp_path / "new", [INFO])
    write_pages(tmp_path, [INFO])

    assert sorted(path.name for path in tmp_path.glob("*.md")) == ["README.md", "eager-call.md"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["README.md", "eager-call.md"]


@pytest.mark.parametrize("info", built_in_rules().infos, ids=lambda info: info.code)
def test_every_rule_has_a_whole_page(info: RuleInfo) -> None:
    page = plain_page(info)

    assert not info.hint.endswith(".")
    assert info.summary.endswith(".")
    assert all(part in page for part in (info.code, info.slug, info.summary, info.hint))
