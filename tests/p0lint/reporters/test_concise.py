"""One line for each finding."""

from dataclasses import replace

from p0lint.finding import Report
from p0lint.reporters import render
from tests.p0lint.reporters.samples import CLEAN, FALLTHROUGH, FULL


def test_a_clean_run_says_nothing() -> None:
    assert render("concise", CLEAN) == ""


def test_a_full_report() -> None:
    assert render("concise", FULL) == (
        "app/flags.py:12:12: P0104 'flags' ends in InMemoryFlags, which forgets on restart\n"
        "app/ünï code.py:2:9: P0301 'memory' is taken without a gate\n"
        "app/locked.py: not checked: it cannot be read: Permission denied\n"
        "app/odd.py: rule P0105 crashed: KeyError: 'x'\n"
    )


def test_a_message_of_two_lines_stays_on_one() -> None:
    report = Report((replace(FALLTHROUGH, message="a\nb"),), 1)

    assert render("concise", report) == "app/flags.py:12:12: P0104 a␊b\n"
