"""P0001 to P0005: what p0lint reports about the files and the suppressions that it is given."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.errors import FileFailed
from p0lint.finding import Finding, Place
from p0lint.rule import Rule
from p0lint.suppress import Suppression


class UnreadableFile(Rule):
    """
    A file could not be read or parsed, so nothing in it was checked.

    Why:
        What is not checked must not look clean: the run ends with exit code 2; the findings of other files stand.

    Bad:
        backend = os.getenv("FLAGS_BACKEND"

    Good:
        import os
        backend = os.environ["FLAGS_BACKEND"]
    """

    code = "P0001"
    since = "0.1"
    message = "not checked: {reason}"
    hint = "mend the file, or leave it out with 'exclude'"

    def check(self, failed: FileFailed) -> Iterator[Finding]:
        place = Place(failed.path, failed.line, failed.column, failed.line, failed.column + 1)
        yield self.finding(place, reason=failed.reason)


class UnexplainedSuppression(Rule):
    """
    A suppression gives no reason.

    Why:
        The next reader must know why the place is safe, and when it no longer is.

    Bad:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")  # p0lint: ignore[P0101]

    Good:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")  # p0lint: ignore[P0101] the flags are constants, see ADR 7
    """

    code = "P0002"
    since = "0.1"
    message = "the suppression of {codes} gives no reason"
    hint = "say after the bracket why the place is safe"

    def check(self, suppression: Suppression) -> Iterator[Finding]:
        directive = suppression.directive
        if not directive.problem and not directive.reason:
            yield self.finding(suppression, codes=", ".join(directive.codes))


class MisspeltSuppression(Rule):
    """
    A suppression names a code that no rule has, or cannot be read at all.

    Why:
        It looks as if it excused something and does not, or it goes on to excuse what nobody meant.

    Bad:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")  # p0lint: ignore P0101, the flags are constants

    Good:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")  # p0lint: ignore[P0101] the flags are constants
    """

    code = "P0003"
    since = "0.1"
    message = "{what}"
    hint = "'p0lint rules' lists the codes; there is no form that suppresses every rule"

    def check(self, suppression: Suppression) -> Iterator[Finding]:
        directive = suppression.directive
        if directive.problem:
            yield self.finding(suppression, what=f"{directive.text!r} is no suppression: {directive.problem}")
        for code in suppression.unknown:
            yield self.finding(suppression, what=f"{code!r} is not the code of a rule")


class UnusedSuppression(Rule):
    """
    A suppression excuses nothing.

    Why:
        The place was mended or has moved. What is left would silently excuse the next mistake in that line.

    Bad:
        import os
        backend = os.environ["FLAGS_BACKEND"]  # p0lint: ignore[P0101] the flags are constants

    Good:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")  # p0lint: ignore[P0101] the flags are constants
    """

    code = "P0004"
    since = "0.1"
    message = "the suppression of {code} excuses nothing"
    hint = "take it out"

    def check(self, suppression: Suppression) -> Iterator[Finding]:
        for code in suppression.unused:
            yield self.finding(suppression, code=code)


class EndedSuppression(Rule):
    """
    The date of a suppression has passed.

    Why:
        Somebody promised to mend the place by then; the finding stands again.

    Bad:
        import os
        backend = os.getenv("FLAGS_BACKEND", "memory")  # p0lint: ignore[P0101] until=2020-01-31 Redis comes in January

    Good:
        import os
        backend = os.environ["FLAGS_BACKEND"]
    """

    code = "P0005"
    since = "0.1"
    message = "the suppression of {codes} ended on {until}"
    hint = "mend the place, or give a new date and say why"

    def check(self, suppression: Suppression) -> Iterator[Finding]:
        if suppression.ended:
            directive = suppression.directive
            yield self.finding(suppression, codes=", ".join(directive.codes), until=directive.until)


RULES: tuple[type[Rule], ...] = (
    UnreadableFile,
    UnexplainedSuppression,
    MisspeltSuppression,
    UnusedSuppression,
    EndedSuppression,
)
