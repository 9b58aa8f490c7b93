"""docs/output.md shows what the formats give."""

import json
import re
from dataclasses import replace
from pathlib import Path

from p0lint.finding import Report, Unchecked
from p0lint.reporters import render
from tests.p0lint.reporters.samples import FALLTHROUGH

PAGE = Path(__file__).parents[3] / "docs" / "output.md"
SHOWN = Report((replace(FALLTHROUGH, chain=FALLTHROUGH.chain[:1], fingerprint="5f0c7d1e8a42b9630d9be1a7"),), checked=14)


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_the_text_on_the_page_is_the_text_that_is_printed() -> None:
    assert render("text", SHOWN) == block("")


def test_the_json_on_the_page_is_the_json_that_is_printed() -> None:
    report = replace(SHOWN, skipped=(Unchecked("build/x.py", "excluded by 'build'"),))

    assert json.loads(render("json", report)) == json.loads(block("json"))
