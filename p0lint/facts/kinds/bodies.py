"""What a class is by its body: memory, tmp or noop, whatever its name."""

from __future__ import annotations

from dataclasses import dataclass

from p0lint.catalogue.plain import CONTAINERS as PLAIN_CONTAINERS
from p0lint.catalogue.plain import MEMORY_NAMES, QUEUES
from p0lint.catalogue.words import is_class_name, words
from p0lint.errors import FileFailed
from p0lint.facts.kinds.nothing import does_nothing
from p0lint.facts.kinds.reaching import reaches_out
from p0lint.facts.names.scope import Scope, spelt
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.project import Definition
from p0lint.sieve.classes import CLASS_BYTES, may_forget

CONTAINERS = PLAIN_CONTAINERS | QUEUES | {"WeakValueDictionary", "TTLCache", "LRUCache", "LFUCache"}
JOINING = frozenset({"with", "without", "of", "for"})  # UserWithSession is a user
# What is kept, and no service that keeps it, unless the name says more: SessionStore, MetricsSink.
DATA = frozenset({"session", "history", "metrics", "results", "limits", "quota", "archive", "telemetry"})
OF_ONE = frozenset({"execution", "invocation"})  # what remembers for one of these is gone with it
FIELDS = ("field", "ib")  # of dataclasses and attrs; the fields of a pydantic model are data
OF_RECORDS = frozenset(
    {"to_dict", "from_dict", "to_json", "from_json", "as_dict"}
)  # methods of what is kept, not of what keeps it
UNDONE = ("NotImplementedError", "abstractmethod", "...")  # in the text of a base that leaves it to others
ABSTRACT = ("ABC", "Protocol", "Interface", "ABCMeta")


@dataclass(frozen=True, slots=True)
class Body:
    """What a body says of its class."""

    kind: str
    why: str


def classify(found: Definition, scope: Scope) -> Body | None:
    """Memory, tmp or noop, for a class that names a backing service or says memory; None if its body does not say so."""
    cls = found.cls
    role = role_of(cls, scope) if cls is not None and JOINING.isdisjoint(words(cls.name)) else ""
    if cls is None or cls.name.startswith("_"):
        return None
    if not role and cls.name.startswith(MEMORY_NAMES):
        body = classify_unnamed(found, scope)
        return body if body is not None and body.kind == "memory" else None
    if role in ("", "registry", "scheduler") or words(cls.name)[-1] in DATA or not OF_ONE.isdisjoint(words(cls.name)):
        return None
    return classify_unnamed(found, scope)


def classify_unnamed(found: Definition, scope: Scope) -> Body | None:
    """Memory, tmp or noop, for a class whose name says nothing of what it is; None if its body does not say so either."""
    cls = found.cls
    if (
        cls is None
        or not cls.methods
        or _is_abstract(found)
        or not _may_forget(found)
        or _extends_another(found, scope)
    ):
        return None
    try:
        node = found.module.unit(cls.span).body[0]
    except (FileFailed, IndexError):
        return None
    if not isinstance(node, n.Class):
        return None
    inner = scope.around(found.module.unit(cls.span), cls)
    methods = [statement for statement in node.body if isinstance(statement, n.Func)]
    return _noop(methods) or stateful(node, methods, inner)


def role_of(cls: ClassIndex, scope: Scope) -> str:
    """The role that the name of a class speaks of, or that of a base of it."""
    names = (cls.name, *(base.rpartition(".")[2].partition("[")[0] for base in cls.bases))
    return next((role for name in names if (role := scope.catalogue.role(name))), "")


def _may_forget(found: Definition) -> bool:
    """Whether the text of a class leaves it open that its body forgets, before it is parsed for that."""
    if found.cls is None:
        return False
    span = found.cls.span
    body = "\n".join(found.module.lines[span.start - 1 : span.end]).encode("utf-8", "replace")
    return len(body) <= CLASS_BYTES and may_forget(body, 0, len(body))


def _is_abstract(found: Definition) -> bool:
    return found.cls is not None and any(
        base.rpartition(".")[2].partition("[")[0] in ABSTRACT for base in found.cls.bases
    )


def _extends_another(found: Definition, scope: Scope) -> bool:
    """Whether a class adds to one of the project that does something by itself, so that its own body says half of it."""
    for base in found.cls.bases if found.cls else ():
        full = spelt(base.partition("[")[0], found.module)
        parent = scope.project.definition(full, found.module)
        if parent is None and scope.catalogue.durable_class_name(full.rpartition(".")[2]) and "." in full:
            return True
        if parent is None or parent.cls is None or not parent.cls.methods or _is_abstract(parent):
            continue
        span = parent.cls.span
        body = "\n".join(parent.module.lines[span.start - 1 : span.end])
        if not any(word in body for word in UNDONE):
            return True
    return False


def _noop(methods: list[n.Func]) -> Body | None:
    public = [method for method in methods if not method.name.startswith("_")]
    if len(public) < 2 or not all(does_nothing(method) for method in public):
        return None
    return Body("noop", "its methods do nothing")


