"""The facts of a module, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from p0lint.catalogue.catalogue import Catalogue
from p0lint.facts import nodes as n
from p0lint.facts.constants import constant_sites
from p0lint.facts.failures import failures
from p0lint.facts.index import ClassIndex, Span
from p0lint.facts.judge import judge
from p0lint.facts.model import Fact
from p0lint.facts.module import Module
from p0lint.facts.scope import Scope
from p0lint.facts.sites import Site, block_sites, class_sites
from p0lint.facts.values import class_kind
from p0lint.project import Definition, Project

Wanted = Callable[[Span], bool]


def facts(module: Module, project: Project, catalogue: Catalogue, wanted: Wanted) -> Iterator[Fact]:
    """
    The facts of those parts of a module that are wanted, in source order of the parts.

    A part is a function, a method, a statement of a class body or one at the top level. Raises FileFailed when the module
    cannot be parsed.
    """
    index = module.index
    for span in (*index.loose, *index.functions.values()):
        if wanted(span):
            yield from _of_block(module.unit(span).body, _scope(module, project, catalogue, span, None))
    for cls in index.classes.values():
        yield from _of_class(cls, module, project, catalogue, wanted)


def _of_class(
    cls: ClassIndex, module: Module, project: Project, catalogue: Catalogue, wanted: Wanted
) -> Iterator[Fact]:
    for span in () if _is_enum(cls) else cls.fields:
        if wanted(span):
            scope = _scope(module, project, catalogue, span, cls)
            for site in class_sites(module.unit(span).body, scope):
                yield from judge(site)
    for span in cls.methods.values():
        if wanted(span):
            yield from _of_block(module.unit(span).body, _scope(module, project, catalogue, span, cls))
    for nested in cls.nested.values():
        yield from _of_class(nested, module, project, catalogue, wanted)


def _is_enum(cls: ClassIndex) -> bool:
    """Whether the fields of a class are the alternatives that there are, of which none is a default."""
    return any(base.rpartition(".")[2].endswith(("Enum", "Choices", "Flag")) for base in cls.bases)


def _scope(module: Module, project: Project, catalogue: Catalogue, span: Span, cls: ClassIndex | None) -> Scope:
    return Scope(project, catalogue, module, module.unit(span), cls)


def _of_block(body: list[n.Stmt], scope: Scope) -> Iterator[Fact]:
    for statement in body:
        for site in constant_sites(statement, scope):
            yield from judge(site)
    for site in _sites(body, scope):
        yield from judge(site)
    yield from failures(body, scope)


def _sites(body: list[n.Stmt], scope: Scope) -> Iterator[Site]:
    return block_sites(body, scope, ())


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
