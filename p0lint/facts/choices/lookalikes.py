"""Places that look like the choice of a backing service and are none: descriptions, records, variants, entries by key."""

from __future__ import annotations

from collections.abc import Collection

from p0lint.catalogue.plain import WRITES_FILES
from p0lint.catalogue.words import words
from p0lint.facts.choices.reach import Reach
from p0lint.facts.choices.told import tells_what_is
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.implementations import HANDS_OUT, implementation
from p0lint.facts.names.identifiers import is_default_name, last, role, tokens
from p0lint.facts.names.texts import WRAPPERS
from p0lint.facts.names.vocabulary import CONFIGURES
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import own_statements

# A class or record that ends so tells what is, and chooses nothing.
DESCRIBES = frozenset(
    {
        "status",
        "info",
        "result",
        "response",
        "event",
        "report",
        "stats",
        "summary",
        "message",
        "notification",
        "exception",
    }
    | {"error", "read", "create", "update", "row", "record", "dto", "payload", "view", "out"}
)
IDENTIFIES = frozenset({"identifier", "seed", "fingerprint", "digest"})
ASSETS = frozenset({"static", "staticfiles", "assets"})
FILES = frozenset({"sqlite", "sqlite3", "duckdb"})
EMBEDDED = frozenset({"sqlite", "sqlite3", "duckdb", "memory"})
READS = frozenset({"reader", "readers", "loader", "loaders"})
MEMOIZES = frozenset({"memoize", "memoise", "memoized", "memo", "cached", "lru"})


def chooses_nothing(site: Site, made: Implementation, how: Reach) -> bool:
    """Whether an implementation is made or named where no backing service is chosen."""
    return (
        _is_private(site)
        or _is_model(site)
        or _is_offered(site)
        or _is_dropped(site)
        or _is_asset(site, made)
        or _is_untraced(made, how)
        or _is_variant(site, made.kind)
        or _is_memo(site, made)
        or _falls_to_the_same(site, made, how)
        or _is_made_anyway(site, made)
        or _is_file_of_caller(site, made.kind)
        or any(target.startswith("sys.modules") for target in site.targets)
        or _is_late_import(site)
        or _is_read_from(site, made)
    )


def _is_read_from(site: Site, made: Implementation) -> bool:
    """Whether files are only read by what is taken: ``fs = fs or LocalFileSystem()`` in a reader."""
    around = [
        site.scope.cls.name if site.scope.cls else "",
        *site.scope.module.display.rpartition(".")[0].split("/")[-2:],
    ]
    is_files = words(made.name.rpartition(".")[2])[-2:] == ("file", "system")
    return is_files and any(not READS.isdisjoint(words(name)) for name in around)


def _is_late_import(site: Site) -> bool:
    """Whether a module hands out a name that is imported when it is first asked for."""
    return site.scope.function is not None and site.scope.function.name == "__getattr__"


def only_tells(site: Site, value: str, how: Reach) -> bool:
    """Whether a text names no backend: it says what something is, is called or consists of."""
    return (
        _describes(site)
        or _is_part_of_database(site, how)
        or _names_alternative(site, value)
        or _is_passed_by_helper_name(site, how)
        or (value.isidentifier() and not site.scope.catalogue.loopback(value) and _is_argument(site, how))
    )


def is_settled(site: Site, value: str, kind: str, how: Reach) -> bool:
    """Whether what is around says what it is, so that nothing is left to choose."""
    is_word = value.isidentifier() and kind != "loopback"
    return (
        _is_variant(site, kind)
        or _is_of_technology(site, kind, how)
        or tells_what_is(site, value, how)
        or _is_file_of_caller(site, kind)
        or (is_word and _is_later_argument(site))
    )


def _describes(site: Site) -> bool:
    """Whether a text tells what something is: of an object of some class, in a status, a response or a row."""
    if isinstance(site.statement, (n.Return, n.Assign)) and [held.kind for held in site.conditions[-1:]] == ["typed"]:
        return True
    if site.scope.cls is not None and _ends_in_description(site.scope.cls.name):
        return True
    function = site.scope.function.name if site.scope.function else ""
    if function in ("__repr__", "__str__", "__format__") or function.endswith(("report", "_info", "_status")):
        return True
    owners = {target.rpartition(".")[0].rpartition(".")[2] for target in site.targets if "." in target}
    if any(not DESCRIBES.isdisjoint(words(owner)[-1:]) for owner in owners):
        return True
    return bool(site.around) and _ends_in_description(last(site.around[0]))


