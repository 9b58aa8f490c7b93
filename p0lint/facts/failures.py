"""Failures of a durable backend that a handler lets pass, and required settings whose absence nobody raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from p0lint.catalogue.words import words
from p0lint.facts import nodes as n
from p0lint.facts.bodies import PURE
from p0lint.facts.conditions import Condition, condition
from p0lint.facts.context import COMPUTE, role, tokens
from p0lint.facts.links import links, place
from p0lint.facts.model import Fact, HandledFailure, MissingSetting
from p0lint.facts.scope import Scope
from p0lint.facts.settings import setting, spelling
from p0lint.facts.sites import raises, terminates
from p0lint.facts.values import Step, implementation, own_statements
from p0lint.finding import Place

CONNECTS = frozenset(
    {
        "connect",
        "ping",
        "initialize",
        "initialise",
        "init",
        "setup",
        "set_up",
        "register",
        "connection",
        "client",
    }
    | {
        "from_url",
        "from_dict",
        "from_config",
        "from_env",
        "from_dsn",
        "make_url",
        "create_engine",
        "load",
        "create",
        "build",
    }
    | {"make", "start", "acquire", "bootstrap", "instantiate", "load_class", "import_string"}
)
MAKERS = frozenset(
    {
        "create",
        "make",
        "build",
        "open",
        "connect",
        "init",
        "initialize",
        "load",
        "new",
        "setup",
        "construct",
        "instantiate",
    }
    | {"register", "configure", "clone", "restore", "establish", "start"}
)
# What is made by a method of such a beginning is configured by what follows: from_url, redis_from_env.
SOURCES = frozenset({"url", "urls", "uri", "dsn", "env", "environ", "config", "conf", "settings", "dict", "options"})
# A name that begins so speaks of one thing in the backing service, and not of the service.
USES = frozenset(
    {"get", "fetch", "find", "list", "read", "count", "query", "search", "select", "exists", "has", "is", "iter"}
    | {"delete", "remove", "pop", "update", "save", "store", "put", "push", "send", "publish", "write", "append", "add"}
    | {"download", "upload", "export", "import", "extract", "decrypt", "encrypt", "parse", "render", "print"}
)
# Roles that a class of this process has as often: a session of requests, a registry of classes, flags of a text.
IN_PROCESS = frozenset({"session", "registry", "repository", "flags", "history", "index", "vector", "artifact"})
HTTP = frozenset({"httpx", "aiohttp", "requests", "urllib3", "http"})
# What the program's own data is wrong with, and no backing service.
PROGRAMMING = frozenset(
    {
        "AttributeError",
        "KeyError",
        "TypeError",
        "IndexError",
        "ValueError",
        "LookupError",
        "UnicodeDecodeError",
        "NameError",
        "JSONDecodeError",
    }
)
READS = frozenset({"read", "fetch", "resolve", "lookup"})
FILES = frozenset(
    {"dir", "directory", "path", "file", "folder", "home", "id", "name", "json", "yaml", "pickle", "thread", "task"}
)
QUIET = frozenset(
    {
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "exception",
        "critical",
        "log",
        "print",
        "print_exc",
        "write",
        "echo",
        "secho",
    }
    | {
        "capture_exception",
        "log_error",
        "log_warning",
        "log_debug",
        "log_info",
        "log_exception",
        "format_exc",
        "str",
        "repr",
    }
    | {
        "add_note",
        "getLogger",
        "get_logger",
        "captureException",
        "dedent",
        "type",
        "message",
        "format",
        "join",
        "pformat",
    }
)
PROBES = (
    "is_",
    "has_",
    "can_",
    "check_",
    "test_",
    "ping",
    "health",
    "validate",
    "probe",
    "should_",
    "supports_",
    "exists",
    "try_",
)
ABSENT = ("NotFound", "DoesNotExist", "NoSuchKey", "NoResultFound", "AlreadyExists")
# A setting that begins or ends so says whether to do something, and not with what.
TOGGLES = frozenset({"has", "is", "use", "can", "enable", "disable", "allow", "with", "skip", "store"})
SWITCHED = frozenset({"enabled", "disabled", "active", "on", "caching", "locking", "auditing"})
# What is written into a variable of such a name is said to somebody; another text is a value to go on with.
TELLING = frozenset(
    {
        "message",
        "msg",
        "error",
        "err",
        "reason",
        "detail",
        "details",
        "status",
        "warning",
        "text",
        "description",
        "note",
    }
)
PROBE_WORDS = frozenset(
    {"health", "healthcheck", "healthy", "probe", "readiness", "liveness", "alive", "reachable", "exists", "valid"}
)
# A function of such a beginning does one thing with the backing service, long after it was made.
OPERATES = frozenset(
    {
        "delete",
        "remove",
        "list",
        "count",
        "search",
        "query",
        "download",
        "upload",
        "optimize",
        "export",
        "purge",
        "clear",
    }
    | {"print", "show", "display"}
)
ENDINGS = (
    "close",
    "stop",
    "shutdown",
    "disconnect",
    "cleanup",
    "teardown",
    "__del__",
    "__exit__",
    "__aexit__",
    "dispose",
    "flush",
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a ``try`` tries: a backing service is made, connected or registered."""

    name: str
    role: str
    node: n.Node


