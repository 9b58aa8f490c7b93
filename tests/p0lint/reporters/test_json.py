"""The JSON contract."""

import json
from dataclasses import replace

from p0lint.finding import Report
from p0lint.reporters import render
from tests.p0lint.reporters.samples import ACCEPTED, CLEAN, FALLTHROUGH, FULL


def test_a_clean_run_has_every_key() -> None:
    assert render("json", CLEAN) == (
        '{"version": 1,\n "findings": [],\n "files": {"checked": 3, "skipped": [], "failed": []}}\n'
    )


def test_a_finding_has_the_keys_of_the_contract() -> None:
    (finding,) = json.loads(render("json", Report((FALLTHROUGH,), 1)))["findings"]

    assert finding == {
        "code": "P0104",
        "category": "fallthrough",
        "path": "app/flags.py",
        "line": 12,
        "column": 12,
        "end_line": 12,
        "end_column": 27,
        "message": "'flags' ends in InMemoryFlags, which forgets on restart",
        "hint": "raise for what is not known",
        "setting": "FLAGS_BACKEND",
        "kind": "memory",
        "symbol": "app.flags.flags",
        "chain": [
            {"path": "app/settings.py", "line": 3, "column": 11, "note": "FLAGS_BACKEND is read"},
            {"path": "app/backends.py", "line": 104, "column": 7, "note": "'InMemoryFlags' keeps its state in a dict"},
        ],
        "fingerprint": "0f1e",
    }


def test_what_was_not_checked_is_named() -> None:
    report = json.loads(render("json", FULL))

    assert report["files"] == {
        "checked": 5,
        "skipped": [{"path": "build/x.py", "reason": "excluded by 'build'"}],
        "failed": [{"path": "app/locked.py", "reason": "it cannot be read: Permission denied"}],
    }
    assert report["problems"] == ["app/odd.py: rule P0105 crashed: KeyError: 'x'"]


def test_it_is_ascii_with_a_finding_a_line() -> None:
    text = render("json", replace(FULL, findings=(FALLTHROUGH, replace(ACCEPTED, path="caf\u00e9\udcff.py"))))

    assert text.isascii()
    assert [json.loads(line.rstrip(","))["path"] for line in text.splitlines()[2:4]] == [
        "app/flags.py",
        "café\udcff.py",
    ]
