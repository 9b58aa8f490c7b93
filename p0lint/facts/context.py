"""Which backing service the words around a value speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from p0lint.catalogue.catalogue import Catalogue
from p0lint.facts.settings import spelling
from p0lint.facts.sites import Site

CONFIG_ENDING = re.compile(r"(?:Db|DB)?(?:Config(?:uration)?|Settings|Options|Params|Parameters|Args|Spec|Schema|Model|Mixin|Credentials)+$")
ADDRESS = re.compile(
    r"(?:^|_)(?:host|hosts|hostname|url|urls|uri|uris|dsn|address|addresses|addr|endpoint|endpoints|server|servers|nodes?|members"
    r"|contact_points|bootstrap|brokers?|sentinels?|connection|connection_string|conn_str|conn|netloc|seeds?|cluster|path)(?:_|$|\d)"
)
LISTENING = frozenset(
    {"bind", "listen", "listener", "serve", "server", "webserver", "uvicorn", "gunicorn", "hypercorn", "daphne", "runserver"}
    | {"callback", "redirect", "cors", "origin", "origins", "allowed", "public", "external", "advertise", "proxy", "wsgi", "asgi"}
    | {"http", "web", "debugger", "rdb", "pdb", "tunnel", "dashboard", "ui", "frontend", "studio", "mcp", "launch", "cli"}
)
COMPUTE = frozenset(
    {"llm", "llms", "model", "models", "embedding", "embeddings", "embedder", "ollama", "openai", "vllm", "lmstudio", "inference"}
    | {"whisper", "tts", "stt", "speech", "vision", "rerank", "reranker", "completion", "chat_model", "transformers", "triton"}
    | {"tgi", "textgen", "generation", "llama", "llamafile", "xinference", "localai", "gpt", "agent"}
)
KEPT = frozenset(
    {"data", "storage", "store", "state", "persist", "persistence", "db", "database", "artifact", "artifacts", "session", "sessions"}
    | {"upload", "uploads", "checkpoint", "checkpoints", "index", "queue", "spool", "history", "media", "registry", "results"}
    | {"save", "journal", "ledger", "archive", "vector", "blob", "blobs", "bucket", "warehouse", "backup", "events", "audit"}
)
SCRATCH = frozenset({"tmp", "temp", "scratch", "work", "working", "log", "logs", "logfile", "socket", "sock", "pid", "lock", "download"})


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
    for held in reversed(site.conditions):
        if held.kind in ("missing", "chosen", "rejected"):
            near.extend(last(spelling(subject)) for subject in held.subjects)
            break
    near.extend(last(target) for target in site.targets)
    scope = site.scope
    around = [last(callee) for callee in site.around]
    names = [part for part in reversed(scope.symbol.split(".")) if part]
    module = list(reversed(scope.module.name.split(".")))[:3]
    return Words(tuple(filter(None, near)), tuple(filter(None, (*around, *names, *module))))


def last(name: str) -> str:
    """The last part of a dotted name, but for the parts of a URL, whose owner says more."""
    head, _, tail = name.rpartition(".")
    return f"{last(head)}_{tail}" if head and tail in ("hostname", "host", "netloc", "url", "uri", "path", "get", "value") else tail


def tokens(identifier: str) -> frozenset[str]:
    """The lower-case words of an identifier."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", identifier)
    return frozenset(spaced.lower().replace("-", "_").replace(".", "_").split("_"))


def role(names: Iterable[str], catalogue: Catalogue) -> str:
    """The role that the first telling one of some identifiers speaks of; empty if none does."""
    for name in names:
        found = catalogue.role(name) or catalogue.role(CONFIG_ENDING.sub("", name)) or catalogue.durable_class_name(name)
        if found:
            return found
        stem = CONFIG_ENDING.sub("", name)
        if stem != name and name.removeprefix(stem).startswith(("Db", "DB")):
            return "database"
    return ""


def is_address(name: str) -> bool:
    """Whether an identifier names an address."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return ADDRESS.search(spaced) is not None
