"""Why a line is reported, or why it is not."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from p0lint.catalogue.catalogue import Catalogue
from p0lint.discovery import SourceFile
from p0lint.errors import FileFailed, P0lintError
from p0lint.paths import display_path
from p0lint.plugins import RuleSet
from p0lint.purpose import purpose
from p0lint.run.checker import Checker, FileResult, Options, additions

if TYPE_CHECKING:
    from p0lint.facts.model import Fact

NOTHING = (
    "  nothing is reported here: no setting that speaks of a backing service falls to something that forgets,",
    "  no selector picks one, and no failure of one is swallowed; teach p0lint names with 'non-durable' and",
    "  'backing-services' in its settings if that is wrong",
)
BESIDE = 2  # how many lines a fact may stand away from the one that is asked for


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer, as text of one or more lines."""

    text: str


def explain(path: str, line: int, options: Options, rules: RuleSet) -> Explanation:
    """
    Say of a line what was learned about it, what is reported there, and what excuses the rest.

    Raises P0lintError for a file that cannot be checked, and for a line that it does not have.
    """
    file = SourceFile(os.path.abspath(path), display_path(path))
    checker = Checker(options, Path(os.getcwd()), rules)
    result = checker.check(file)
    if result.failed is not None:
        raise P0lintError(f"{file.shown} is not checked: {result.failed.reason}")
    lines = checker.project.module(file.path, file.shown).lines
    last = len(lines) - (lines[-1] == "")  # what follows the last end of a line is no line
    if not 1 <= line <= last:
        raise P0lintError(f"{file.shown} has no line {line}: its last one is {last}")
    told = [f"{file.shown}:{line}", *_reported(result, line), *_purpose(file)]
    told += _learned(checker, file, line, options)
    return Explanation("\n".join(told if len(told) > 1 else [*told, *NOTHING]))


def _reported(result: FileResult, line: int) -> list[str]:
    """The findings that touch the line, and those that a suppression excuses."""
    told = [
        f"  reported: {finding.code} {finding.category}: {finding.message}"
        for finding in result.findings
        if finding.line <= line <= finding.end_line
    ]
    return told + [
        f"  excused: {each.finding.code} by a suppression: {each.reason}"
        for each in result.excused
        if each.finding.line <= line <= each.finding.end_line
    ]


def _purpose(file: SourceFile) -> list[str]:
    found = purpose(file.shown)
    return (
        [f"  nothing in this file is reported: by its path it is {found}, which does not run in production"]
        if found
        else []
    )


def _learned(checker: Checker, file: SourceFile, line: int, options: Options) -> list[str]:
    """The facts at the line: the setting, what it falls to, the way there, and what excuses it."""
    from p0lint.facts.collect import facts, parts

    module = checker.project.module(file.path, file.shown)
    catalogue = Catalogue.load(additions(options.resolver().for_file(file.path)))
    try:
        found = [
            fact
            for part in parts(module)
            for fact in facts(part, checker.project, catalogue, part.read_exactly())
            if _touches(fact, line)
        ]
    except FileFailed as error:
        return [f"  not analysed: {error.reason}"]
    return [text for fact in found for text in _told(fact)]


def _touches(fact: Fact, line: int) -> bool:
    return fact.place.line - BESIDE <= line <= fact.place.end_line + BESIDE


def _told(fact: Fact) -> list[str]:
    names = [field.name for field in fields(fact) if field.name not in ("place", "chain", "excuse", "symbol")]
    said = ", ".join(f"{name} {getattr(fact, name)!r}" for name in names if getattr(fact, name))
    told = [f"  {fact.place.line}:{fact.place.column} {type(fact).__name__}: {said}"]
    told += [f"    {link.path}:{link.line}:{link.column} {link.note}" for link in fact.chain]
    return [*told, f"    harmless: {fact.excuse}"] if fact.excuse else told
