"""What is read from outside of the code: environment, configuration objects and mappings, wrappers around them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.names.constants import constant
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import DEPTH, UNKNOWN, text
from p0lint.facts.settings.prefixes import prefix
from p0lint.facts.settings.sections import is_option
from p0lint.facts.settings.words import (
    CHANGES_FORM,
    CLIENT_WORDS,
    CONFIG_WORDS,
    MAPPING_WORDS,
    READ_METHODS,
    RECORDS,
    SAYS_LITTLE,
    SPLITS,
    TYPED_READS,
    URL_PARTS,
)
from p0lint.facts.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class Setting:
    """
    A value read from outside.

    ``how`` is env, config, mapping, parameter or attribute: the first two are settings without doubt, the others by what
    they are used for. ``default`` is the default given at the read.
    """

    name: str
    how: str
    node: n.Expr
    default: n.Expr | None = None
    steps: tuple[Step, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether it is read from outside without doubt."""
        return self.how in ("env", "config")


def spelling(expr: n.Expr | None) -> str:
    """An expression as a dotted name, for display and for the words in it."""
    if isinstance(expr, n.Name):
        return expr.id
    if isinstance(expr, n.Attr):
        base = spelling(expr.value)
        return f"{base}.{expr.name}" if base else expr.name
    if isinstance(expr, n.Sub):
        key = expr.index.text if isinstance(expr.index, n.Str) else spelling(expr.index)
        return f"{spelling(expr.value)}.{key}"
    if isinstance(expr, n.Call):
        return spelling(expr.func)
    if isinstance(expr, n.Str):
        return expr.text
    return ""


def screams(expr: n.Expr) -> bool:
    """Whether an expression is spelt as constants and variables of the environment are."""
    return spelling(expr).rpartition(".")[2].isupper()


def setting(expr: n.Expr | None, scope: Scope, depth: int = 0) -> Setting | None:
    """The setting that an expression is the value of, through locals, constants, wrappers and changes of form."""
    if expr is None or depth > DEPTH:
        return None
    if isinstance(expr, n.Call):
        found = _called(expr, scope, depth)
        return (
            replace(found, name=prefix(expr, scope) + found.name) if found is not None and found.node is expr else found
        )
    if isinstance(expr, n.Sub):
        return _subscripted(expr, scope)
    if isinstance(expr, n.Attr):
        return _attribute(expr, scope, depth)
    if isinstance(expr, n.Name):
        return _named(expr, scope, depth)
    if isinstance(expr, n.Walrus):
        return setting(expr.value, scope, depth + 1)
    if isinstance(expr, (n.Or, n.And)):
        read = [found for value in expr.values if (found := setting(value, scope, depth + 1))]
        return next((found for found in read if found.is_certain), read[0] if read else None)
    if isinstance(expr, n.Cond):
        return setting(expr.body, scope, depth + 1) or setting(expr.orelse, scope, depth + 1)
    return None


def is_config(expr: n.Expr, scope: Scope, depth: int = 0) -> bool:
    """Whether an expression is an object or mapping that holds settings, by what it is called."""
    if depth > DEPTH:
        return False
    spelt = spelling(expr)
    last = spelt.rpartition(".")[2].lower().lstrip("_")
    if last in CONFIG_WORDS or last.rpartition("_")[2] in CONFIG_WORDS:
        return True
    if isinstance(expr, n.Call) and spelt:
        return is_config(expr.func, scope, depth + 1)
    if isinstance(expr, n.Name):
        values = scope.values(expr.id)
        return len(values) == 1 and not isinstance(values[0], n.Name) and is_config(values[0], scope, depth + 1)
    if isinstance(expr, n.Attr):  # settings.server.database
        return is_config(expr.value, scope, depth + 1)
    if isinstance(expr, n.Or) and isinstance(expr.values[-1], n.Dict) and not expr.values[-1].items:
        return is_config(expr.values[0], scope, depth + 1)  # config.get("database") or {}
    return isinstance(expr, n.Sub) and is_config(expr.value, scope, depth + 1)


def _is_mapping(expr: n.Expr) -> bool:
    return spelling(expr).rpartition(".")[2].lower().lstrip("_") in MAPPING_WORDS


def key_text(expr: n.Expr | None, scope: Scope) -> str:
    """The name of a setting as the key of a read spells it; a constant's own name speaks where its text does not."""
    if expr is None:
        return ""
    folded = text(expr, scope)
    spelt = spelling(expr)
    if folded and "{" not in folded.value:
        return folded.value
    if folded and _is_joined(expr, scope) and not folded.value.endswith(UNKNOWN):  # f"{role}_host" tells what of
        return folded.value.replace(UNKNOWN, "").strip("_.-")
    return spelt.rpartition(".")[2] if spelt else ""