def _ends_in_description(name: str) -> bool:
    parts = words(name)
    of_row = parts[-1:] == ("model",) and CONFIGURES.isdisjoint(parts)
    return name[:1].isupper() and (of_row or not DESCRIBES.isdisjoint(parts[-1:]))


def _is_part_of_database(site: Site, how: Reach) -> bool:
    """Whether a text names a part of a database, which is the same wherever that database is."""
    read = how.setting or site.setting
    names = {read.name} if read is not None else {last(target) for target in site.targets[:1]}
    return not names.isdisjoint({"catalog", "schema"})


def _names_alternative(site: Site, value: str) -> bool:
    """Whether a name is that of one of several alternatives, ``DB_SQLITE = "sqlite"``, or of what tells things apart."""
    name = words(last(site.targets[0])) if site.targets else ()
    if not IDENTIFIES.isdisjoint(name[-1:]) or (len(name) > 1 and words(value) == name):  # a key that is spelt out
        return True
    value = value.rpartition(".")[2] if len(name) == 1 and "/" not in value else value
    return name[-1:] == (value.lower(),) and (len(name) > 1 or value.islower())


def _is_passed_by_helper_name(site: Site, how: Reach) -> bool:
    """Whether a text is an argument of something that a function with "default" in its name makes: no default itself."""
    by_name = how.how == "default" and how.condition is None and site.form == "value" and bool(site.around)
    return by_name and not any(is_default_name(name) for name in site.targets)


def _is_argument(site: Site, how: Reach) -> bool:
    """Whether a word is passed to something that makes no backing service: ``find_node(package, name, "file")``."""
    if how.how not in ("otherwise", "default") or how.condition is None or not site.around:
        return False
    callee = last(site.around[0])
    is_read = how.setting is not None and how.setting.is_certain
    if how.condition.reason == "or" and (callee in WRAPPERS or is_read):
        return False
    return not role([callee], site.scope.catalogue) and HANDS_OUT.isdisjoint(words(callee)[:1])


def _is_later_argument(site: Site) -> bool:
    """Whether a word is what something else is called with besides: ``root or folder_of(self.root, "files")``."""
    if not site.around or site.statement is None:
        return False
    calls = (
        node for node in site.statement.walk() if isinstance(node, n.Call) and spelling(node.func) == site.around[0]
    )
    return any(arg.value is site.value and not arg.keyword for call in calls for arg in call.args[1:])


def _is_private(site: Site) -> bool:
    """Whether a field belongs to its class alone, so that nobody can hand in another one."""
    return site.form == "field" and bool(site.targets) and site.targets[0].startswith("_")


def _is_untraced(made: Implementation, how: Reach) -> bool:
    """Whether no tracer or meter was handed in: no sink was configured that could be lost."""
    is_read = how.setting is not None and how.setting.is_certain
    return (
        not {"tracer", "meter"}.isdisjoint(words(made.name.rpartition(".")[2]))
        and made.kind == "noop"
        and (how.how == "injected" or (how.how == "default" and not is_read))
    )


def _is_of_technology(site: Site, kind: str, how: Reach) -> bool:
    """Whether a function, its class or its module is about a local database by name, and no setting chooses in it."""
    if kind == "local" and _is_of_sqlite(site, how):
        return True
    if site.scope.function is None or kind not in ("memory", "local"):
        return False
    names = [site.scope.function.name]
    if how.setting is None or not how.setting.is_certain:
        names += [site.scope.cls.name if site.scope.cls else "", *site.scope.module.display.split("/")[-2:]]
    return any(not EMBEDDED.isdisjoint(words(name)) for name in names)


def _is_dropped(site: Site) -> bool:
    """Whether a class is asked to do something and nobody keeps what it returns: ``Repository.from_files(...)``."""
    value = site.value
    if _is_asked_only(site):
        return True
    return (
        isinstance(site.statement, n.ExprStmt)
        and site.statement.value is value
        and isinstance(value, n.Call)
        and isinstance(value.func, n.Attr)
        and value.func.name not in WRITES_FILES
        and spelling(value.func.value).rpartition(".")[2][:1].isupper()
    )


