"""What one process does with one file: bytes in, findings out; nothing that happens to one file touches another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from p0lint.candidates import NO_LINES, Candidates
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import Additions
from p0lint.config.resolver import Resolver
from p0lint.config.settings import Settings
from p0lint.discovery import SourceFile
from p0lint.errors import FileFailed, P0lintError, RuleCrashed
from p0lint.finding import Excused, Finding, Unchecked
from p0lint.plugins import RuleSet, load_rules
from p0lint.purpose import purpose
from p0lint.reading import ON_DISK, Sources
from p0lint.rule import Rule
from p0lint.run.suspicion import is_suspicious
from p0lint.sieve import Scan, Sieve
from p0lint.suppress import MARK, apply


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do, beside the paths; picklable, so that a worker can make the same run of it."""

    command_line: Settings
    config: str | None = None
    isolated: bool = False
    sieve: bool = True
    verify_syntax: bool = True
    today: date = date.min
    sources: Sources = ON_DISK

    def resolver(self) -> Resolver:
        """The resolver of settings that these options ask for."""
        return Resolver(self.command_line, config=self.config, isolated=self.isolated)


@dataclass(frozen=True, slots=True)
class FileResult:
    """The outcome of one file: its findings, or why it was not checked."""

    findings: tuple[Finding, ...] = ()
    excused: tuple[Excused, ...] = ()
    failed: Unchecked | None = None
    problems: tuple[str, ...] = ()


CLEAN = FileResult()
NOTHING = Scan(NO_LINES, frozenset(), ())
UNTOLD = Scan(None, frozenset(), ())


@dataclass(frozen=True, slots=True)
class Known:
    """What the scan of all files said of one: its candidate lines, and the names it imports that carry evidence elsewhere."""

    candidates: Candidates | None = None
    carried: frozenset[bytes] = frozenset()


EVERYTHING = Known()


class Checker:
    """Checks files one by one; what it learns of the project is kept between them."""

    def __init__(self, options: Options, working_folder: Path, rules: RuleSet | None = None) -> None:
        self._options = options
        self._resolver = options.resolver()
        self._rules = rules or load_rules()
        self._working_folder = working_folder
        self._project: Any = None
        self._profiles: dict[int, _Profile] = {}

    def scan(self, file: SourceFile) -> Scan:
        """What the bytes of a file say of it; nothing for a file that cannot be read or does not run in production."""
        if not self._options.sieve or purpose(file.shown):
            return NOTHING
        try:
            return self._scanned(self._options.sources.read(file.path), file)
        except (OSError, P0lintError):  # the check of the file says it
            return NOTHING
        except Exception:  # so does it here, where it asks once more what nobody has told it
            return UNTOLD

    def check(self, file: SourceFile, known: Known = EVERYTHING) -> FileResult:
        """The outcome of one file; never raises for what the file holds."""
        try:
            source = self._options.sources.read(file.path)
        except OSError as error:
            return self._failed(FileFailed(file.shown, f"it cannot be read: {error.strerror or error}"), file)
        try:
            profile = self._profile(file)
        except P0lintError as error:
            return FileResult(failed=Unchecked(file.shown, str(error)))
        try:
            candidates = self._candidates(source, file, known)
            if candidates == NO_LINES and MARK.encode() not in source:
                return self._unparsed(source, file)
            return self._parsed(source, file, profile, candidates)
        except FileFailed as error:
            return self._failed(error, file, source)
        except RecursionError:
            return self._failed(FileFailed(file.shown, "it is nested too deeply to analyse"), file, source)
        except Exception as error:  # a defect of ours must not cost the findings of other files, nor pass for clean
            return self._failed(FileFailed(file.shown, f"p0lint failed on it: {_cause(error)}"), file, source)

    def _candidates(self, source: bytes, file: SourceFile, known: Known) -> Candidates | None:
        """The lines that could give a finding; None where all of them could."""
        if purpose(file.shown):
            return NO_LINES
        if not self._options.sieve:
            return None
        candidates = known.candidates
        if candidates is None:
            return self._scanned(source, file).candidates
        if not known.carried:
            return candidates
        confirm = partial(self._forgetful, source, file)
        return self._profile(file).sieve.widen(source, candidates, known.carried, confirm)

    def _scanned(self, source: bytes, file: SourceFile) -> Scan:
        return self._profile(file).sieve.scan(source, partial(self._forgetful, source, file))

    def _forgetful(self, source: bytes, file: SourceFile, names: frozenset[bytes]) -> frozenset[bytes]:
        """Those of some classes of a file that forget by their body or by their base; all where that cannot be told."""
        from p0lint.facts.collect import forgetful_classes

        project = self.project
        module = project.module(file.path, file.shown, source)
        catalogue = self._profile(file).catalogue
        try:
            forget = forgetful_classes(module, project, catalogue, {name.decode() for name in names})
        except Exception:  # the check of the file says what is wrong with it
            return names
        return frozenset(name.encode() for name in forget)

    def _profile(self, file: SourceFile) -> _Profile:
        settings = self._resolver.for_file(file.path)
        profile = self._profiles.get(id(settings))
        if profile is None:
            profile = self._profiles[id(settings)] = _Profile(settings, self._rules.chosen(settings))
        return profile

    def _unparsed(self, source: bytes, file: SourceFile) -> FileResult:
        """A file without a candidate: nothing in it could be a finding; its syntax is still looked at."""
        try:
            self._verify(source, file)
        except FileFailed as error:
            return self._failed(error, file, source)
        return CLEAN

    def _verify(self, source: bytes, file: SourceFile) -> None:
        """Raise FileFailed for a source that is not valid; where time allows, or where it looks as if it were not."""
        if self._options.verify_syntax or is_suspicious(source):
            from p0lint.facts.syntax.source import verify

            verify(source, file.shown)

    def _failed(self, error: FileFailed, file: SourceFile, source: bytes = b"") -> FileResult:
        from p0lint.facts.syntax.source import lines_of, readable
        from p0lint.run.reported import marked

        rules = [rule for rule in self._profile(file).rules if rule.fact_class() is FileFailed]
        text = readable(source)
        told = marked([finding for rule in rules for finding in rule.check(error)], text, lines_of(text))
        return FileResult(findings=tuple(told), failed=Unchecked(file.shown, error.reason))

    def _parsed(self, source: bytes, file: SourceFile, profile: _Profile, candidates: Candidates | None) -> FileResult:
        from p0lint.run.reported import marked, one_each

        if not self._options.verify_syntax:  # what is not read of it could be broken
            self._verify(source, file)
        project = self.project
        module = project.module(file.path, file.shown, source)
        found, problems = profile.findings(module, project, candidates)
        kept, excused = apply(
            module.text,
            file.shown,
            one_each(found),
            today=self._options.today,
            known=self._rules.codes,
            rules=profile.rules,
        )
        told = marked(sorted(kept, key=lambda finding: finding.sort_key), module.text, module.lines)
        let_off = marked([each.finding for each in excused], module.text, module.lines)
        reasons = [each.reason for each in excused]
        return FileResult(tuple(told), tuple(map(Excused, let_off, reasons)), None, tuple(problems))

    @property
    def project(self) -> Any:
        """What is known of the modules around; made when the first file is parsed, and anew where it has grown large."""
        if self._project is not None and self._project.is_large:
            self._project.forget()
            self._project = None
        if self._project is None:
            from p0lint.project import Project

            self._project = Project(
                self._working_folder, whole=self._options.verify_syntax, sources=self._options.sources
            )
        return self._project