def _is_joined(expr: n.Expr, scope: Scope) -> bool:
    """Whether the key of a read is put together of parts, there or under a local name: ``key = f"{role}_host"``."""
    values = scope.values(expr.id) if isinstance(expr, n.Name) and scope.is_local(expr.id) else [expr]
    return len(values) == 1 and isinstance(values[0], n.Joined)


def _called(expr: n.Call, scope: Scope, depth: int) -> Setting | None:
    from p0lint.facts.settings.getters import got
    from p0lint.facts.settings.named import named_read
    from p0lint.facts.settings.wrappers import wrapped

    full = scope.resolve(expr.func)
    reader = scope.catalogue.reader(full) if full else None
    if reader is not None and reader.shape == "cli" and expr.argument(-1, reader.name_keyword) is None:
        return None  # no variable sets it
    if reader is not None:
        name = key_text(_place(expr, reader.name_index, reader.name_keyword), scope) or reader.name_default
        return Setting(name, "env", expr, _place(expr, reader.default_index, reader.default_keyword))
    if isinstance(expr.func, n.Attr):
        owner = expr.func.value
        if expr.func.name in READ_METHODS or _sets_default(expr, scope):
            if expr.args:
                found = _looked_up(expr, owner, scope)
                if found is not None:
                    return found
            elif expr.func.name == "get":  # NAME.get(): a variable object
                return Setting(spelling(owner).rpartition(".")[2], "env", expr) if screams(owner) else None
        elif (
            expr.args
            and isinstance(expr.args[0].value, n.Str)
            and expr.args[0].value.text.isupper()
            and (expr.func.name in TYPED_READS or is_config(owner, scope))
        ):
            return Setting(key_text(expr.args[0].value, scope), "config", expr, expr.argument(1, "default"))
        if not expr.args:
            return setting(owner, scope, depth + 1) or got(expr, scope, depth)
        if expr.func.name in SPLITS:
            whole = setting(owner, scope, depth + 1)
            return whole if whole is not None and whole.is_certain else None
    if full == "getattr" and len(expr.args) > 1 and is_config(expr.args[0].value, scope):
        return Setting(key_text(expr.args[1].value, scope), "config", expr, expr.argument(2))
    if expr.args and (full in CHANGES_FORM or (len(expr.args) == 1 and _is_enumeration(expr.func, scope))):
        return setting(expr.args[-1].value, scope, depth + 1)
    return wrapped(expr, scope, depth) or named_read(expr, scope) or got(expr, scope, depth)


def _sets_default(expr: n.Call, scope: Scope) -> bool:
    """Whether a setting is given where it is not there; not where each key is given its own: ``queues.setdefault(code, Queue())``."""
    if not isinstance(expr.func, n.Attr) or expr.func.name != "setdefault" or not expr.args:
        return False
    key = expr.args[0].value
    return isinstance(key, n.Str) or screams(key) or text(key, scope) is not None


def _is_enumeration(func: n.Expr, scope: Scope) -> bool:
    """Whether what is called turns a text into one of the members of an enumeration of the project."""
    found = scope.definition(func) if is_class_name(spelling(func).rpartition(".")[2]) else None
    return found is not None and found.cls is not None and any(base.endswith("Enum") for base in found.cls.bases)


def _looked_up(expr: n.Call, owner: n.Expr, scope: Scope) -> Setting | None:
    """``config.get("X", default)``, and ``parser.get(section, option, fallback=default)``."""
    first = expr.args[0].value
    how = "mapping" if _is_mapping(owner) else ""
    if is_config(owner, scope) or _is_environment(owner, scope):
        how = "config"
    fallback = expr.argument(-1, "fallback")
    option = expr.argument(1, "option")
    if option is not None and (fallback is not None or is_option(option, first)):
        return Setting(f"{key_text(first, scope)}_{key_text(option, scope)}", "config", expr, fallback)
    if how or isinstance(first, (n.Str, n.Joined, n.Name, n.Attr)):
        name = _within(owner, key_text(first, scope))
        return Setting(name, how or "mapping", expr, fallback or expr.argument(1, "default"))
    return None


