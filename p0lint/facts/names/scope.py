"""What a name means where it is written: locals, class fields, imports, definitions of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard, TypeVar, cast

from p0lint.catalogue.catalogue import Catalogue
from p0lint.errors import FileFailed
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.facts.syntax.marks import EVERYTHING, Marks
from p0lint.facts.syntax.module import Module
from p0lint.facts.syntax.unit import Unit
from p0lint.project import Definition, Project

Told = TypeVar("Told")
BINDS = frozenset({n.Assign, n.Walrus, n.With, n.Loop})
LEAVES = frozenset({n.Name, n.Str, n.Const})  # half of all nodes: they bind nothing, and nothing is below them


@dataclass(eq=False)
class Scope:
    """
    The names that a piece of code sees.

    ``marks`` are the statements that are asked for. ``function`` is the innermost function, ``cls`` the class whose body or
    method it is. ``bindings`` are the values that local names and the attributes of ``self`` are given, in source order;
    ``functions`` are those defined inside the function.
    """

    project: Project
    catalogue: Catalogue
    module: Module
    unit: Unit
    marks: Marks = EVERYTHING
    cls: ClassIndex | None = None
    function: n.Func | None = None
    outer: Scope | None = None
    bindings: dict[str, list[n.Expr]] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    functions: dict[str, n.Func] = field(default_factory=dict)
    parameters: dict[str, n.Param] = field(default_factory=dict)
    refusing: dict[str, dict[int, n.Node]] | None = None
    _inner: dict[int, Scope] = field(default_factory=dict)
    _told: dict[tuple[int, str], tuple[n.Node, Any]] = field(default_factory=dict)

    @property
    def symbol(self) -> str:
        """The qualified name of the function or class that this is the scope of."""
        names = [part.function.name for part in self._chain() if part.function]
        return ".".join([*([self.cls.name] if self.cls else []), *reversed(names)])

    def _chain(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def resolve(self, expr: n.Expr) -> str:
        """The full dotted name that an expression spells; empty if it is no name."""
        if isinstance(expr, n.Name):
            return self._resolve_name(expr.id)
        if isinstance(expr, n.Attr):
            base = self.resolve(expr.value)
            return f"{base}.{expr.name}" if base else ""
        if isinstance(expr, n.Sub) and not isinstance(expr.index, n.Str):  # Generic[T]
            return self.resolve(expr.value)
        return ""

    def _resolve_name(self, name: str) -> str:
        for scope in self._chain():
            if name in scope.imports:
                return self.module.absolute(scope.imports[name])
            if name in scope.bindings or name in scope.parameters:
                return name
        index = self.module.index
        if name in index.imports:
            return self.module.absolute(index.imports[name])
        own = f"{self.module.name}.{name}"
        if name in index.classes or name in index.functions or name in index.constants:
            return own
        return own if index.stars and self.lookup(own) else name  # taken by ``from settings.base import *``

    def is_local(self, name: str) -> bool:
        """Whether a name is a parameter or a variable of a function around this place."""
        return any(name in scope.bindings or name in scope.parameters for scope in self._chain())

    def parameter(self, name: str) -> n.Param | None:
        """The parameter of that name of the innermost function that has one."""
        for scope in self._chain():
            if name in scope.parameters:
                return scope.parameters[name]
        return None

    def values(self, name: str) -> list[n.Expr]:
        """What a local name or ``self.name`` is given by the functions around, in source order; empty if it is no local."""
        for scope in self._chain():
            if name in scope.bindings:
                return scope.bindings[name]
        return []

    def nested(self, expr: n.Expr) -> tuple[n.Func, Scope] | None:
        """The function that a name stands for which is defined in a function around, with what it sees itself."""
        name = expr.id if isinstance(expr, n.Name) else ""
        around = next((scope for scope in self._chain() if name in scope.functions), None)
        return (around.functions[name], around.inner(around.functions[name])) if around else None

    def definition(self, expr: n.Expr) -> Definition | None:
        """Where the thing that an expression names is defined, if that is in the project."""
        if is_own(expr) and self.cls:
            return self.method(expr.name)
        dotted = self.resolve(expr)
        return self.lookup(dotted) if dotted else None

    def lookup(self, dotted: str) -> Definition | None:
        """Where a full dotted name is defined, if that is in the project."""
        if "." not in dotted:
            return None
        return self.project.definition(dotted, self.module)

    def method(self, name: str) -> Definition | None:
        """The method of that name of the class around, its bases in the project included."""
        return next(
            (
                Definition(module, "method", name, cls.methods[name], cls)
                for cls, module in self.lineage(self.cls, self.module)
                if name in cls.methods
            ),
            None,
        )

    def lineage(self, cls: ClassIndex | None, module: Module, depth: int = 0) -> Iterator[tuple[ClassIndex, Module]]:
        """A class and its bases in the project, those of one base ahead of the next base."""
        if cls is None or depth > 4:
            return
        yield cls, module
        for base in cls.bases:
            found = self.project.definition(spelt(base, module), module)
            if found and found.kind == "class":
                yield from self.lineage(found.cls, found.module, depth + 1)

    def once(self, node: n.Node, what: str, tell: Callable[[], Told]) -> Told:
        """What is told of a node here, worked out once; ``what`` says what it is."""
        known = self._told.get((id(node), what))
        if known is None:
            known = self._told[id(node), what] = (node, tell())  # the node is held, so that no other one takes its id
        return cast("Told", known[1])

    def inner(self, function: n.Func) -> Scope:
        """The scope of a function defined here."""
        known = self._inner.get(id(function))
        if known is None:
            known = self._inner[id(function)] = self._made_inner(function)
        return known

    def leave(self) -> None:
        """Let go of the scopes inside, each of which knows this one."""
        for inner in self._inner.values():
            inner.leave()
        self._inner.clear()

    def _made_inner(self, function: n.Func) -> Scope:
        return Scope(
            self.project,
            self.catalogue,
            self.module,
            self.unit,
            self.marks,
            self.cls,
            function,
            self,
            *_bound(function.body),
            {parameter.name: parameter for parameter in function.params},
        )

    def elsewhere(self, found: Definition) -> tuple[Scope, Unit] | None:
        """The scope and the parsed source of a definition; None if it has no source of its own or cannot be parsed."""
        if found.span is None:
            return None
        try:
            unit = found.module.unit(found.span)
        except FileFailed:
            return None
        return self.around(unit, found.cls if found.kind == "method" else None), unit

    def helper(self, found: Definition) -> tuple[n.Func, Scope] | None:
        """A function or method that is defined elsewhere, with what it sees itself; None if it cannot be parsed."""
        placed = self.elsewhere(found)
        function = placed[1].body[0] if placed and placed[1].body else None
        return (function, placed[0].inner(function)) if placed and isinstance(function, n.Func) else None

    def around(self, unit: Unit, cls: ClassIndex | None) -> Scope:
        """The scope of a unit of any module, made once; ``cls`` is the class whose body or method it is."""
        key = (id(self.catalogue), cls.name if cls else "")
        if key not in unit.scopes:
            unit.scopes[key] = Scope(self.project, self.catalogue, unit.module, unit, cls=cls)
        return cast("Scope", unit.scopes[key])


def spelt(name: str, module: Module) -> str:
    """A dotted name as written at the top level of a module, made full."""
    first, _, rest = name.partition(".")
    index = module.index
    full = module.absolute(index.imports[first]) if first in index.imports else f"{module.name}.{first}"
    return f"{full}.{rest}" if rest else full


def _bound(body: list[n.Stmt]) -> tuple[dict[str, list[n.Expr]], dict[str, str], dict[str, n.Func]]:
    """What the statements of a function bind, without what the functions and classes inside it do."""
    bindings: dict[str, list[n.Expr]] = {}
    imports: dict[str, str] = {}
    functions: dict[str, n.Func] = {}
    stack: list[n.Node] = list(reversed(body))
    while stack:
        node = stack.pop()
        if type(node) in LEAVES:
            continue
        if isinstance(node, n.Func):
            functions[node.name] = node
        if node.has_scope:
            continue
        if isinstance(node, n.Import):
            imports.update(node.names)
        if type(node) in BINDS:
            _bind(node, bindings)
        stack += node.children()[::-1]
    return bindings, imports, functions


def _bind(node: n.Node, bindings: dict[str, list[n.Expr]]) -> None:
    if isinstance(node, n.Assign) and node.value is not None:
        for target in node.targets:
            if isinstance(target, n.Name):
                bindings.setdefault(target.id, []).append(node.value)
            elif isinstance(target, n.Attr) and isinstance(target.value, n.Name) and target.value.id == "self":
                bindings.setdefault(f"self.{target.name}", []).append(node.value)
            elif isinstance(target, n.Seq):
                for position, item in enumerate(target.items):
                    if isinstance(item, n.Name):
                        bindings.setdefault(item.id, []).append(_part(node.value, target, position))
    elif isinstance(node, n.Walrus):
        bindings.setdefault(node.name, []).append(node.value)
    elif isinstance(node, n.With):
        for value, name in node.items:
            if isinstance(name, n.Name):
                bindings.setdefault(name.id, []).extend([] if _is_passing(value) else [value])
    elif isinstance(node, n.Loop) and isinstance(node.target, n.Name):
        bindings.setdefault(node.target.id, []).append(node.subject)


def is_own(expr: n.Expr) -> TypeGuard[n.Attr]:
    """Whether an expression is ``self.name`` or ``cls.name``."""
    return isinstance(expr, n.Attr) and isinstance(expr.value, n.Name) and expr.value.id in ("self", "cls")


def _is_passing(value: n.Expr) -> bool:
    """Whether what a ``with`` opens is a place that is gone at its end."""
    func = value.func if isinstance(value, n.Call) else None
    name = func.id if isinstance(func, n.Name) else func.name if isinstance(func, n.Attr) else ""
    return name in ("TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile")


def _part(value: n.Expr, target: n.Seq, position: int) -> n.Expr:
    """What one name of ``a, b = value`` is given; the whole value where that cannot be told."""
    matches = isinstance(value, n.Seq) and len(value.items) == len(target.items)
    return value.items[position] if matches and isinstance(value, n.Seq) else value
