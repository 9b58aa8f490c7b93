"""Suppressions: comments that excuse a finding at one place, or in one file, for a reason that they give."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from p0lint.comments import Comment, find_comments
from p0lint.finding import Excused, Finding, Place
from p0lint.rule import Rule

MARK = "p0lint:"
FORMS = "write 'ignore[CODE] reason' or 'ignore-file[CODE] reason'"
DIRECTIVE = re.compile(r"#\s*p0lint:\s*(?P<text>.*?)\s*(?=(?<=\s)#\s|$)")
SUPPRESSION = re.compile(r"(?P<scope>ignore|ignore-file)\[(?P<codes>[^][]*)\](?P<reason>.*)")
UNTIL = re.compile(r"(?<!\S)until=(\S*)")


@dataclass(frozen=True, slots=True)
class Directive:
    """
    A suppression as it is written: what it excuses, why and for how long.

    ``problem`` says why the text cannot be read, empty if it can. ``comment`` knows the rows that it speaks of.
    """

    place: Place
    text: str
    comment: Comment
    problem: str = ""
    whole_file: bool = False
    codes: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether the suppression speaks of the place of the finding."""
        comment = self.comment
        return (
            self.whole_file
            or comment.first <= finding.line <= comment.last
            or (not comment.own_row and finding.line <= comment.row <= finding.end_line)
        )


@dataclass(frozen=True, slots=True)
class Suppression:
    """
    What became of a suppression: the fact that the rules P0002 to P0005 ask for.

    ``unknown`` are codes that no rule has, ``unused`` those whose rules ran and found nothing to excuse, ``ended`` says
    that its date has passed.
    """

    directive: Directive
    unknown: tuple[str, ...]
    unused: tuple[str, ...]
    ended: bool

    @property
    def place(self) -> Place:
        return self.directive.place


Use = tuple[Directive, str]


def apply(
    text: str, path: str, findings: Sequence[Finding], *, today: date, known: Collection[str], rules: Iterable[Rule]
) -> tuple[list[Finding], list[Excused]]:
    """
    Part the findings of one file into those that stand and those that a suppression excuses.

    ``known`` are the codes of all rules, ``rules`` those that ran on this file: only their codes can be unused, and
    those of them that ask for suppressions add what they find. A suppression without a reason holds; one past its date
    does not.
    """
    if MARK not in text:
        return list(findings), []
    rules = list(rules)
    directives = read_directives(text, path)
    kept, excused, used = _parted(findings, [each for each in directives if not _ended(each, today)])
    ran = {rule.code for rule in rules}
    facts = [_judged(each, today, known, ran, used) for each in directives]
    own = [rule for rule in rules if rule.fact_class() is Suppression]
    return kept + [finding for rule in own for fact in facts for finding in rule.check(fact)], excused


def _judged(
    directive: Directive, today: date, known: Collection[str], ran: Collection[str], used: Collection[Use]
) -> Suppression:
    ended = _ended(directive, today)
    return Suppression(
        directive=directive,
        unknown=tuple(code for code in directive.codes if code not in known),
        unused=tuple(code for code in directive.codes if code in ran and (directive, code) not in used and not ended),
        ended=ended,
    )


def _ended(directive: Directive, today: date) -> bool:
    return directive.until is not None and directive.until < today


def _parted(
    findings: Sequence[Finding], directives: Sequence[Directive]
) -> tuple[list[Finding], list[Excused], set[Use]]:
    """The findings that stand, those that are excused, and what excused them: of several directives the nearest."""
    kept, excused, used = [], [], set()
    nearest_first = sorted(directives, key=lambda each: each.whole_file)
    for finding in findings:
        by = next((each for each in nearest_first if finding.code in each.codes and each.covers(finding)), None)
        if by is None:
            kept.append(finding)
        else:
            excused.append(Excused(finding, by.reason))
            used.add((by, finding.code))
    return kept, excused, used


def read_directives(text: str, path: str) -> list[Directive]:
    """The suppressions of a source, also those that cannot be read; a string that looks like one is none."""
    comments = find_comments(text, MARK)
    directives = [
        _directive(comment, found, path) for comment in comments.found for found in DIRECTIVE.finditer(comment.text)
    ]
    if comments.read_to is not None and (unread := _unread(text, path, comments.read_to)):
        directives.append(unread)
    return directives


def _unread(text: str, path: str, read_to: int) -> Directive | None:
    """The first line below ``read_to`` that may hold a suppression, as a directive that cannot be read."""
    lines = re.split(r"\r\n?|\n", text)
    for row, line in enumerate(lines[read_to:], read_to + 1):
        if (at := line.find(MARK)) != -1:
            place = Place(path, row, at + 1, row, len(line) + 1)
            comment = Comment(line, row, at + 1, True, row, row)
            return Directive(place, line[at:], comment, "Python's tokenizer stops above it: split the file there")
    return None


def _directive(comment: Comment, found: re.Match[str], path: str) -> Directive:
    column = comment.column + found.start()
    place = Place(path, comment.row, column, comment.row, column + len(found[0]))
    text = found["text"]
    parsed = SUPPRESSION.fullmatch(text)
    codes = _codes(parsed["codes"]) if parsed else ()
    if not parsed or not codes:
        return Directive(place, text, comment, FORMS)
    until = UNTIL.search(parsed["reason"])
    try:
        last_day = date.fromisoformat(until[1]) if until else None
    except ValueError:
        return Directive(place, text, comment, "write the date as until=YYYY-MM-DD")
    reason = UNTIL.sub("", parsed["reason"]).strip(" \t:-\N{EN DASH}\N{EM DASH}")
    return Directive(
        place=place,
        text=text,
        comment=comment,
        whole_file=parsed["scope"] == "ignore-file",
        codes=codes,
        reason=" ".join(reason.split()),
        until=last_day,
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))
