"""Where the definitions of a module stand, so that only the parts in question need libcst (``ast`` is twenty times faster)."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Span:
    """
    A run of physical lines, from 1, both ends included.

    ``indent`` is how far into the first line the text begins, ``until`` how far into the last one it goes, in bytes of
    UTF-8.
    """

    start: int
    end: int
    indent: int
    until: int


@dataclass(frozen=True, slots=True)
class ClassParts:
    """
    The parts of a class: its methods, and the other statements in its body; ``bases`` as written.

    ``repeated`` are the methods whose name stands for another one: overloads, setters. Nothing is there unless it ``is_known``.
    """

    bases: tuple[str, ...] = ()
    methods: dict[str, Span] = field(default_factory=dict)
    fields: tuple[Span, ...] = ()
    nested: dict[str, ClassIndex] = field(default_factory=dict)
    repeated: tuple[Span, ...] = ()
    is_known: bool = True


UNKNOWN_PARTS = ClassParts(is_known=False)


@dataclass(frozen=True, eq=False)
class ClassIndex:
    """Where a class stands; ``look`` finds its parts, when they are first asked for."""

    name: str
    span: Span
    look: Callable[[], ClassParts]

    @cached_property
    def parts(self) -> ClassParts:
        """What the class is made of; nothing where that cannot be told."""
        return self.look()

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases, as written."""
        return self.parts.bases

    @property
    def methods(self) -> dict[str, Span]:
        """The methods by their names."""
        return self.parts.methods

    @property
    def fields(self) -> tuple[Span, ...]:
        """The statements of the body that define neither a method nor a class."""
        return self.parts.fields

    @property
    def nested(self) -> dict[str, ClassIndex]:
        """The classes defined in it."""
        return self.parts.nested


@dataclass(frozen=True, slots=True)
class ModuleIndex:
    """
    The parts of a module.

    ``imports`` maps a local name to the full name as written, leading dots kept. ``constants`` maps a name assigned at the top
    level to the last such statement; ``rebound`` are those that several give a value to, ``replaced`` those that a branch gives
    another one. ``loose`` are the top-level statements that define no function or class, ``repeated``
    the functions whose name stands for another one further down.
    """

    imports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, Span] = field(default_factory=dict)
    functions: dict[str, Span] = field(default_factory=dict)
    classes: dict[str, ClassIndex] = field(default_factory=dict)
    loose: list[Span] = field(default_factory=list)
    repeated: list[Span] = field(default_factory=list)
    rebound: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)

    def add(self, statement: ast.stmt) -> None:
        """Add a statement at the top level, below those that were added."""
        if isinstance(statement, FUNCTIONS):
            self.add_function(statement.name, _span(statement))
        elif isinstance(statement, ast.ClassDef):
            self.classes[statement.name] = _class(statement)
        else:
            self.loose.append(_span(statement))
            for nested in _definitions(statement):
                _nested_definition(nested, self, is_branch=nested is not statement)

    def add_function(self, name: str, span: Span) -> None:
        """Add a function at the top level, below what was added."""
        if name in self.functions:
            self.repeated.append(self.functions[name])
        self.functions[name] = span


def index(source: bytes, path: str) -> ModuleIndex:
    """
    Index a module.

    Raises SyntaxError where Python itself refuses the source, and RecursionError, MemoryError or ValueError where it gives up.
    """
    tree = ast.parse(source, path)
    found = ModuleIndex()
    for statement in tree.body:
        found.add(statement)
    return found


def _definitions(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statement and, in an ``if``, ``try`` or ``with`` at the top level, those inside it."""
    pending: list[ast.AST] = [statement]
    while pending:  # a ladder of ``elif`` is as deep as it is long
        node = pending.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            blocks = [getattr(node, name, ()) for name in ("body", "handlers", "orelse", "finalbody")]
            pending.extend(reversed([inner for block in blocks for inner in block]))


def _nested_definition(statement: ast.stmt, found: ModuleIndex, is_branch: bool) -> None:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            found.imports[alias.asname or alias.name.partition(".")[0]] = (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )
    elif isinstance(statement, ast.ImportFrom):
        _import_from(statement, found)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and statement.value is not None:
                if target.id in found.constants:
                    found.rebound.add(target.id)
                    if is_branch:
                        found.replaced.add(target.id)
                found.constants[target.id] = _span(statement)
    elif isinstance(statement, FUNCTIONS):
        found.functions.setdefault(statement.name, _span(statement))
    elif isinstance(statement, ast.ClassDef):
        found.classes.setdefault(statement.name, _class(statement))


def _import_from(statement: ast.ImportFrom, found: ModuleIndex) -> None:
    base = "." * statement.level + (statement.module or "")
    separator = "" if base.endswith(".") else "."
    for alias in statement.names:
        if alias.name == "*":
            found.stars.append(base)
        else:
            found.imports[alias.asname or alias.name] = f"{base}{separator}{alias.name}"


def _class(statement: ast.ClassDef, above: int = 0) -> ClassIndex:
    parts = class_parts(statement, above)
    return ClassIndex(statement.name, _span(statement, above), lambda: parts)


def class_parts(statement: ast.ClassDef, above: int = 0) -> ClassParts:
    """The parts of a class; ``above`` is how many lines of the module stand before what was parsed."""
    methods, repeated = _methods(statement.body, above)
    nested = {inner.name: _class(inner, above) for inner in statement.body if isinstance(inner, ast.ClassDef)}
    others = [inner for inner in statement.body if not isinstance(inner, (*FUNCTIONS, ast.ClassDef))]
    bases = tuple(sys.intern(ast.unparse(base)) for base in statement.bases)
    return ClassParts(bases, methods, tuple(_runs(others, above)), nested, tuple(repeated))


def _methods(body: Sequence[ast.stmt], above: int) -> tuple[dict[str, Span], list[Span]]:
    """The methods by their names, and the others of the same names: what overloads stand before counts, and what setters follow."""
    named: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    repeated: list[Span] = []
    for inner in body:
        if not isinstance(inner, FUNCTIONS):
            continue
        other = named.get(inner.name)
        if other is None:
            named[inner.name] = inner
        elif _is_overload(other):
            repeated.append(_span(other, above))
            named[inner.name] = inner
        else:
            repeated.append(_span(inner, above))
    return {name: _span(method, above) for name, method in named.items()}, repeated


def _is_overload(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = (getattr(each, "attr", getattr(each, "id", "")) for each in function.decorator_list)
    return "overload" in names


def _runs(statements: Sequence[ast.stmt], above: int) -> Iterator[Span]:
    """One span for each statement, but for docstrings and other bare constants."""
    for statement in statements:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield _span(statement, above)


def _span(statement: ast.stmt, above: int = 0) -> Span:
    decorators = getattr(statement, "decorator_list", [])
    start = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    end = statement.end_lineno or statement.lineno
    return Span(start + above, end + above, statement.col_offset, statement.end_col_offset or 0)
