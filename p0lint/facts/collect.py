"""The facts of a module, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from p0lint.catalogue.catalogue import Catalogue
from p0lint.errors import FileFailed
from p0lint.facts.constants import constant_sites
from p0lint.facts.failures import failures
from p0lint.facts.index import ClassIndex, Span
from p0lint.facts.judge import judge
from p0lint.facts.model import Fact
from p0lint.facts.module import Module
from p0lint.facts.scope import Scope
from p0lint.facts.sites import block_sites, class_sites, registered_sites
from p0lint.facts.unit import Unit, exact_unit
from p0lint.facts.values import class_kind
from p0lint.project import Definition, Project

HEAD = 4  # how many lines of decorators and of the head of a class are looked at
Wanted = Callable[[Span], bool]


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

    def read_exactly(self) -> Unit:
        """The part as libcst reads it, or as ``ast`` did where libcst refuses what Python takes."""
        try:
            return exact_unit(self.module, self.span)
        except FileFailed:
            return self.module.unit(self.span)


def parts(module: Module, wanted: Wanted) -> Iterator[Part]:
    """The parts of a module that are wanted; raises FileFailed when Python cannot parse the module."""
    index = module.index
    for span in (*index.loose, *index.functions.values()):
        if wanted(span):
            yield Part(module, span)
    for cls in index.classes.values():
        if module.lines[cls.span.start - 1].startswith("@") and wanted(replace(cls.span, end=cls.span.start + HEAD)):
            yield Part(module, cls.span, is_head=True)
        yield from _of_class(cls, module, wanted)


def _of_class(cls: ClassIndex, module: Module, wanted: Wanted) -> Iterator[Part]:
    for span in () if _is_enum(cls) else cls.fields:
        if wanted(span):
            yield Part(module, span, cls, is_field=True)
    for span in cls.methods.values():
        if wanted(span):
            yield Part(module, span, cls)
    for nested in cls.nested.values():
        yield from _of_class(nested, module, wanted)


def _is_enum(cls: ClassIndex) -> bool:
    """Whether the fields of a class are the alternatives that there are, of which none is a default."""
    return any(base.rpartition(".")[2].endswith(("Enum", "Choices", "Flag")) for base in cls.bases)


def facts(part: Part, project: Project, catalogue: Catalogue, unit: Unit) -> Iterator[Fact]:
    """The facts of one part of a module, as it was read."""
    scope = Scope(project, catalogue, part.module, unit, part.cls)
    if part.is_field:
        for site in class_sites(unit.body, scope):
            yield from judge(site)
        return
    if part.is_head:
        for site in registered_sites(unit.body[0], scope):
            yield from judge(site)
        return
    for statement in unit.body:
        for site in constant_sites(statement, scope):
            yield from judge(site)
    for site in block_sites(unit.body, scope, ()):
        yield from judge(site)
    yield from failures(unit.body, scope)


def forgetful_classes(module: Module, project: Project, catalogue: Catalogue, names: set[str]) -> set[str]:
    """Those of some classes of a module that forget by their name, base or body."""
    found = set()
    for name in names & module.index.classes.keys():
        cls = module.index.classes[name]
        scope = Scope(project, catalogue, module, module.unit(cls.span), cls)
        made = class_kind(Definition(module, "class", name, cls.span, cls), scope, 0)
        if made is not None and made.forgets:
            found.add(name)
    return found