class _Profile:
    """The rules and the catalogue that some settings make."""

    def __init__(self, settings: Settings, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.catalogue = Catalogue.load(additions(settings))
        self.sieve = Sieve(self.catalogue)
        self._by_fact: dict[type[Any], list[Rule]] = defaultdict(list)
        self._asked: dict[type[Any], list[Rule]] = {}
        for rule in rules:
            self._by_fact[rule.fact_class()].append(rule)

    def findings(self, module: Any, project: Any, candidates: Candidates | None) -> tuple[list[Finding], list[str]]:
        """What the rules find in the candidate parts of a module, and which of them crashed."""
        from p0lint.facts.collect import facts, parts

        found: list[Finding] = []
        problems: dict[str, str] = {}
        for part in parts(module, candidates):
            unit = module.unit(part.span)
            quick = self._ask(facts(part, project, self.catalogue, unit, candidates), module, problems)
            if quick:  # what is reported is read once more, by libcst
                exact = part.read_exactly()
                found.extend(self._ask(facts(part, project, self.catalogue, exact), module, problems))
        return found, list(problems.values())

    def _ask(self, found: Iterable[Any], module: Any, problems: dict[str, str]) -> list[Finding]:
        """The findings of all rules over some facts; ``problems`` takes those that crashed, by their code."""
        findings: list[Finding] = []
        for fact in found:
            for rule in self._asking(type(fact)):
                try:
                    findings.extend(rule.check(fact))
                except Exception as error:  # a rule is foreign code: its crash is named, and the run goes on
                    problems[rule.code] = str(RuleCrashed(rule.code, module.display, _cause(error)))
        return findings

    def _asking(self, fact: type[Any]) -> list[Rule]:
        """The rules that ask for facts of a class, or of one that it extends."""
        if fact not in self._asked:
            self._asked[fact] = [
                rule for kind, rules in self._by_fact.items() if issubclass(fact, kind) for rule in rules
            ]
        return self._asked[fact]


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def additions(settings: Settings) -> Additions:
    """What the settings of a project add to the catalogue."""
    return Additions(
        durable=settings.durable,
        non_durable=settings.non_durable,
        settings_readers=settings.settings_readers,
        gates=settings.gates,
        backing_services=settings.backing_services,
    )
