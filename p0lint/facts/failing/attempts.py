"""What a ``try`` tries: a backing service that is made, connected or registered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from p0lint.catalogue.plain import LOADS, REGISTRIES
from p0lint.catalogue.words import words
from p0lint.facts.failing.connectors import connects_to
from p0lint.facts.failing.operations import CONNECTS, operated_on
from p0lint.facts.failing.reached import reached
from p0lint.facts.failing.records import is_record
from p0lint.facts.failing.starts import FILES, TOLD, brought_up, handed_out
from p0lint.facts.kinds.clients import client_of_helper
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.kinds.reaching import PURE
from p0lint.facts.names.identifiers import role, tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.vocabulary import COMPUTE
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements, returned

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
LOADING = re.compile(LOADS)
STARTS = frozenset({"init", "initialize", "initialise", "setup", "connect", "start", "ensure", "open", "configure"})
# What is made by a method of such a beginning is configured by what follows: from_url, redis_from_env.
SOURCES = frozenset({"url", "urls", "uri", "dsn", "env", "environ", "config", "conf", "settings", "dict", "options"})
TEXTS = frozenset(
    {"url", "uri", "dsn", "config", "settings", "options", "params", "kwargs", "key", "query", "schema", "sql"}
)
REACHES = frozenset({"start", "connect", "ping"})  # the server that a client was made for
# A name that begins so speaks of one thing in the backing service, and not of the service.
USES = frozenset(
    {"get", "fetch", "find", "list", "read", "count", "query", "search", "select", "exists", "has", "is", "iter"}
    | {"delete", "remove", "pop", "update", "save", "store", "put", "push", "send", "publish", "write", "append", "add"}
    | {"download", "upload", "export", "import", "extract", "decrypt", "encrypt", "parse", "render", "print"}
    | {"should", "must", "needs", "does", "was"}
)
# Roles that a class of this process has as often: a session of requests, a registry of classes, flags of a text.
IN_PROCESS = frozenset(
    {"session", "registry", "repository", "flags", "history", "index", "vector", "artifact", "sink", "metric"}
)
# A client of these drives something, or asks a service that belongs to somebody else.
REMOTE = frozenset({"http", "api", "kube", "kubernetes", "k8s", "ssh", "docker"})
SPEAKS = frozenset({"httpx", "aiohttp", "requests", "urllib3", "http", "dbus"})  # to other programs, and keeps nothing
SESSION_MAKERS = frozenset({"local", "maker", "factory", "scoped"})
MEANS = re.compile(r"_(?:with|from|to|for)_")
HANDLES = frozenset({"client", "resource"})  # of a service that is connected
MACHINES = frozenset(
    {"ec2", "ecs", "eks", "iam", "sts", "lambda", "batch", "cloudformation", "sagemaker", "bedrock-runtime"}
)
READS = frozenset({"read", "fetch", "resolve", "lookup"})
SHORT = frozenset({"pg"})  # of PostgreSQL where more is said; alone, a group of processes or of placements as often


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a ``try`` tries: a backing service is made, connected or registered, perhaps by loading what a setting names."""

    name: str
    role: str
    node: n.Node
    is_loaded: bool = False


def attempt(body: list[n.Stmt], scope: Scope) -> Attempt | None:
    """The first backing service that some statements make, connect or register."""
    asked = next(reached(body, scope), None)
    if asked is not None:
        return Attempt(spelling(asked[0].func), asked[1], asked[0])
    found = list(_attempts(body, scope))
    operated = set(operated_on(body, scope)) if found else set()
    return next((each for node, each in found if node not in operated), None)


def fetched(body: list[n.Stmt], scope: Scope) -> Attempt | None:
    """The first backing service that some statements are handed, to be used after them: ``cache = get_cache()``."""
    operated = set(operated_on(body, scope))
    found = ((call, said) for call, said in handed_out(body, scope) if said not in IN_PROCESS and call not in operated)
    return next((Attempt(spelling(call.func), said, call) for call, said in found), None)


def _attempts(body: list[n.Stmt], scope: Scope) -> Iterator[tuple[n.Node, Attempt]]:
    """What makes, connects or registers a backing service, each with the node that does."""
    for node in own_statements(body):
        if isinstance(node, n.Call):
            made = _made(node, scope)
            if made is not None:
                yield node, made
        started = brought_up(node, scope)
        if started and started not in IN_PROCESS and isinstance(node, n.ExprStmt):
            yield node, Attempt(spelling(node.value), started, node)
        if isinstance(node, (n.Assign, n.Return)) and isinstance(node.value, n.Call):
            given = _by_target(node, node.value, scope)
            if given is not None:
                yield node, given
        elif isinstance(node, (n.Assign, n.Return)) and isinstance(node.value, n.Sub):
            registry = scope.resolve(node.value.value)
            if registry in REGISTRIES:
                yield node, Attempt(spelling(node.value.value), REGISTRIES[registry], node.value)