def failures(body: list[n.Stmt], scope: Scope, conditions: tuple[Condition, ...] = ()) -> Iterator[Fact]:
    """The failures swallowed and the settings found missing in a block and in the blocks below it."""
    for position, statement in enumerate(body):
        if not scope.marks.fail(statement):
            continue
        inner, below = conditions, scope
        if isinstance(statement, n.Func):
            below, inner = scope.inner(statement), ()
        if isinstance(statement, n.Try) and not _is_replaced(body[position + 1 :], scope):
            yield from _swallowed(statement, scope, conditions)
        if isinstance(statement, n.If):
            yield from _unraised(statement, scope, conditions)
            true, false = condition(statement.test, scope)
            yield from failures(statement.body, scope, (*conditions, true))
            yield from failures(statement.orelse, scope, (*conditions, false))
            continue
        if isinstance(statement, n.Loop) and (statement.target is None or raises(statement.orelse)):
            continue  # a loop that tries again, or one way after the other
        for block in _blocks(statement):
            yield from failures(block, below, inner)


def _is_replaced(after: list[n.Stmt], scope: Scope) -> bool:
    """Whether what follows makes a non-durable implementation: the finding is there, and not at the handler."""
    return any(
        (made := implementation(node, scope)) is not None and made.forgets and bool(made.role)
        for statement in after
        if isinstance(statement, (n.Return, n.Assign))
        for node in own_statements([statement])
        if isinstance(node, n.Call)
    )


