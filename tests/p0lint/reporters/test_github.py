"""Workflow commands: escaped, within the cap, relative to the repository."""

from dataclasses import replace

from p0lint.finding import Report, Unchecked
from p0lint.reporters import View, render
from tests.p0lint.reporters.samples import ACCEPTED, CLEAN, FALLTHROUGH, FULL, many

SHORT = replace(FALLTHROUGH, chain=(), hint="", message="m")


def test_a_clean_run_says_nothing() -> None:
    assert render("github", CLEAN) == ""


def test_a_full_report() -> None:
    assert render("github", FULL, View(prefix="svc")) == (
        "::error title=p0lint could not do all of its work::app/odd.py: rule P0105 crashed: KeyError: 'x'\n"
        "::error file=svc/app/locked.py,title=p0lint did not check it::it cannot be read: Permission denied\n"
        "::error file=svc/app/flags.py,line=12,endLine=12,col=12,endColumn=27,title=P0104 fallthrough::"
        "'flags' ends in InMemoryFlags, which forgets on restart%0Asvc/app/settings.py:3:11: FLAGS_BACKEND is read"
        "%0Asvc/app/backends.py:104:7: 'InMemoryFlags' keeps its state in a dict%0Ahint: raise for what is not known\n"
        "::warning file=svc/app/ünï code.py,line=2,endLine=4,title=P0301 accepts-nondurable::"
        "'memory' is taken without a gate\n"
        "::group::p0lint: 1 file skipped\n"
        "- build/x.py: excluded by 'build'\n"
        "::endgroup::\n"
    )


def test_paths_and_messages_are_escaped() -> None:
    finding = replace(SHORT, path="c,d%:é\n.py", message="50%, a:b\r\nc")

    assert render("github", Report((finding,), 1)) == (
        "::error file=c%2Cd%25%3Aé%0A.py,line=12,endLine=12,col=12,endColumn=27,title=P0104 fallthrough::"
        "50%25, a:b%0D%0Ac\n"
    )


def test_ten_of_each_level_need_no_notice() -> None:
    text = render("github", Report((*many(10, SHORT), *many(10, ACCEPTED)), 1))

    assert [line.split()[0] for line in text.splitlines()] == ["::error"] * 10 + ["::warning"] * 10


def test_the_worst_are_annotated_and_the_others_listed() -> None:
    worst = replace(SHORT, code="P0201", category="except-fallback", path="z.py")
    text = render("github", Report((*many(11, SHORT), worst), 1)).splitlines()

    assert text[0].startswith("::error file=z.py,")
    assert [line.split()[0] for line in text[:10]] == ["::error"] * 10
    assert text[10:] == [
        "::notice title=p0lint::2 more findings without an annotation: the log of this step lists them all",
        "::group::p0lint: 2 more findings",
        "- app/flags.py:10:12: P0104 m",
        "- app/flags.py:11:12: P0104 m",
        "::endgroup::",
    ]


def test_what_went_wrong_counts_towards_the_cap() -> None:
    failed = tuple(Unchecked(f"{n}.py", "it is a socket") for n in range(9))
    text = render("github", Report(many(2, SHORT), 1, failed=failed)).splitlines()

    assert [line.split()[0] for line in text[:11]] == ["::error"] * 10 + ["::notice"]


def test_no_line_of_the_log_is_taken_for_a_command() -> None:
    report = replace(CLEAN, skipped=(Unchecked("::error::x\n::stop.py", "excluded"),))

    assert render("github", report).splitlines()[1] == "- ::error::x␊::stop.py: excluded"