def _made(call: n.Call, scope: Scope) -> Attempt | None:
    loaded = _loaded(call, scope)
    if loaded is not None:
        return loaded
    made = implementation(call, scope)
    if made is not None:
        if made.forgets or made.role in ("mail", "trace", "metric", "any") or _only_speaks(call, scope):
            return None
        return Attempt(spelling(call.func), made.role, call)
    if isinstance(call.func, n.Attr) and call.func.name in CONNECTS:
        owner = spelling(call.func.value).rpartition(".")[2]
        found = role([owner], scope.catalogue)
        if call.func.name in ("from_dict", "load") and not owner[:1].isupper():
            return None
        if call.func.name == "acquire" and "lock" in tokens(owner) and not _is_durable(call.func.value, scope):
            return None
        if found and (
            found not in IN_PROCESS | {"lock"} or call.func.name == "connect" or _is_durable(call.func.value, scope)
        ):
            return Attempt(spelling(call.func), found, call)
        given = "" if found or call.func.name not in REACHES else _role_given(call.func.value, scope)
        return Attempt(spelling(call.func), given, call) if given else None
    return None


def _role_given(owner: n.Expr, scope: Scope) -> str:
    """The role of the durable client that a local name was given, whatever it is called: ``target = KafkaBroker(...)``."""
    made = [implementation(value, scope) for value in scope.values(owner.id)] if isinstance(owner, n.Name) else []
    roles = [one.role for one in made if one is not None and one.sure and not one.forgets]
    return roles[0] if len(roles) == len(made) == 1 and roles[0] not in TOLD | IN_PROCESS else ""


def _is_durable(owner: n.Expr, scope: Scope) -> bool:
    """Whether a local name is given a durable implementation, and no register of this process."""
    values = scope.values(owner.id) if isinstance(owner, n.Name) else []
    return any((made := implementation(value, scope)) is not None and not made.forgets for value in values)


def _only_speaks(call: n.Call, scope: Scope) -> bool:
    """Whether a call makes a client or session that speaks to another program and keeps nothing."""
    full = scope.resolve(call.func)
    named = call.args[0].value if call.args else None
    if full in ("boto3.client", "boto3.resource") and isinstance(named, n.Str):
        return named.text in MACHINES
    return full.partition(".")[0] in SPEAKS


def _loaded(call: n.Call, scope: Scope) -> Attempt | None:
    """A configured implementation that is imported by name: ``import_module(os.environ["STORE_MODULE"])``."""
    callee = spelling(call.func).rpartition(".")[2]
    if not LOADING.search(callee) or not call.args:
        return None
    read = setting(call.args[0].value, scope)
    if read is None or not read.is_certain:
        return None
    around = [*reversed(scope.symbol.split(".")), scope.module.name.rpartition(".")[2]]
    is_vague = words(read.name)[-1:] in (("type",), ("class",), ("cls",), ("name",), ("backend",))
    found = role([read.name, *(around if is_vague else ())], scope.catalogue)
    return Attempt(spelling(call.func), found, call, is_loaded=True) if found else None


def _by_target(statement: n.Assign | n.Return, call: n.Call, scope: Scope) -> Attempt | None:
    """``self.redis_client = get_client(url)``: the name that is given a value says what it is."""
    callee = spelling(call.func).rpartition(".")[2]
    root = scope.resolve(call.func).partition(".")[0]
    if tokens(callee) & FILES or root in PURE | SPEAKS or callee in ("open", "Thread", "Task", "TracerProvider"):
        return None
    if (callee[:1].isupper() and scope.catalogue.class_is_excluded(callee)) or _makes_text(callee):
        return None
    if _is_provisioned(call) or _reads_file(call, scope) or is_record(call, scope) or _is_of_this_process(call, scope):
        return None
    if _is_passed_on(call, scope):
        found = role([callee], scope.catalogue)
        if found and role([scope.function.name if scope.function else ""], scope.catalogue):
            return Attempt(spelling(call.func), found, call)
    kept = isinstance(statement, n.Return) or any(isinstance(target, n.Attr) for target in statement.targets)
    kept = kept or (scope.function is not None and not STARTS.isdisjoint(words(scope.function.name)[:1]))
    if kept or _is_handed_on(statement, scope):
        client = client_of_helper(call, scope)
        connected = client.role if client is not None else connects_to(call, scope)
        if connected:
            return Attempt(spelling(call.func), connected, call)
    if _opens_session(callee, scope) or (not _makes(callee) and not (kept and _gets_client(callee))):
        return None
    names = (
        [spelling(target).rpartition(".")[2] for target in statement.targets] if isinstance(statement, n.Assign) else []
    )
    if scope.cls is not None and words(scope.cls.name)[-1:] in (("tools",), ("toolkit",)):
        return None  # what an agent is given to do things with
    # What is only called Queue may be a row of one: it counts by the name that it is given.
    is_bare = callee[:1].isupper() and len(words(callee)) == 1 and isinstance(statement, n.Assign)
    names = [name for name in names if name not in SHORT]
    found = role(names if is_bare else [*names, _without_means(callee)], scope.catalogue) or _client_role(
        statement, names, callee
    )
    if found in IN_PROCESS and not scope.catalogue.durable_class_name(callee):
        return None
    return Attempt(spelling(call.func), found, call) if found else None