def _blocks(statement: n.Stmt) -> Iterator[list[n.Stmt]]:
    for name in ("body", "orelse", "final"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _swallowed(statement: n.Try, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    name = scope.function.name if scope.function else ""
    if _probes(name) or _operates(name) or any(ending in name for ending in ENDINGS):
        return
    tried = attempt(statement.body, scope)
    if tried is None:
        return
    for handler in statement.handlers:
        outcome = _outcome(handler, scope)
        if outcome and not _only_imports(handler):
            gated = next((held.reason for held in conditions if held.kind == "gated"), "")
            yield HandledFailure(
                place=_first_line(handler, scope),
                setting="",
                kind="",
                role=tried.role,
                symbol=scope.symbol,
                chain=links(scope, [Step(scope.unit, tried.node, f"{tried.name} is tried here")]),
                excuse=f"only where {gated}" if gated else "",
                attempt=tried.name,
                outcome=outcome,
            )


def _probes(name: str) -> bool:
    """Whether a function is there to find out whether something works, and says so."""
    return name.lstrip("_").startswith(PROBES) or not PROBE_WORDS.isdisjoint(tokens(name))


def _operates(name: str) -> bool:
    """Whether a function does one thing with a backing service and makes none: ``delete``, ``adelete``."""
    first = words(name)[:1]
    return not OPERATES.isdisjoint(first) or (bool(first) and first[0][:1] == "a" and first[0][1:] in OPERATES)


def _first_line(node: n.Node, scope: Scope) -> Place:
    at = place(node, scope)
    end = len(scope.module.lines[at.line - 1].rstrip()) + 1
    return replace(at, end_line=at.line, end_column=end)


def attempt(body: list[n.Stmt], scope: Scope) -> Attempt | None:
    """The first backing service that some statements make, connect or register."""
    for statement in body:
        for node in own_statements([statement]):
            if isinstance(node, n.Call):
                found = _made(node, scope)
                if found is not None:
                    return found
            if isinstance(node, (n.Assign, n.Return)) and isinstance(node.value, n.Call):
                found = _by_target(node, node.value, scope)
                if found is not None:
                    return found
    return None


def _made(call: n.Call, scope: Scope) -> Attempt | None:
    loaded = _loaded(call, scope)
    if loaded is not None:
        return loaded
    made = implementation(call, scope)
    if made is not None:
        if made.forgets or made.role in ("mail", "trace", "metric", "any") or _is_http(call, scope):
            return None
        return Attempt(made.name.rpartition(".")[2], made.role, call)
    if isinstance(call.func, n.Attr) and call.func.name in CONNECTS:
        owner = spelling(call.func.value).rpartition(".")[2]
        found = role([owner], scope.catalogue)
        if call.func.name == "from_dict" and not owner[:1].isupper():
            return None
        if found and (found not in ("registry", "lock") or _is_durable(call.func.value, scope)):
            return Attempt(spelling(call.func), found, call)
    return None


def _is_durable(owner: n.Expr, scope: Scope) -> bool:
    """Whether a local name is given a durable implementation, and no register of this process."""
    values = scope.values(owner.id) if isinstance(owner, n.Name) else []
    return any((made := implementation(value, scope)) is not None and not made.forgets for value in values)


def _is_http(call: n.Call, scope: Scope) -> bool:
    """Whether a call makes a client or session that speaks HTTP and keeps nothing."""
    return scope.resolve(call.func).partition(".")[0] in HTTP


def _loaded(call: n.Call, scope: Scope) -> Attempt | None:
    """A configured implementation that is imported by name: ``import_module(os.environ["STORE_MODULE"])``."""
    callee = spelling(call.func).rpartition(".")[2]
    if callee not in ("import_module", "import_string", "load_class", "import_object", "locate") or not call.args:
        return None
    read = setting(call.args[0].value, scope)
    found = role([read.name], scope.catalogue) if read is not None and read.is_certain else ""
    return Attempt(callee, found, call) if found else None


def _by_target(statement: n.Assign | n.Return, call: n.Call, scope: Scope) -> Attempt | None:
    """``self.redis_client = get_client(url)``: the name that is given a value says what it is."""
    callee = spelling(call.func).rpartition(".")[2]
    root = scope.resolve(call.func).partition(".")[0]
    if tokens(callee) & FILES or root in PURE | HTTP or callee in ("open", "Thread", "Task", "TracerProvider"):
        return None
    if scope.catalogue.class_is_excluded(callee):
        return None
    if _is_passed_on(call, scope):
        found = role([callee], scope.catalogue)
        if found and role([scope.function.name if scope.function else ""], scope.catalogue):
            return Attempt(callee, found, call)
    kept = isinstance(statement, n.Return) or any(isinstance(target, n.Attr) for target in statement.targets)
    if not _makes(callee) and not (kept and _gets_client(callee)):
        return None
    names = (
        [spelling(target).rpartition(".")[2] for target in statement.targets] if isinstance(statement, n.Assign) else []
    )
    found = role([*names, callee], scope.catalogue) or _client_role(names, callee)
    if found in IN_PROCESS and not scope.catalogue.durable_class_name(callee):
        return None
    return Attempt(callee, found, call) if found else None


def _is_passed_on(call: n.Call, scope: Scope) -> bool:
    """Whether a function reads by a method that it is named after: ``fetch_session`` calls ``store.fetch_session``."""
    said = tokens(spelling(call.func).rpartition(".")[2])
    named = tokens(scope.function.name) - READS if scope.function else frozenset()
    return isinstance(call.func, n.Attr) and bool(said & READS) and bool(said & named) and "from" not in said


def _makes(callee: str) -> bool:
    """Whether what is called makes something: a class, ``create_engine``, ``redis_from_url``."""
    parts = words(callee)
    if callee[:1].isupper():
        return True
    if not parts or parts[0] in USES:
        return False
    return not MAKERS.isdisjoint(parts) or _is_from_source(parts)


def _gets_client(callee: str) -> bool:
    """Whether what is called hands out a client: ``get_client``, ``get_connection_from_url``."""
    parts = words(callee)
    gets = "get" in parts and not {"client", "connection", "conn"}.isdisjoint(parts)
    return gets and ("from" not in parts or _is_from_source(parts))


def _is_from_source(parts: tuple[str, ...]) -> bool:
    return "from" in parts and parts[-1] in SOURCES


def _client_role(names: list[str], callee: str) -> str:
    """The role of a client that is kept in an attribute: ``self._client = SomethingClient()``."""
    kept = any("client" in tokens(name) for name in names)
    made = callee.endswith(("Client", "Connection", "Producer", "Consumer")) and not COMPUTE & tokens(callee)
    return "client" if kept and made and "http" not in tokens(callee) else ""


def _only_imports(handler: n.Handler) -> bool:
    names = [spelling(caught).rpartition(".")[2] for caught in handler.caught]
    imports = ("ImportError", "ModuleNotFoundError", "StopIteration", "KeyboardInterrupt")
    return bool(names) and any(
        all(is_kind(name) for name in names)
        for is_kind in (imports.__contains__, PROGRAMMING.__contains__, _says_absent)
    )


def _says_absent(name: str) -> bool:
    """Whether an exception says that what was looked for is not there: the backing service answered."""
    return name.removesuffix("Error").removesuffix("Exception").endswith(ABSENT) and name != "ModuleNotFoundError"


def _outcome(handler: n.Handler, scope: Scope) -> str:
    """How the program goes on after a handler; empty if it does not, or goes on with something else."""
    if _always_raises(handler.body):
        return ""
    outcomes = [_quiet(statement) for statement in _leaves(handler.body)]
    if not all(outcomes):
        return ""
    telling = [outcome for outcome in outcomes if outcome not in ("logs", "raises")]
    return telling[-1] if telling else "only logs"


def _always_raises(body: list[n.Stmt]) -> bool:
    if not body:
        return False
    end = body[-1]
    if isinstance(end, n.If):
        return bool(end.orelse) and _always_raises(end.body) and _always_raises(end.orelse)
    if isinstance(end, n.With):
        return _always_raises(end.body)
    if isinstance(end, n.Try):
        return _always_raises(end.final) or _always_raises(end.body)
    return isinstance(end, n.Raise) or (terminates([end]) and not isinstance(end, (n.Return, n.Flow)))


def _leaves(body: list[n.Stmt]) -> Iterator[n.Stmt]:
    for statement in body:
        if isinstance(statement, n.If):
            yield from _leaves(statement.body)
            yield from _leaves(statement.orelse)
        elif isinstance(statement, n.Import):
            continue
        else:
            yield statement


def _quiet(statement: n.Stmt) -> str:
    """What a statement of a handler does, if that is next to nothing."""
    if isinstance(statement, n.Raise):
        return "raises"
    if isinstance(statement, n.Flow):
        return {"pass": "passes", "continue": "goes on with the next one"}.get(statement.word, "")
    if isinstance(statement, n.Return):
        value = statement.value
        if value is None or (isinstance(value, n.Const) and value.value in (None, False)):
            return "returns nothing" if value is None else f"returns {value.value}"
        return ""
    if isinstance(statement, n.Assign):
        value = statement.value
        if isinstance(value, n.Const) and value.value in (None, False):
            return f"leaves {spelling(statement.targets[0])} {value.value}"
        told = isinstance(value, (n.Str, n.Joined)) and not TELLING.isdisjoint(tokens(spelling(statement.targets[0])))
        return "logs" if told else ""
    if isinstance(statement, n.ExprStmt):
        if isinstance(statement.value, n.Str):
            return "logs"
        if isinstance(statement.value, n.Call):
            return "logs" if logs(statement.value) else ""
    return ""


def logs(call: n.Call) -> bool:
    """Whether a call only tells somebody."""
    name = spelling(call.func).rpartition(".")[2]
    return (
        name in QUIET
        or name.startswith(("log_", "print_", "warn"))
        or "log" in tokens(spelling(call.func).partition(".")[0])
    )


def _unraised(statement: n.If, scope: Scope, conditions: tuple[Condition, ...]) -> Iterator[Fact]:
    """A required setting that is found missing, with a word in the log at most."""
    for held, body in _sides(statement, scope):
        subject = _missing_subject(held, scope)
        if subject is None or not body or raises(body):
            continue
        read = setting(subject, scope)
        name = read.name if read and read.name else spelling(subject)
        outcome = _unraised_outcome(body, scope)
        if not outcome:
            continue
        gated = next((one.reason for one in conditions if one.kind == "gated"), "")
        steps = [Step(scope.unit, read.node, f"{name} is read here")] if read and read.is_certain else []
        yield MissingSetting(
            place=_first_line(statement, scope),
            setting=name,
            kind="",
            role=role([name], scope.catalogue),
            symbol=scope.symbol,
            chain=links(scope, steps),
            excuse=f"only where {gated}" if gated else "",
            outcome=outcome,
        )


def _is_toggle(name: str) -> bool:
    """Whether a setting switches something on or off, so that nothing is missing where it says no."""
    parts = words(name.rpartition(".")[2])
    return not TOGGLES.isdisjoint(parts[:1]) or not SWITCHED.isdisjoint(parts[-1:])


def _sides(statement: n.If, scope: Scope) -> Iterator[tuple[Condition, list[n.Stmt]]]:
    """Each thing that a test says, with the block where it holds; of ``a and b`` every part holds."""
    parts = statement.test.values if isinstance(statement.test, n.And) else [statement.test]
    for part in parts:
        yield condition(part, scope)[0], statement.body
    if len(parts) == 1:
        yield condition(parts[0], scope)[1], statement.orelse


def _missing_subject(held: Condition, scope: Scope) -> n.Expr | None:
    if held.kind != "missing":
        return None
    for subject in held.subjects:
        read = setting(subject, scope)
        if read is None or not read.is_certain or _is_toggle(read.name):
            continue
        if role([read.name, spelling(subject).rpartition(".")[2]], scope.catalogue):
            return subject
    return None


def _unraised_outcome(body: list[n.Stmt], scope: Scope) -> str:
    leaves = list(_leaves(body))
    outcomes = [_quiet(statement) for statement in leaves]
    if not outcomes or not all(outcomes) or any(isinstance(leaf, n.Assign) and _gives(leaf) for leaf in leaves):
        return ""
    telling = [outcome for outcome in outcomes if outcome != "logs"]
    if (
        "logs" not in outcomes
        and telling != ["passes"]
        and ("goes on with the next one" in telling or not _selects(scope))
    ):
        return ""
    return telling[-1] if telling else "only logs"


def _gives(statement: n.Assign) -> bool:
    """Whether an assignment gives a value in the place of what is missing, which is a default."""
    return isinstance(statement.value, (n.Str, n.Joined))


def _selects(scope: Scope) -> bool:
    """Whether the function around makes a durable backing service."""
    return scope.function is not None and attempt(scope.function.body, scope) is not None