def _is_of_sqlite(site: Site, how: Reach) -> bool:
    """Whether a field can hold nothing but the place of a local database, by its own name or that of its class."""
    cls = site.scope.cls
    if cls is None or site.scope.function is not None:
        return False
    names = [how.setting.name if how.setting is not None else "", *site.targets[:1], cls.name]
    return any(not FILES.isdisjoint(words(name)) for name in names)


def _is_asked_only(site: Site) -> bool:
    """Whether something is handed out for one call alone: ``self._get_storage().create_index(...)``."""
    whole = site.statement.value if isinstance(site.statement, n.ExprStmt) else None
    owner = whole.func.value if isinstance(whole, n.Call) and isinstance(whole.func, n.Attr) else None
    if site.value is not whole or not isinstance(owner, n.Call):
        return False
    return "get" in words(spelling(owner.func).rpartition(".")[2])[:1]


def _is_made_anyway(site: Site, made: Implementation) -> bool:
    """Whether a local name is given an object of the same class on each path."""
    values = site.scope.values(site.targets[0]) if site.targets else []
    if len(values) < 2 or not all(isinstance(value, n.Call) for value in values):
        return False
    found = [implementation(value, site.scope) for value in values]
    return all(one is not None and (one.kind, one.name) == (made.kind, made.name) for one in found)


def _is_file_of_caller(site: Site, kind: str) -> bool:
    """Whether a local database is opened in the file that a caller names: ``create_engine(f"sqlite:///{db_file}")``."""
    value, scope = site.value, site.scope
    pattern = value.args[0].value if isinstance(value, n.Call) and value.args else value
    if kind != "local" or not isinstance(pattern, n.Joined):
        return False
    names = [node.id for node in pattern.walk() if isinstance(node, n.Name)]
    given = [
        inner.id for name in names for each in scope.values(name) for inner in each.walk() if isinstance(inner, n.Name)
    ]
    return any(scope.parameter(name) and not {"file", "filename"}.isdisjoint(words(name)) for name in (*names, *given))


def _is_variant(site: Site, kind: str) -> bool:
    """Whether a class is itself the variant that its name says: ``class MemoryQueue: storage_class = MemoryStorage``."""
    cls = site.scope.cls
    if site.form != "field" or cls is None:
        return False
    mine = site.scope.catalogue.class_name("".join(word.title() for word in words(cls.name)[:-1]) + "Store")
    return mine is not None and mine.kind == kind


def _is_model(site: Site) -> bool:
    """Whether a class is the model that a form, a serializer or a manager is about."""
    cls = site.scope.cls
    return site.form == "field" and cls is not None and (cls.name == "Meta" or site.targets[:1] == ("model",))


def _is_offered(site: Site) -> bool:
    """Whether a container of dependencies offers one of several kinds by its name; what takes it from there chooses."""
    cls = site.scope.cls
    if site.form != "field" or cls is None or not any(base.endswith("Container") for base in cls.bases):
        return False
    return site.scope.catalogue.value(last(site.targets[0]), "backend") is not None


def _is_asset(site: Site, made: Implementation) -> bool:
    """Whether files of the program itself are meant, which every host has: static files."""
    parts = words(f"{site.scope.module.display} {site.scope.symbol}")
    return made.kind == "local" and not ASSETS.isdisjoint(parts)


def _is_memo(site: Site, made: Implementation) -> bool:
    """Whether a cache holds what a function returned, so that losing it costs time alone."""
    function = site.scope.function
    return made.role == "cache" and function is not None and not MEMOIZES.isdisjoint(tokens(function.name))


def _falls_to_the_same(site: Site, made: Implementation, how: Reach) -> bool:
    """Whether a handler takes, from another module, the class that was tried and is the same in both."""
    tried = how.condition.node if how.condition is not None else None
    if made.sure or not isinstance(tried, n.Try) or implementation(site.value, site.scope) is None:
        return False
    return any(made.name.rpartition(".")[2] in _named_in(node) for node in own_statements(tried.body))


def _named_in(node: n.Node) -> Collection[str]:
    """The names that a node stands for, or takes from another module."""
    if isinstance(node, n.Import):
        return node.names
    return (spelling(node).rpartition(".")[2],) if isinstance(node, (n.Name, n.Attr)) else ()
