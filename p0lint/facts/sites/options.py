"""The defaults that options, fields and schemas are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from p0lint.facts.names.identifiers import tokens
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import text
from p0lint.facts.names.vocabulary import CONFIGURES
from p0lint.facts.settings.reads import Setting, is_config, setting, spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex

FIELD_MAKERS = frozenset({"Field", "field", "attrib", "ib", "Option", "SettingsField", "ConfigField", "Attribute"})
TRAITS = frozenset({"Type", "Instance", "DottedObjectName"})  # of traitlets: a class, or its name
OPTION_MAKERS = frozenset({"option", "Option", "argument", "Argument"})
SCHEMA_MAKERS = frozenset({"Optional", "Required"})
ENVIRONMENTS = frozenset({"Env", "FileAwareEnv"})  # of django-environ: names with their types and defaults
LAYS_UNDER = frozenset({"from_mapping", "update"})  # a framework's configuration
# Classes of a project that say what a setting is called and what it defaults to: ConfigEntry("redis_host", default=...).
DECLARES = re.compile(
    r"(?:Config(?:uration)?|Settings?|Env(?:ironment)?|Option)"
    r"(?:Entry|Option|Opt|Item|Setting|Key|Value|Var|Variable|Param|Parameter|Property|Definition|Def)"
    r"|Setting"
)
NAMES = ("name", "key", "env", "env_var")  # the arguments that name what is declared
SET_BY = ("env", "envvar", "env_var", "env_name")  # under which a table says what sets a setting
OPTION_MARKS = frozenset(
    {"required", "help", "help_message", "help_text"}
)  # what a table says of an option beside its type
PARSERS = frozenset(
    {"ConfigParser", "RawConfigParser", "SafeConfigParser", "providers.Configuration", "OmegaConf.create"}
)
PREFIXED = "auto_envvar_prefix"  # with it click and typer read every option from a variable


def option_sites(expr: n.Call, callee: str, scope: Scope) -> Iterator[Site]:
    """Options of a command line that an environment variable sets, keys of a schema, and variables of an environment."""
    last = callee.rpartition(".")[2]
    default = expr.argument(-1, "default")
    if last in OPTION_MAKERS:
        default = default or (expr.argument(0) if last[0].isupper() else None)
        name = _variable(expr, scope)
        if default is not None and name is not None:
            default = default.body if isinstance(default, n.Lambda) else default
            yield Site(default, scope, "option", setting=Setting(name, "env", expr, default), statement=expr)
    elif default is not None and DECLARES.fullmatch(last) and isinstance(named := _named(expr), n.Str):
        yield Site(default, scope, "option", setting=Setting(named.text, "config", expr, default), statement=expr)
    elif last in SCHEMA_MAKERS and default is not None and expr.args:
        key = expr.args[0].value
        folded = text(key, scope)
        read = Setting(folded.value if folded else spelling(key), "config", expr, default)
        yield Site(default, scope, "option", setting=read, statement=expr)
    elif last in ENVIRONMENTS:
        for arg in expr.args:
            if arg.keyword.isupper() and isinstance(arg.value, n.Seq) and len(arg.value.items) == 2:
                read = Setting(arg.keyword, "env", expr, arg.value.items[1])
                yield Site(arg.value.items[1], scope, "option", setting=read, statement=expr)
    for name, value in _laid_under(expr, last, scope):
        yield Site(value, scope, "option", setting=Setting(name, "config", expr, value), statement=expr)


def _named(expr: n.Call) -> n.Expr | None:
    """What an option is called that a call declares."""
    first = expr.args[0] if expr.args else None
    if first is not None and not first.keyword:
        return first.value
    return next((arg.value for arg in expr.args if arg.keyword in NAMES), None)


def _laid_under(expr: n.Call, last: str, scope: Scope) -> Iterator[tuple[str, n.Expr]]:
    """The settings of a configuration, with their values, unless it is told others from outside."""
    owner = spelling(expr.func.value) if isinstance(expr.func, n.Attr) else ""
    given = [arg.value for arg in expr.args if isinstance(arg.value, n.Dict)]
    if last in LAYS_UNDER and owner.endswith((".config", ".conf")):
        for arg in expr.args:
            if (arg.keyword.isupper() or owner.endswith(".conf")) and isinstance(arg.value, n.Str):
                yield arg.keyword, arg.value
    elif last == "ChainMap":
        given = given[-1:] if any(is_config(arg.value, scope) for arg in expr.args) else []
    elif last == "Dynaconf":
        yield from ((arg.keyword, arg.value) for arg in expr.args if isinstance(arg.value, n.Str))
        return
    elif PARSERS.isdisjoint((last, spelling(expr.func))) and last != "read_dict":
        return
    for table in given:
        yield from _entries(table, "")


def _entries(table: n.Dict, section: str) -> Iterator[tuple[str, n.Expr]]:
    """The entries of a table, those of its sections with the name of the section in front."""
    for key, value in table.items:
        if not isinstance(key, n.Str):
            continue
        if isinstance(value, n.Dict):
            yield from _entries(value, key.text)
        elif isinstance(value, n.Str):
            yield f"{section}_{key.text}" if section else key.text, value


def described(table: n.Dict, scope: Scope) -> Setting | None:
    """The setting that a table describes by what sets it and by its default: ``{"default": "sqlite3", "env": getenv("DB")}``."""
    told = {key.text: value for key, value in table.items if isinstance(key, n.Str)}
    if "default" not in told:
        return None
    source = next((told[name] for name in SET_BY if name in told), None)
    if source is None:
        return _option_of_plugin(table, told)
    read = Setting(source.text, "env", table) if isinstance(source, n.Str) else setting(source, scope)
    return replace(read, node=table, default=told["default"]) if read is not None and read.is_certain else None


def _option_of_plugin(table: n.Dict, told: dict[str, n.Expr]) -> Setting | None:
    """An option that a plugin asks its users for: ``{"name": "redis_host", "type": "str", "help": "...", "default": "localhost"}``."""
    name = told.get("name")
    if not isinstance(name, n.Str) or "type" not in told or OPTION_MARKS.isdisjoint(told):
        return None
    return Setting(name.text, "config", table, told["default"])


def _variable(expr: n.Call, scope: Scope) -> str | None:
    """The environment variable that sets an option of a command line; None where none does."""
    given = expr.argument(-1, "envvar")
    if given is not None:
        name = text(given, scope)
        return name.value if name else ""
    longest = max(
        (arg.value.text for arg in expr.args if isinstance(arg.value, n.Str) and not arg.keyword), key=len, default=""
    )
    if not longest.startswith("--") or PREFIXED not in scope.module.text:
        return None
    return longest.lstrip("-").partition("/")[0].replace("-", "_").upper()


def annotated_site(parameter: n.Param, scope: Scope) -> Site | None:
    """``host: Annotated[str, typer.Option(envvar="HOST")] = "localhost"``: the default of an option stands behind it."""
    marked = parameter.annotation
    if not isinstance(marked, n.Sub) or spelling(marked.value).rpartition(".")[2] != "Annotated":
        return None
    for part in marked.index.items if isinstance(marked.index, n.Seq) else ():
        if isinstance(part, n.Call) and spelling(part.func).rpartition(".")[2] in OPTION_MAKERS and parameter.default:
            name = _variable(part, scope)
            read = Setting(name, "env", part, parameter.default) if name is not None else None
            return Site(parameter.default, scope, "option", setting=read, statement=parameter) if read else None
    return None


def is_of_settings(cls: ClassIndex) -> bool:
    """Whether the fields of a class are settings, by its name or that of a base of it."""
    return any(not CONFIGURES.isdisjoint(tokens(name)) for name in (cls.name, *cls.bases))


def fills_settings(scope: Scope) -> bool:
    """Whether a class of settings gives itself those that a file may replace: ``def __init__(self): self.redis_host = ...``."""
    if scope.function is None or scope.cls is None or scope.function.name != "__init__":
        return False
    return len(scope.function.params) == 1 and is_of_settings(scope.cls)


def field_default(value: n.Expr, scope: Scope) -> n.Expr | None:
    """The default that a field of a class is given, as such or through ``Field(...)`` and its kin."""
    if isinstance(value, n.Call) and isinstance(value.func, n.Attr) and value.func.name == "tag":
        value = value.func.value  # Unicode("memory").tag(config=True)
    owner, _, last = spelling(value.func).rpartition(".") if isinstance(value, n.Call) else ("", "", "")
    if isinstance(value, n.Call) and owner.endswith("fields"):
        return value.argument(-1, "load_default") or value.argument(-1, "missing") or value
    if isinstance(value, n.Call) and owner == "values" and last.endswith("Value"):
        return value.argument(0, "default") or value
    if isinstance(value, n.Call) and last in TRAITS:
        return value.argument(0, "default_value") or value
    if isinstance(value, n.Call) and scope.cls is not None and is_of_settings(scope.cls):
        value = value.argument(-1, "default") or value  # key(cast=str, default="memory")
    if isinstance(value, n.Call) and last == "Factory":
        return value.argument(0, "factory")  # of attrs
    if isinstance(value, n.Call) and last in FIELD_MAKERS:
        factory = value.argument(-1, "default_factory") or value.argument(-1, "factory")
        if factory is not None:
            return factory.body if isinstance(factory, n.Lambda) else factory
        return value.argument(0, "default")
    return value
