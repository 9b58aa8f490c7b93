"""The facts of a module, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from p0lint.candidates import Candidates
from p0lint.catalogue.catalogue import Catalogue
from p0lint.errors import FileFailed
from p0lint.facts.choices.judge import judge
from p0lint.facts.failing.failures import failures
from p0lint.facts.kinds.classes import class_kind
from p0lint.facts.model import Fact
from p0lint.facts.names.scope import Scope
from p0lint.facts.paths.module_gates import module_gate
from p0lint.facts.sites.blocks import block_sites, class_sites
from p0lint.facts.sites.constants import constant_sites
from p0lint.facts.sites.site import Site
from p0lint.facts.sites.tables import registered_sites
from p0lint.facts.syntax.index import ClassIndex, Span
from p0lint.facts.syntax.marks import EVERYTHING, MarksOf
from p0lint.facts.syntax.module import Module
from p0lint.facts.syntax.source import verify
from p0lint.facts.syntax.unit import Unit, exact_unit
from p0lint.project import Definition, Project

HEAD = 4  # how many lines of decorators and of the head of a class are looked at


@dataclass(frozen=True, slots=True)
class Part:
    """
    A function, a method, a statement of a class body (``is_field``), the decorators of a class (``is_head``), or a statement at
    the top level.
    """

    module: Module
    span: Span
    cls: ClassIndex | None = None
    is_field: bool = False
    is_head: bool = False

    @property
    def end(self) -> int:
        """The last line of what is looked at."""
        return min(self.span.end, self.span.start + HEAD) if self.is_head else self.span.end

    def read_exactly(self) -> Unit:
        """The part as libcst reads it, or as ``ast`` did where libcst refuses what Python takes."""
        try:
            return exact_unit(self.module, self.span)
        except FileFailed:
            return self.module.unit(self.span)


def parts(module: Module, candidates: Candidates | None = None) -> Iterator[Part]:
    """The parts of a module that a candidate line touches, or all; raises FileFailed when Python cannot parse the module."""
    touches = _everywhere if candidates is None else candidates.touch
    index = module.index
    for span in (*index.loose, *index.functions.values(), *index.repeated):
        if touches(span.start, span.end):
            yield Part(module, span)
    for cls in index.classes.values():
        if touches(cls.span.start, cls.span.end):
            yield from (part for part in _of_class(cls, module) if touches(part.span.start, part.end))


def _everywhere(start: int, end: int) -> bool:
    return True


def _of_class(cls: ClassIndex, module: Module) -> Iterator[Part]:
    if module.lines[cls.span.start - 1].startswith("@"):
        yield Part(module, cls.span, is_head=True)
    parts = cls.parts
    if not parts.is_known:
        verify(module.source, module.display)
    for span in () if _is_enum(cls) else parts.fields:
        yield Part(module, span, cls, is_field=True)
    for span in (*parts.methods.values(), *parts.repeated):
        yield Part(module, span, cls)
    for nested in parts.nested.values():
        yield from _of_class(nested, module)


def _is_enum(cls: ClassIndex) -> bool:
    """Whether the fields of a class are the alternatives that there are, of which none is a default."""
    return any(base.rpartition(".")[2].endswith(("Enum", "Choices", "Flag")) for base in cls.bases)


def facts(
    part: Part, project: Project, catalogue: Catalogue, unit: Unit, candidates: Candidates | None = None
) -> Iterator[Fact]:
    """The facts of one part of a module, as it was read: those that the candidate lines may concern, or all."""
    marks = EVERYTHING if candidates is None else MarksOf(unit, candidates)
    scope = Scope(project, catalogue, part.module, unit, marks, part.cls)
    try:
        for fact in _found(part, scope):
            gate = "" if fact.excuse else module_gate(scope)
            yield replace(fact, excuse=f"only where {gate}") if gate else fact
    finally:
        scope.leave()


def _found(part: Part, scope: Scope) -> Iterator[Fact]:
    for site in _sites(part, scope):
        yield from judge(site)
    if not part.is_field and not part.is_head:
        yield from failures(scope.unit.body, scope)


def _sites(part: Part, scope: Scope) -> Iterator[Site]:
    body = scope.unit.body
    if part.is_field:
        return class_sites(body, scope)
    if part.is_head:
        return registered_sites(body[0], scope)
    constants = (site for statement in body for site in constant_sites(statement, scope))
    return chain(constants, block_sites(body, scope, ()))


def forgetful_classes(module: Module, project: Project, catalogue: Catalogue, names: set[str]) -> set[str]:
    """Those of some classes of a module that forget by their name, base or body."""
    found = set()
    for name in names & module.index.classes.keys():
        cls = module.index.classes[name]
        scope = Scope(project, catalogue, module, module.unit(cls.span), cls=cls)
        made = class_kind(Definition(module, "class", name, cls.span, cls), scope, 0)
        if made is not None and made.forgets:
            found.add(name)
    return found
