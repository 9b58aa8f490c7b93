"""Classes of any name that offer what a durable one of their module does, and keep it in this process, on this host or nowhere."""

from __future__ import annotations

from p0lint.catalogue.plain import ACTS, CONTAINERS, FILE_STORES, WRITES_FILES
from p0lint.errors import FileFailed
from p0lint.facts.kinds.bodies import Body, classify_unnamed, stateful
from p0lint.facts.kinds.nothing import is_nothing
from p0lint.facts.kinds.reaching import reaches_out
from p0lint.facts.names.scope import Scope
from p0lint.facts.settings.reads import spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.facts.syntax.walks import own_statements
from p0lint.project import Definition
from p0lint.sieve.docstrings import without_text

TELLS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print"})


def peer(found: Definition, scope: Scope) -> tuple[Body, str] | None:
    """What a class is by its body, with the role of the durable class beside it: Ring, which pushes as KafkaFeed does."""
    cls = found.cls
    other = _durable_peer(cls, found, scope) if cls is not None else None
    if cls is None or other is None:
        return None
    name, role = other
    body = classify_unnamed(found, scope) or _of_plainer(cls, found, scope)
    return (Body(body.kind, f"it offers what {name} does, and {body.why}"), role) if body is not None else None


def _durable_peer(cls: ClassIndex, found: Definition, scope: Scope) -> tuple[str, str] | None:
    """The class of the same module, with its role, that keeps elsewhere what is given to the same methods."""
    own = _offered(cls)
    if not own or own <= ACTS or cls.name.startswith("_") or scope.catalogue.class_is_excluded(cls.name):
        return None
    classes = found.module.index.classes.values()
    durable = (
        (other, role) for other in classes if other is not cls and (role := _kept_elsewhere(other, found, scope))
    )
    alike = ((other.name, role) for other, role in durable if (its := _offered(other)) and (own <= its or its <= own))
    peer = next(alike, None)
    if peer is None or _kept_elsewhere(cls, found, scope):
        return None
    if any(scope.catalogue.technology(_short(base)) for base in cls.bases):
        return None  # it is one of them, with more to it
    is_extended = any(cls.name in map(_short, each.bases) for each in classes)
    return None if is_extended else peer  # what others extend is what they have in common


def _kept_elsewhere(cls: ClassIndex, found: Definition, scope: Scope) -> str:
    """The role of what keeps things elsewhere, where a class says so by its name or by its body."""
    key = ("kept elsewhere", id(scope.catalogue), found.module.path, cls.name)
    return scope.project.learn(key, lambda: scope.catalogue.technology(cls.name, _text(cls, found)))


def _text(cls: ClassIndex, found: Definition) -> str:
    """The text of a class, without what it is told to be in texts of its own."""
    body = "\n".join(found.module.lines[cls.span.start - 1 : cls.span.end])
    return without_text(body.encode("utf-8", "replace")).decode("utf-8", "replace")


def _offered(cls: ClassIndex) -> frozenset[str]:
    """The methods that a class offers, the items of a mapping among them."""
    return frozenset(
        name for name in cls.methods if not name.startswith("_") or name in ("__getitem__", "__setitem__", "__call__")
    )


def _short(base: str) -> str:
    return base.rpartition(".")[2].partition("[")[0]


def _of_plainer(cls: ClassIndex, found: Definition, scope: Scope) -> Body | None:
    """What a body shows that says too little without a durable class beside it."""
    if not cls.methods:
        return None
    try:
        unit = found.module.unit(cls.span)
        node = unit.body[0]
    except (FileFailed, IndexError):
        return None
    if not isinstance(node, n.Class):
        return None
    methods = [statement for statement in node.body if isinstance(statement, n.Func)]
    offered = [method for method in methods if not method.name.startswith("_")]
    if offered and all(_does_nothing(method) for method in offered):
        return Body("noop", "does nothing")
    if offered and all(_runs_what_it_is_given(method) for method in offered):
        return Body("memory", "runs at once what it is given")
    inner = scope.around(unit, cls)
    if any(_keeps_files(method, inner) for method in methods):
        return Body("local", "writes to files of this host")
    if not cls.bases and (kept := stateful(node, methods, inner)) is not None:
        return kept
    is_plain = not CONTAINERS.isdisjoint(map(_short, cls.bases))
    calls = (call for method in methods for call in method.walk() if isinstance(call, n.Call))
    if is_plain and not any(reaches_out(inner.resolve(call.func), inner) for call in calls):
        return Body("memory", "is a plain container")
    return None


def at_once(found: Definition) -> Body | None:
    """What a class is whose methods call at once what they are given, as what stands in for a queue of tasks does."""
    try:
        node = found.module.unit(found.span).body[0] if found.span is not None and found.cls is not None else None
    except FileFailed:
        return None
    methods = [each for each in node.body if isinstance(each, n.Func)] if isinstance(node, n.Class) else []
    offered = [method for method in methods if not method.name.startswith("_")]
    is_told = bool(offered) and len(offered) == len(methods) and all(map(_runs_what_it_is_given, offered))
    return Body("memory", "it runs at once what it is given") if is_told else None


def _does_nothing(method: n.Func) -> bool:
    """Whether a method only tells what it was given, or hands it back."""
    return all(_tells(statement) or is_nothing(statement) or _hands_back(statement) for statement in method.body)


def _tells(statement: n.Stmt) -> bool:
    call = statement.value if isinstance(statement, n.ExprStmt) else None
    return isinstance(call, n.Call) and spelling(call.func).rpartition(".")[2] in TELLS


def _hands_back(statement: n.Stmt) -> bool:
    return isinstance(statement, n.Return) and isinstance(statement.value, n.Name)


def _runs_what_it_is_given(method: n.Func) -> bool:
    """Whether a method calls its own parameter, as what stands in for a queue of tasks does."""
    given = {parameter.name for parameter in method.params} - {"self", "cls"}
    last = method.body[-1] if len(method.body) == 1 else None
    call = last.value if isinstance(last, (n.Return, n.ExprStmt)) else None
    return isinstance(call, n.Call) and isinstance(call.func, n.Name) and call.func.id in given


def _keeps_files(method: n.Func, scope: Scope) -> bool:
    """Whether a method writes to a file."""
    inner = scope.inner(method)
    for call in own_statements(method.body):
        if not isinstance(call, n.Call):
            continue
        name = spelling(call.func).rpartition(".")[2]
        mode = next(
            (arg.value.text for arg in call.args if isinstance(arg.value, n.Str) and len(arg.value.text) < 4), ""
        )
        if name in WRITES_FILES or inner.resolve(call.func) in FILE_STORES:
            return True
        if name == "open" and mode[:1] in ("a", "w", "x"):
            return True
    return False
