"""What text an expression folds to, through constants, formats, wrappers and helpers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from p0lint.facts.names.constants import constant, entry
from p0lint.facts.names.helpers import may_make
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, returned
from p0lint.project import Definition

DEPTH = 6  # how many constants, helpers and wrappers are followed, one inside the other
UNKNOWN = "{}"  # stands for the part of a text that is not known
FIELD = re.compile(r"\{(\w*)[^{}]*\}")
PASS_THROUGH = frozenset(
    {
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "casefold",
        "expanduser",
        "resolve",
        "absolute",
        "as_posix",
    }
    | {"encode", "decode", "get_secret_value", "render_as_string", "removesuffix", "removeprefix", "as_uri"}
)
WRAPPERS = frozenset(
    {
        "str",
        "repr",
        "Path",
        "PurePath",
        "PosixPath",
        "SecretStr",
        "URL",
        "Url",
        "AnyUrl",
        "UPath",
        "HttpUrl",
        "AnyHttpUrl",
    }
    | {
        "RedisDsn",
        "PostgresDsn",
        "MongoDsn",
        "KafkaDsn",
        "AmqpDsn",
        "MySQLDsn",
        "MariaDBDsn",
        "NatsDsn",
        "MultiHostUrl",
    }
    | {
        "expanduser",
        "abspath",
        "realpath",
        "normpath",
        "fspath",
        "expandvars",
        "make_url",
        "quote",
        "cast",
        "bytes",
        "Secret",
    }
)
TEMPORARY = {
    "tempfile.gettempdir": "/tmp",  # noqa: S108 - what the call returns, for comparison only
    "tempfile.mkdtemp": "/tmp/mkdtemp",  # noqa: S108
    "tempfile.mkstemp": "/tmp/mkstemp",  # noqa: S108
    "tempfile.mktemp": "/tmp/mktemp",  # noqa: S108
    "tempfile.TemporaryDirectory": "/tmp/TemporaryDirectory",  # noqa: S108
    "tempfile.NamedTemporaryFile": "/tmp/NamedTemporaryFile",  # noqa: S108
}


@dataclass(frozen=True, slots=True)
class Text:
    """What an expression folds to; parts that are not known stand as ``{}``."""

    value: str
    steps: tuple[Step, ...] = ()


def shown(value: str) -> str:
    """A text as a message shows it, with dots in the place of what is not known."""
    return value.replace(UNKNOWN, "...")


def text(expr: n.Expr | None, scope: Scope, depth: int = 0) -> Text | None:
    """The text that an expression folds to, through constants, f-strings and calls that only change its form."""
    if expr is None or depth > DEPTH:
        return None
    if isinstance(expr, n.Str):
        return Text(expr.text)
    if isinstance(expr, n.Joined):
        return _joined(expr.parts, "", scope, depth)
    if isinstance(expr, n.Quotient):
        return _joined([part for part in expr.parts if isinstance(part, n.Expr)], "/", scope, depth)
    if isinstance(expr, (n.Name, n.Attr)):
        return _named_text(expr, scope, depth)
    if isinstance(expr, n.Call):
        return _called_text(expr, scope, depth)
    if isinstance(expr, n.Sub):
        return _entry_text(expr, scope, depth)
    if isinstance(expr, n.Seq) and expr.items:
        return _host_and_port(expr) or _joined(expr.items, ",", scope, depth)
    return None


def _host_and_port(expr: n.Seq) -> Text | None:
    """``("localhost", 26379)`` as the address that it is."""
    if len(expr.items) != 2 or not isinstance(expr.items[0], n.Str) or not isinstance(expr.items[1], n.Const):
        return None
    host, port = expr.items[0].text, expr.items[1].value
    return Text(f"{host}:{port}") if type(port) is int else None


def _entry_text(expr: n.Sub, scope: Scope, depth: int) -> Text | None:
    """The text of an entry of a table that is written out."""
    found = looked_up(expr, scope)
    if found is None:
        return None
    value, inner, steps = found
    folded = text(value, inner, depth + 1)
    return replace(folded, steps=(*steps, *folded.steps)) if folded else None


def looked_up(expr: n.Sub, scope: Scope) -> tuple[n.Expr, Scope, tuple[Step, ...]] | None:
    """The entry that a table has under a key that is written out or a constant, with what it sees."""
    index = expr.index
    if isinstance(index, n.Const) and isinstance(index.value, int):
        return entry(expr.value, index.value, scope)
    is_constant = isinstance(index, n.Attr) or (isinstance(index, n.Name) and not scope.is_local(index.id))
    key = text(index, scope) if is_constant or isinstance(index, n.Str) else None
    return entry(expr.value, key.value, scope) if key is not None else None


def _joined(parts: list[n.Expr], separator: str, scope: Scope, depth: int) -> Text | None:
    folded = [text(part, scope, depth + 1) for part in parts]
    if not any(folded):
        return None
    steps = tuple(step for part in folded if part for step in part.steps)
    return Text(separator.join(part.value if part else UNKNOWN for part in folded), steps)


def _named_text(expr: n.Name | n.Attr, scope: Scope, depth: int) -> Text | None:
    if isinstance(expr, n.Name) and scope.is_local(expr.id):
        values = scope.values(expr.id)
        is_known = len(values) == 1 and scope.parameter(expr.id) is None
        return text(values[0], scope, depth + 1) if is_known else None
    if isinstance(expr, n.Attr) and expr.name in ("value", "name"):
        member = text(expr.value, scope, depth + 1)
        if member:
            return member
    found = constant(expr, scope)
    if found is None:
        return None
    value, inner, step = found
    folded = text(value, inner, depth + 1)
    return replace(folded, steps=(step, *folded.steps)) if folded else None


def _called_text(expr: n.Call, scope: Scope, depth: int) -> Text | None:
    func = expr.func
    full = scope.resolve(func)
    if full in TEMPORARY:
        return _temporary(expr, TEMPORARY[full], scope, depth)
    last = last_name(func)
    if full in ("os.path.join", "posixpath.join") or last == "joinpath":
        parts = [arg.value for arg in expr.args]
        if last == "joinpath" and isinstance(func, n.Attr):
            parts = [func.value, *parts]
        return _joined(parts, "/", scope, depth)
    if isinstance(func, n.Attr) and func.name == "format":
        return _formatted(expr, func.value, scope, depth)
    if isinstance(func, n.Attr) and func.name in PASS_THROUGH:
        return text(func.value, scope, depth + 1)
    if last in WRAPPERS and expr.args:
        if last in ("Path", "PurePath", "PosixPath", "UPath"):
            return _joined([arg.value for arg in expr.args if not arg.keyword], "/", scope, depth)
        return text(expr.args[-1 if last == "cast" else 0].value, scope, depth + 1)
    return _returned_text(expr, scope, depth)


def _temporary(expr: n.Call, value: str, scope: Scope, depth: int) -> Text | None:
    """The temporary place that a call makes: below the folder that it is told, if it is told one."""
    below = expr.argument(2, "dir")
    named = last_name(below).lower() if below is not None else ""
    if below is None or (isinstance(below, n.Const) and below.value is None) or "tmp" in named or "temp" in named:
        return Text(value)
    folder = text(below, scope, depth + 1)
    return Text(f"{folder.value}/{UNKNOWN}", folder.steps) if folder is not None else None


def _formatted(expr: n.Call, pattern: n.Expr, scope: Scope, depth: int) -> Text | None:
    """``"redis://{}:6379".format(HOST)``: what is not known stands as ``{}``."""
    folded = text(pattern, scope, depth + 1)
    if folded is None:
        return None
    given = {arg.keyword or str(place): text(arg.value, scope, depth + 1) for place, arg in enumerate(expr.args)}
    places = iter(range(len(expr.args)))
    steps = list(folded.steps)

    def filled(field: re.Match[str]) -> str:
        part = given.get(field[1] or str(next(places, "")))
        steps.extend(part.steps if part else ())
        return part.value if part else UNKNOWN

    return Text(FIELD.sub(filled, folded.value), tuple(steps))


def _returned_text(expr: n.Call, scope: Scope, depth: int) -> Text | None:
    """What a helper of the project returns, if that is one text, or one of several that all forget."""
    found = scope.definition(expr.func)
    if found is None or found.kind not in ("function", "method"):
        return None
    key = ("returned text", id(scope.catalogue), found.module.path, found.full_name, depth)
    return scope.project.learn(key, lambda: _text_of_helper(found, scope, depth))


def _text_of_helper(found: Definition, scope: Scope, depth: int) -> Text | None:
    helper = scope.helper(found) if may_make(found, scope) else None
    if helper is None:
        return None
    function, inner = helper
    values = returned(function)
    folded = [text(value, inner, depth + 2) for value in values]
    first = folded[0] if folded else None
    if first is None or (len(folded) > 1 and not all(each and _says_forgets(each, scope) for each in folded)):
        return None
    return Text(first.value, (Step(inner.unit, values[0], f"{found.name}() returns this"), *first.steps))


def _says_forgets(folded: Text, scope: Scope) -> bool:
    return scope.catalogue.value(folded.value, "backend") is not None
