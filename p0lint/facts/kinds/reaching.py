"""What a body calls, by the names that it calls: the driver of something outside, or nothing but this process."""

from __future__ import annotations

import re

from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax.module import Module

WORD = re.compile(r"\w+")
PURE = frozenset(
    {
        "abc",
        "array",
        "asyncio",
        "base64",
        "bisect",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
    }
    | {
        "enum",
        "fnmatch",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "inspect",
        "itertools",
        "json",
        "logging",
    }
    | {
        "math",
        "operator",
        "queue",
        "random",
        "re",
        "secrets",
        "statistics",
        "string",
        "struct",
        "textwrap",
        "threading",
        "time",
    }
    | {"types", "typing", "typing_extensions", "unicodedata", "uuid", "warnings", "weakref", "zlib", "builtins"}
    | {"cachetools", "msgpack", "orjson", "ujson"}
)
ASKS_HOST = frozenset({"os.urandom", "os.getpid", "os.getenv", "os.environ.get", "socket.gethostname"})


def reaches_out(root: str, scope: Scope) -> bool:
    """Whether a called name belongs to something outside of the process: a driver, a file, another package."""
    first = root.partition(".")[0]
    if not root or first in ("self", "cls", "super", "") or "." not in root:
        return root in ("open", "exec", "eval", "__import__")
    if first in PURE or root in ASKS_HOST or scope.is_local(first) or _is_of_constant(root, scope):
        return False
    own = f"{scope.module.name}."
    if root.startswith(own):  # what the module itself is called says nothing of its functions
        names = root.removeprefix(own).split(".")
        return any(scope.catalogue.role(part) for part in names) or _helper_reaches_out(names[0], scope.module)
    if first == own.partition(".")[0]:
        return any(scope.catalogue.role(part) for part in root.split(".")[1:])
    packages = {scope.module.absolute(full).partition(".")[0] for full in scope.module.index.imports.values()}
    return first in packages


def _helper_reaches_out(name: str, module: Module) -> bool:
    """Whether a function of the module uses another package, or a file."""
    span = module.index.functions.get(name)
    used = set(WORD.findall("\n".join(module.lines[span.start - 1 : span.end]))) if span is not None else set()
    imports = module.index.imports.items() if used else ()
    return not used.isdisjoint(("open", "import")) or any(
        local in used and module.absolute(full).partition(".")[0] not in PURE for local, full in imports
    )


def _is_of_constant(root: str, scope: Scope) -> bool:
    """Whether a method is called of a constant of the same module: ``DEFAULTS.get``."""
    name, _, rest = root.removeprefix(f"{scope.module.name}.").partition(".")
    return root.startswith(scope.module.name) and bool(rest) and name.isupper()
