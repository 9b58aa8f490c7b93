"""One place a rule is broken, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """
    A range of source text.

    ``path`` is relative to the working folder, with ``/``. Lines and columns count from 1; columns count code points and
    ``end_column`` is exclusive.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Link:
    """One step on the way from the setting to the implementation; ``source`` is its line of code, for display."""

    path: str
    line: int
    column: int
    note: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One place where a rule is broken.

    ``category`` is the rule's slug. ``setting`` is the name of the setting that was read, ``kind`` one of memory, noop, local,
    tmp and loopback, ``symbol`` the qualified name of the enclosing function or class; each is empty where there is none.
    ``fingerprint`` survives edits elsewhere in the file. ``source`` holds the physical lines from ``line`` to ``end_line`` and
    ``line_hash`` is the key by which GitHub recognises an alert (SARIF ``primaryLocationLineHash``).
    """

    code: str
    category: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    hint: str
    setting: str = ""
    kind: str = ""
    symbol: str = ""
    chain: tuple[Link, ...] = ()
    fingerprint: str = ""
    line_hash: str = ""
    source: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The order of every report: by path, place, code."""
        return (self.path, self.line, self.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Excused:
    """A finding that a suppression excuses, with the reason that was given."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A file that was not checked, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a report tells of a rule; every text is plain, ``bad`` and ``good`` are Python source."""

    code: str
    slug: str
    summary: str
    why: str
    bad: str
    good: str
    hint: str
    since: str


@dataclass(frozen=True, slots=True)
class Report:
    """
    The outcome of a run: files in = ``checked`` + ``skipped`` + ``failed``.

    ``findings`` are sorted. ``problems`` are what kept the run from doing all of its work beside failed files, such as a rule
    that crashed, one message each.
    """

    findings: tuple[Finding, ...]
    checked: int
    skipped: tuple[Unchecked, ...] = ()
    failed: tuple[Unchecked, ...] = ()
    excused: tuple[Excused, ...] = ()
    problems: tuple[str, ...] = ()
    rules: tuple[RuleInfo, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 2 the run could not do all of its work."""
        if self.failed or self.problems:
            return 2
        return 1 if self.findings else 0
