"""Which backing service the words around a value speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from p0lint.catalogue.catalogue import Catalogue
from p0lint.facts import nodes as n
from p0lint.facts.scope import spelt
from p0lint.facts.settings import setting, spelling
from p0lint.facts.site import Site
from p0lint.facts.walks import leaves

CONFIG_ENDING = re.compile(
    r"(?:Config(?:uration)?|Settings|Options|Params|Parameters|Args|Spec|Schema|Model|Mixin|Credentials|Factory|Component)+$"
)
VALUE_ENDING = re.compile(
    r"(?:_from_(?:config|env|settings)|_(?:config|conf|data|value|default|setting|option|env_var|id))+$"
)
ADDRESS = re.compile(
    r"(?:^|_)(?:host|hosts|hostname|url|urls|uri|uris|dsn|address|addresses|addr|endpoint|endpoints|server|servers|nodes?|members"
    r"|contact_points|bootstrap|brokers?|sentinels?|connection|connection_string|conn_str|conn|netloc|seeds?|cluster|path|root"
    r"|destination|location|base|target)(?:_|$|\d)"
)
BINDS = frozenset(
    {
        "bind",
        "listen",
        "listener",
        "rdb",
        "pdb",
        "debugger",
        "callback",
        "embedded",
        "redirect",
        "cors",
        "origin",
        "origins",
        "allowed",
    }
    | {
        "public",
        "outside",
        "external",
        "advertise",
        "advertised",
        "webserver",
        "webui",
        "runserver",
        "uvicorn",
        "gunicorn",
        "hypercorn",
        "dashboard",
    }
)
SERVES = BINDS | frozenset(
    {
        "serve",
        "server",
        "http",
        "web",
        "wsgi",
        "asgi",
        "ui",
        "frontend",
        "mcp",
        "launch",
        "cli",
        "app",
        "api",
        "proxy",
        "tunnel",
        "run",
    }
)
COMPUTE = frozenset(
    {"llm", "llms", "embedding", "embeddings", "embedder", "ollama", "openai", "vllm", "lmstudio", "inference"}
    | {"whisper", "tts", "stt", "speech", "vision", "rerank", "reranker", "chat_models", "transformers", "triton"}
    | {"tgi", "textgen", "llama", "llamafile", "xinference", "localai", "gpt"}
)
GENERIC = frozenset(
    {
        "type",
        "kind",
        "name",
        "class",
        "provider",
        "path",
        "url",
        "uri",
        "host",
        "hostname",
        "netloc",
        "default",
        "value",
        "get",
    }
    | {"engine", "backend", "driver", "dsn", "address", "port", "location", "root", "dir", "id", "config", "mode"}
)
CONFIGURES = frozenset(
    {"settings", "config", "configuration", "conf", "options", "env", "environment", "params", "args", "flags"}
)
NAMED_DEFAULT = frozenset({"default", "defaults", "fallback"})
KEPT = frozenset(
    {
        "data",
        "storage",
        "store",
        "state",
        "persist",
        "persistence",
        "db",
        "database",
        "artifact",
        "artifacts",
        "session",
        "sessions",
    }
    | {
        "upload",
        "uploads",
        "checkpoint",
        "checkpoints",
        "index",
        "queue",
        "spool",
        "history",
        "media",
        "registry",
        "results",
    }
    | {
        "save",
        "journal",
        "ledger",
        "archive",
        "vector",
        "blob",
        "blobs",
        "bucket",
        "warehouse",
        "backup",
        "events",
        "audit",
    }
)
SCRATCH = frozenset(
    {"tmp", "temp", "scratch", "work", "working", "log", "logs", "logfile", "socket", "sock", "pid", "lock"}
    | {"download", "clone", "checkout", "heartbeat", "readiness", "ready", "liveness"}
)
# A folder of these holds code or texts of the program, and nothing that it keeps.
CODE = frozenset(
    {"tools", "plugins", "plugin", "extensions", "templates", "template", "scripts", "prompts", "static", "assets"}
    | {"modules", "code", "source", "src", "frontend", "locale", "locales", "schemas", "fixtures"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """The identifiers around a value, from the nearest outwards; ``near`` name the value, ``far`` what it is part of."""

    near: tuple[str, ...]
    far: tuple[str, ...]

    def has(self, vocabulary: frozenset[str], *, far: bool = False) -> bool:
        """Whether one of the words in the identifiers is of a vocabulary."""
        return any(not vocabulary.isdisjoint(tokens(name)) for name in (*self.near, *(self.far if far else ())))


def words_around(site: Site) -> Words:
    """The identifiers that say what a value is for."""
    near: list[str] = []
    if site.setting is not None:
        near.append(site.setting.name)
    targets = [last(target) for target in site.targets]
    for held in reversed(site.conditions):
        if held.kind in ("missing", "chosen", "rejected"):
            direct = held.reason == "or" or not targets
            for asked in (list(_names_of(subject, site)) for subject in held.subjects):
                if direct or any(is_related(name, target) for name in asked for target in targets):
                    near.extend(asked)
            break
    near.extend(targets)
    scope = site.scope
    if scope.function is not None and _says_what_it_returns(scope.function.name, site):
        near.append(scope.function.name)
    around = [last(callee) for callee in site.around]
    made = made_for(site)
    names = [part for part in reversed(scope.symbol.split(".")) if part]
    module = list(reversed(scope.module.name.split(".")))[:3]
    return Words(tuple(filter(None, near)), tuple(filter(None, (made, *around, *names, *module))))


def _says_what_it_returns(name: str, site: Site) -> bool:
    """Whether the name of a function is that of the value: of a default, or of an address that it returns."""
    whole = site.statement.value if isinstance(site.statement, n.Return) and not site.targets else None
    is_returned = whole is not None and any(leaf is site.value for leaf in leaves(whole))
    return "default" in tokens(name) or (is_returned and is_address(name))


def made_for(site: Site) -> str:
    """What the library says that the nearest call makes, whatever its name: an ``HttpClient`` of a vector index."""
    if not site.around:
        return ""
    symbol = site.scope.catalogue.symbol(spelt(site.around[0], site.scope.module))
    return symbol.role if symbol is not None and not symbol.forgets else ""


def _names_of(subject: n.Expr, site: Site) -> Iterator[str]:
    """What a condition asks for is called: the setting that is read, and the expression that reads it."""
    read = setting(subject, site.scope)
    if read is not None and read.name:
        yield last(read.name)
    spelt = last(spelling(subject))
    if not isinstance(subject, n.Call) or read is None:
        yield spelt


def last(name: str) -> str:
    """The last part of a dotted name, with the part before it where the last one says little."""
    head, _, tail = name.rpartition(".")
    owner = head.rpartition(".")[2]
    if not owner or owner in ("self", "cls") or tail.lower() not in GENERIC:
        return tail
    return f"{owner}_{tail}"


def tokens(identifier: str) -> frozenset[str]:
    """The lower-case words of an identifier."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", identifier)
    return frozenset(spaced.lower().replace("-", "_").replace(".", "_").split("_"))