def _is_handed_on(statement: n.Assign | n.Return, scope: Scope) -> bool:
    """Whether a local name is what its function returns, or what is put elsewhere: ``client = connect()`` ... ``return client``."""
    if scope.function is None or not isinstance(statement, n.Assign):
        return False
    names = {target.id for target in statement.targets if isinstance(target, n.Name)}
    put = (node for node in own_statements(scope.function.body) if isinstance(node, n.Assign) and node is not statement)
    elsewhere = [node.value for node in put if any(isinstance(target, (n.Attr, n.Sub)) for target in node.targets)]
    return any(isinstance(value, n.Name) and value.id in names for value in (*returned(scope.function), *elsewhere))


def _reads_file(call: n.Call, scope: Scope) -> bool:
    """Whether data is loaded from a file that a ``with`` opened: ``cache = pickle.load(file)``."""
    given = call.args[0].value if call.args else None
    if spelling(call.func).rpartition(".")[2] != "load" or not isinstance(given, n.Name) or scope.function is None:
        return False
    opened = (node for node in own_statements(scope.function.body) if isinstance(node, n.With))
    return any(isinstance(name, n.Name) and name.id == given.id for node in opened for _, name in node.items)


def _is_of_this_process(call: n.Call, scope: Scope) -> bool:
    """Whether what is made is known to forget, so that no durable backing service is tried."""
    made = implementation(call, scope)
    return made is not None and made.forgets


def _is_passed_on(call: n.Call, scope: Scope) -> bool:
    """Whether a function reads by a method that it is named after: ``fetch_session`` calls ``store.fetch_session``."""
    said = tokens(spelling(call.func).rpartition(".")[2])
    named = tokens(scope.function.name) - READS if scope.function else frozenset()
    return isinstance(call.func, n.Attr) and bool(said & READS) and bool(said & named) and "from" not in said


def _makes(callee: str) -> bool:
    """Whether what is called makes something: a class, ``create_engine``, ``redis_from_url``."""
    parts = words(callee)
    if callee[:1].isupper() and not callee.isupper():
        return True
    if not parts or parts[0] in USES:
        return False
    return not MAKERS.isdisjoint(parts) or _is_from_source(parts)


def _opens_session(callee: str, scope: Scope) -> bool:
    """Whether a session is opened on an engine that is made elsewhere, which connects to nothing: ``db = SessionLocal()``."""
    said = [word for word in words(callee) if word not in SESSION_MAKERS]
    return said[-1:] in (["session"], ["sessions"]) and not scope.catalogue.durable_class_name(callee)


def _makes_text(callee: str) -> bool:
    """Whether what is called makes a text or a setting, and connects to nothing: ``construct_run_url``."""
    parts = words(callee)
    return not TEXTS.isdisjoint(parts[-1:]) and "from" not in parts and callee not in CONNECTS


def _without_means(callee: str) -> str:
    """What is made, without what it is made with, from or for: ``create_replica_with_s3``, ``make_request_to_store``."""
    if _is_from_source(words(callee)):
        return callee
    return MEANS.split(callee, maxsplit=1)[0]


def _is_provisioned(call: n.Call) -> bool:
    """Whether something is made inside a service by a client that is connected: ``client.create_bucket(...)``."""
    func = call.func
    if not isinstance(func, n.Attr) or func.name in CONNECTS:
        return False
    return not HANDLES.isdisjoint(words(spelling(func.value).rpartition(".")[2])[-1:])


def _gets_client(callee: str) -> bool:
    """Whether what is called hands out a client: ``get_client``, ``get_connection_from_url``."""
    parts = words(callee)
    gets = "get" in parts and not {"client", "connection", "conn"}.isdisjoint(parts)
    return gets and ("from" not in parts or _is_from_source(parts))


def _is_from_source(parts: tuple[str, ...]) -> bool:
    return "from" in parts and parts[-1] in SOURCES


def _client_role(statement: n.Assign | n.Return, names: list[str], callee: str) -> str:
    """The role of a client that is kept in an attribute: ``self._client = SomethingClient()``."""
    is_attribute = isinstance(statement, n.Assign) and any(isinstance(target, n.Attr) for target in statement.targets)
    kept = is_attribute and any("client" in tokens(name) for name in names)
    made = callee.endswith(("Client", "Connection", "Producer", "Consumer")) and not (COMPUTE | REMOTE) & tokens(callee)
    return "client" if kept and made else ""