def stateful(node: n.Class, methods: list[n.Func], scope: Scope) -> Body | None:
    """Memory or tmp, for a body that keeps its state in containers of this process, or below the temporary folder."""
    calls = [(method, call) for method in methods for call in method.walk() if isinstance(call, n.Call)]
    roots = {scope.inner(method).resolve(call.func) for method, call in calls}
    if _home_is_temporary(methods, scope) and ("open" in roots or _writes(calls)):
        return Body("tmp", "it writes below the temporary folder")
    state = _containers(node, methods)
    if not state or not _uses(methods, state) or _is_injected(methods) or _hands_on(methods, state):
        return None
    ports = {scope.resolve(base).partition(".")[0] for base in node.bases} - {"", scope.module.name.partition(".")[0]}
    if any(reaches_out(root, scope) and not _is_data_of(ports, root) for root in roots):
        return None
    return Body("memory", f"its state is self.{sorted(state)[0]}, kept in this process")


def _is_data_of(ports: set[str], root: str) -> bool:
    """Whether what is called is a class of the package that the base comes from, as the values that go through a port are."""
    return root.partition(".")[0] in ports and is_class_name(root.rpartition(".")[2])


def _writes(calls: list[tuple[n.Func, n.Call]]) -> bool:
    return any(isinstance(call.func, n.Attr) and call.func.name.startswith("write") for _, call in calls)


def _home_is_temporary(methods: list[n.Func], scope: Scope) -> bool:
    """Whether the constructor sets an attribute to a place below the temporary folder."""
    return any(
        isinstance(call, n.Call)
        and scope.inner(method).resolve(call.func) in ("tempfile.gettempdir", "tempfile.mkdtemp")
        for method in methods
        if method.name == "__init__"
        for node in method.walk()
        if isinstance(node, n.Assign) and node.value is not None and any(_own(target) for target in node.targets)
        for call in node.value.walk()
    )


def _containers(node: n.Class, methods: list[n.Func]) -> set[str]:
    names: set[str] = set()
    is_record = not OF_RECORDS.isdisjoint(method.name for method in methods)
    for statement in () if is_record else node.body:
        if isinstance(statement, n.Assign) and _is_container(statement.value):
            names.update(target.id for target in statement.targets if isinstance(target, n.Name))
    for method in methods:
        for inner in method.walk():
            if method.name == "__init__" and isinstance(inner, n.Assign) and _is_container(inner.value):
                names.update(_own(target) for target in inner.targets if _own(target))
    return names


def _is_container(value: n.Expr | None) -> bool:
    if isinstance(value, (n.Dict, n.Seq)):
        return not value.items
    if isinstance(value, n.Call) and isinstance(value.func, (n.Name, n.Attr)):
        name = value.func.id if isinstance(value.func, n.Name) else value.func.name
        if name in FIELDS:
            factory = value.argument(-1, "default_factory") or value.argument(-1, "factory")
            return isinstance(factory, n.Name) and factory.id in CONTAINERS
        return name in CONTAINERS
    return False


def _own(target: n.Expr) -> str:
    is_own = isinstance(target, n.Attr) and isinstance(target.value, n.Name) and target.value.id == "self"
    return target.name if is_own and isinstance(target, n.Attr) else ""


def _uses(methods: list[n.Func], state: set[str]) -> bool:
    """Whether at least two methods beside the constructor touch the state, or the only one that there is."""
    users = {
        method.name
        for method in methods
        if method.name != "__init__"
        for node in method.walk()
        if isinstance(node, n.Attr) and _own(node) in state
    }
    public = {method.name for method in methods if not method.name.startswith("_") or method.name == "__call__"}
    return len(users) >= 2 or (len(public) == 1 and public <= users)


def _is_injected(methods: list[n.Func]) -> bool:
    """Whether the class calls what it was handed: ``self.client = client`` and later ``self.client.get()``."""
    handed = {
        _own(target)
        for method in methods
        if method.name == "__init__"
        for node in method.walk()
        if isinstance(node, n.Assign) and isinstance(node.value, n.Name)
        for target in node.targets
    }
    return any(
        isinstance(node, n.Call) and isinstance(node.func, n.Attr) and _own(node.func.value) in handed - {""}
        for method in methods
        for node in method.walk()
    )


def _hands_on(methods: list[n.Func], state: set[str]) -> bool:
    """Whether the class hands what it is given on to others that it holds: ``for each in self.storages: each.store(x)``."""
    loops = (node for method in methods for node in method.walk() if isinstance(node, n.Loop))
    return any(
        isinstance(call, n.Call)
        and isinstance(call.func, n.Attr)
        and getattr(call.func.value, "id", "") == loop.target.id
        for loop in loops
        if isinstance(loop.target, n.Name) and _own(loop.subject) not in {"", *state}
        for statement in loop.body
        for call in statement.walk()
    )
