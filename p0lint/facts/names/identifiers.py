"""What an identifier says by its words: the role it speaks of, that it is an address, that it is a default."""

from __future__ import annotations

import re
from collections.abc import Iterable

from p0lint.catalogue.catalogue import Catalogue

CONFIG_ENDING = re.compile(
    r"(?:Config(?:uration)?|Settings|Options|Params|Parameters|Args|Spec|Schema|Model|Mixin|Credentials|Factory|Component)+$"
)
VALUE_ENDING = re.compile(
    r"(?:_from_(?:config|env|settings)|_(?:config|conf|data|value|default|setting|option|env_var|id))+$"
)
ADDRESS = re.compile(
    r"(?:^|_)(?:host|hosts|hostname|url|urls|uri|uris|dsn|address|addresses|addr|endpoint|endpoints|server|servers|nodes?|members"
    r"|contact_points?|bootstrap|brokers?|sentinels?|connection|connection_string|conn_str(?:ing)?|conn|netloc|seeds?|cluster|path|root"
    r"|destination|location|base|target|gateway)(?:_|$|\d)"
)
GENERIC = frozenset(
    {"type", "kind", "name", "class", "provider", "path", "url", "uri", "host", "hostname", "netloc"}
    | {"default", "value", "get", "engine", "backend", "driver", "dsn", "address", "port", "location"}
    | {"root", "dir", "id", "config", "mode"}
)
NAMED_DEFAULT = frozenset({"default", "defaults", "fallback"})


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