def _within(owner: n.Expr, key: str) -> str:
    """A key that says little, with the section it is looked up in: ``config["cache"].get("backend")`` is cache_backend."""
    if key.lower() not in SAYS_LITTLE:
        return key
    if isinstance(owner, (n.Name, n.Attr)):
        last = words(spelling(owner).rpartition(".")[2])
        named = [word for word in last if word not in CONFIG_WORDS | MAPPING_WORDS]
        return "_".join((*named, key)) if RECORDS.isdisjoint(last) else key
    section = owner.index if isinstance(owner, n.Sub) else None
    if isinstance(owner, n.Call) and isinstance(owner.func, n.Attr) and owner.func.name in READ_METHODS and owner.args:
        section = owner.args[0].value
    return f"{section.text}_{key}" if isinstance(section, n.Str) else key


def _is_environment(expr: n.Expr, scope: Scope) -> bool:
    """Whether a parameter stands for the environment unless a caller gives another mapping."""
    parameter = scope.parameter(expr.id) if isinstance(expr, n.Name) else None
    return parameter is not None and parameter.default is not None and scope.resolve(parameter.default) == "os.environ"


def _place(expr: n.Call, index: int | None, keyword: str) -> n.Expr | None:
    return expr.argument(-1 if index is None else index, keyword)


def _subscripted(expr: n.Sub, scope: Scope) -> Setting | None:
    full = scope.resolve(expr.value)
    key = key_text(expr.index, scope)
    if full in ("os.environ", "os.environb"):
        return Setting(key, "env", expr)
    if is_config(expr.value, scope) and isinstance(expr.index, (n.Str, n.Name, n.Attr)):
        return Setting(key, "config", expr)
    return Setting(key, "mapping", expr) if isinstance(expr.index, n.Str) else None


def _attribute(expr: n.Attr, scope: Scope, depth: int) -> Setting | None:
    if is_config(expr.value, scope):
        return Setting(expr.name, "config", expr)
    if isinstance(expr.value, n.Name) and expr.value.id in ("self", "cls"):
        values = (value for value in scope.values(f"self.{expr.name}") if not isinstance(value, n.And))
        given = (setting(value, scope, depth + 1) for value in values)
        certain = next((read for read in given if read is not None and read.is_certain), None)
        return certain or Setting(expr.name, "attribute", expr)
    if expr.name in URL_PARTS:
        inner = setting(expr.value, scope, depth + 1)
        base = spelling(expr.value).rpartition(".")[2]
        return (
            replace(inner, name=f"{inner.name}.{expr.name}")
            if inner
            else Setting(f"{base}.{expr.name}", "attribute", expr)
        )
    definition = scope.definition(expr)
    if definition is not None and definition.kind == "constant":
        return _constant(expr, scope, depth)
    if isinstance(expr.value, n.Name) and scope.parameter(expr.value.id):
        return Setting(expr.name, "attribute", expr)
    return None


def _named(expr: n.Name, scope: Scope, depth: int) -> Setting | None:
    values = scope.values(expr.id)
    for value in values:
        found = setting(value, scope, depth + 1)
        if found is not None and found.node is not expr:
            return found
    if scope.parameter(expr.id):
        return Setting(expr.id, "parameter", expr)
    if values:
        return next((found for value in values if (found := _key_of_lookup(value, scope, depth))), None)
    return _constant(expr, scope, depth)


def _key_of_lookup(value: n.Expr, scope: Scope, depth: int) -> Setting | None:
    """The setting by which something is looked up in a table: ``TABLE.get(os.environ.get("X"))``."""
    key = value.index if isinstance(value, n.Sub) else None
    if isinstance(value, n.Call) and isinstance(value.func, n.Attr) and value.func.name == "get":
        key = value.argument(0)
    found = setting(key, scope, depth + 1) if isinstance(key, (n.Call, n.Name)) else None
    return found if found is not None and found.is_certain else None


def _constant(expr: n.Expr, scope: Scope, depth: int) -> Setting | None:
    """A module constant that holds a setting."""
    found = constant(expr, scope)
    if found is None:
        return None
    value, inner, step = found
    read = setting(value, inner, depth + 1)
    if read is None or not read.is_certain:
        return None
    return replace(read, node=expr, default=None, steps=(step, *read.steps))


def is_of_record(expr: n.Expr) -> bool:
    """Whether an expression is a part of a row, a document or a message."""
    owners = spelling(expr).split(".")[:-1]
    return any(words(owner)[-1:] and words(owner)[-1] in RECORDS for owner in owners)


def is_client_address(expr: n.Expr | None) -> bool:
    """Whether an expression is the address of whoever calls the service, for which loopback stands as unknown."""
    spelt = f"{spelling(expr).lower()}."
    return any(word in spelt for word in CLIENT_WORDS)
