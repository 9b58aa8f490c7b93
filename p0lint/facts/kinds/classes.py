"""What a class is: by the catalogue, by its name, its base or its body, and also where a text names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from p0lint.catalogue.entries import Symbol
from p0lint.catalogue.vague import VAGUE
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.kinds import bodies
from p0lint.facts.kinds.peers import peer
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope, spelt
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name
from p0lint.project import Definition

RUNS = frozenset({"exec", "shell", "spawn", "popen"})
NETWORK = frozenset({"nfs", "smb", "smbfs", "cifs", "gpfs", "gluster", "glusterfs", "lustre", "ceph", "cephfs", "efs"})
SHARED = frozenset({"base", "abstract", "mounted", "shared", "remote", "network"})
LOST = ("Volatile", "Ephemeral")  # what a class is called that says by itself that it keeps things, and not for long
# Of values, whatever they are called.
MODELS = frozenset({"BaseModel", "SQLModel", "NamedTuple", "TypedDict", "Struct"})
BASES = 3  # a class of more is put together from parts, of which none says what it is


@dataclass(frozen=True, slots=True)
class Implementation:
    """
    A backing service that an expression makes or names.

    ``kind`` is durable or one of the non-durable kinds, ``role`` what it is for (``store``, ``cache``, ...), ``sure`` whether a
    library or a body says so and not only a name. ``unless`` names arguments with which a base of it is no longer of ``kind``.
    """

    kind: str
    name: str
    role: str
    sure: bool
    why: str
    steps: tuple[Step, ...] = ()
    by_body: bool = False
    weak: bool = False
    spelt: bool = False
    unless: tuple[str, ...] = ()

    @property
    def forgets(self) -> bool:
        """Whether it is a non-durable one."""
        return self.kind != "durable"


def known_symbol(full: str, scope: Scope) -> Symbol | None:
    """The entry of a full name; none for what the standard library offers for other uses as often: locks, buffers, contexts."""
    symbol = scope.catalogue.symbol(full) if full else None
    return None if symbol is not None and symbol.strength == "weak" and symbol.form == "stdlib" else symbol


def by_name(name: str, full: str, scope: Scope) -> Implementation | None:
    """What a class is by the convention of its name."""
    named = scope.catalogue.class_name(name) if not scope.catalogue.why_not(full) else None
    if named is not None:
        weak = named.strength == "weak"
        return Implementation(named.kind, full, named.role, False, f"by its name, {name}", weak=weak)
    role = scope.catalogue.durable_class_name(name)
    return Implementation("durable", full, role, False, f"by its name, {name}") if role else None


def module_kind(expr: n.Expr, scope: Scope) -> Implementation | None:
    """What a class is by the module that it comes from: ``from .memory import Store``."""
    full = scope.resolve(expr)
    module, _, name = full.rpartition(".")
    role = scope.catalogue.role(name)
    said = scope.catalogue.value(module.rpartition(".")[2], role) if role and is_class_name(name) else None
    if said is None or said.kind == "loopback" or said.rank >= VAGUE or not role:
        return None
    return Implementation(said.kind, full, role, False, f"by its module, {module}")


def class_kind(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    """What a class of the project is: by its full name, its own name, its bases or its body."""
    key = ("class", id(scope.catalogue), found.module.path, found.full_name, depth)
    return scope.project.learn(key, lambda: _class_kind(found, scope, depth))


def _class_kind(found: Definition, scope: Scope, depth: int) -> Implementation | None:
    symbol = scope.catalogue.symbol(found.full_name)
    if symbol is not None:
        return Implementation(symbol.kind, found.full_name, symbol.role, True, symbol.why)
    if _is_row(found) or _is_memory_of_model(found):
        return None
    named = by_name(found.name, found.full_name, scope)
    beside = peer(found, scope) if named is None or (named.forgets and named.weak) else None
    if beside is not None:
        shown, role = beside
        return Implementation(shown.kind, found.full_name, role, True, shown.why, by_body=True)
    if named is not None and named.forgets:
        return None if _runs_commands(found, named) or _only_refuses(found) else named
    for base in _bases(found, scope, depth):
        if named is not None and not base.sure:
            continue  # S3FileProvider is none of files, whatever its base is called
        if base.forgets and not base.sure and (base.name.endswith(found.name) or _is_shared(base.name, found.name)):
            continue  # Lock(DummyLock) is what the dummy stands in for, NfsVolume(BaseFileSystemVolume) is on no disk of a host
        if base.forgets and not base.by_body and (scope.catalogue.role(found.name) or (base.role and named is None)):
            return replace(base, name=found.full_name, why=f"its base {base.name} is {base.kind}")
    body = bodies.classify(found, scope)
    if body is not None:
        role = bodies.role_of(found.cls, scope) if found.cls else ""
        sure = bool(role) or found.name.startswith(LOST)
        return Implementation(body.kind, found.full_name, role, sure, body.why, by_body=True)
    return named


def _is_shared(base: str, name: str) -> bool:
    """Whether a class of files says by its name, or its base by its own, that the files may be on a network."""
    return not NETWORK.isdisjoint(words(name)) or not SHARED.isdisjoint(words(base.rpartition(".")[2]))


def _runs_commands(found: Definition, named: Implementation) -> bool:
    """Whether a class that is called local runs commands on this host, and keeps nothing."""
    if found.cls is None or named.kind != "local" or named.role not in ("", "backend"):
        return False
    return any(not RUNS.isdisjoint(words(name)) for name in found.cls.methods)


def _only_refuses(found: Definition) -> bool:
    """Whether all that a class offers raises, so that whoever uses it in the place of another one is told."""
    methods = found.cls.methods if found.cls is not None else {}
    offered = (found.module.lines[span.start - 1 : span.end] for name, span in methods.items() if name[:2] != "__")
    last = [next((line.strip() for line in reversed(lines) if line.strip()), "") for lines in offered]
    return bool(last) and all(line.startswith("raise ") for line in last)


def _is_row(found: Definition) -> bool:
    """Whether a class is a table of a database, whose objects are rows."""
    lines = found.module.lines
    return found.cls is not None and any("__tablename__" in lines[span.start - 1] for span in found.cls.fields)


def _is_memory_of_model(found: Definition) -> bool:
    """Whether a class is what somebody remembers, as data: ``class CacheMemory(BaseModel)``."""
    bases = found.cls.bases if found.cls is not None and words(found.name)[-1:] == ("memory",) else []
    return any(base.rpartition(".")[2] in MODELS for base in bases)


def _bases(found: Definition, scope: Scope, depth: int) -> Iterator[Implementation]:
    if depth > 3 or found.cls is None or len(found.cls.bases) > BASES:
        return
    for base in found.cls.bases:
        full = spelt(base, found.module)
        symbol = known_symbol(full, scope)
        if symbol is not None:
            yield Implementation(symbol.kind, full, symbol.role, True, symbol.why, unless=symbol.unless)
            continue
        parent = scope.project.definition(full, found.module)
        if parent is not None and parent.kind == "class":
            made = class_kind(parent, scope, depth + 1)
            if made is not None:
                yield made


def by_dotted(dotted: str, scope: Scope) -> Implementation | None:
    """What the class is that a text names in full: by what the project says of one that no library has, or by its name."""
    full = dotted.replace(":", ".")
    name = full.rpartition(".")[2]
    is_known = not is_class_name(name) or scope.catalogue.symbol(full) is not None
    found = None if is_known else scope.lookup(full)
    if found is not None and found.kind == "class":
        return class_kind(found, scope, 0)
    return by_name(name, dotted, scope)


def named_by_text(expr: n.Call, scope: Scope) -> Implementation | None:
    """A class named by a string: ``load_class("pkg.mod", "MemoryStore")``."""
    if not names_class(last_name(expr.func)):
        return None
    spelt = [arg.value.text.replace(":", ".") for arg in expr.args if isinstance(arg.value, n.Str)]
    full = ".".join(spelt[:2]) if len(spelt) > 1 and is_class_name(spelt[1]) else ""
    symbol = scope.catalogue.symbol(full) if full else None
    if symbol is not None and symbol.forgets:
        return Implementation(symbol.kind, full, symbol.role, True, symbol.why, spelt=True)
    for each in spelt:
        name = each.rpartition(".")[2]
        made = by_dotted(each, scope) if is_class_name(name) else None
        if made is not None and made.forgets:
            return replace(made, spelt=True)
    return None


def names_class(callee: str) -> bool:
    """Whether a call takes a class by its name: ``load_class``, ``import_string``, ``PluginClass``."""
    return any(word in callee.lower() for word in ("class", "load", "import", "locate", "plugin", "dotted"))