def role(names: Iterable[str], catalogue: Catalogue) -> str:
    """The role that the first telling one of some identifiers speaks of; empty if none does."""
    return next((found for name in names if (found := _role_of(name, catalogue))), "")


def _role_of(name: str, catalogue: Catalogue) -> str:
    stem = CONFIG_ENDING.sub("", VALUE_ENDING.sub("", name))
    for candidate in dict.fromkeys((name, stem)):
        found = catalogue.role(candidate) or catalogue.durable_class_name(candidate)
        if found:
            return found
    return "database" if stem.endswith(("Db", "DB")) else ""


def service_role(words: Words, catalogue: Catalogue) -> str:
    """The role that what a value is part of speaks of, unless something nearer speaks of listening or computing."""
    for name in words.far:
        found = _role_of(name, catalogue)
        if found:
            return found
        if not SERVES.isdisjoint(tokens(name)) and not names_several(name):
            return ""
    return ""


def names_several(name: str) -> bool:
    """Whether an identifier names a list, such as ``server_list``: a program listens at one address, and connects to several."""
    return "list" in tokens(name)


def is_address(name: str) -> bool:
    """Whether an identifier names an address."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")
    return ADDRESS.search(spaced) is not None


def is_default_name(name: str) -> bool:
    """Whether an identifier calls what it names a default."""
    return "-" not in name and not NAMED_DEFAULT.isdisjoint(tokens(name))


def is_related(one: str, other: str) -> bool:
    """Whether two identifiers speak of the same thing: they share a word that says something."""
    return bool((tokens(one) & tokens(other)) - {"", "self", "default", "get", "is", "use", "the"} - GENERIC) or (
        one.lower().strip("_") == other.lower().strip("_")
    )
