"""Of which kind a text is where it stands: the same word forgets in one place and says something else in another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import ValueKind
from p0lint.catalogue.vague import BESIDE, CHOOSERS, VAGUE, is_loose
from p0lint.catalogue.words import is_class_name
from p0lint.facts.kinds.classes import by_dotted
from p0lint.facts.kinds.ports import is_known_by_port
from p0lint.facts.names.identifiers import is_address, tokens
from p0lint.facts.names.texts import TEMPORARY, UNKNOWN, Text
from p0lint.facts.names.vocabulary import BINDS, CODE, COMPUTE, KEPT, LOGS, RECORDED, SCRATCH
from p0lint.facts.settings.reads import is_client_address, setting, spelling
from p0lint.facts.sites.context import Words, made_for
from p0lint.facts.sites.default_tables import is_in_table_of_defaults
from p0lint.facts.sites.handed import given_to, handed_to
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

WORDS = re.compile(r"\w{3,}")
SCHEME = re.compile(r"([a-z][a-z0-9]*)(?:\+[a-z0-9]+)?://")
PORT = re.compile(r"(?<=\w):\{\}(?=[/,?]|$)(?<!^file:\{\})(?<!^sqlite:\{\})")
CREDENTIALS = re.compile(r"//[^/@]*@")
# What a machine or a container calls itself.
OWN_NAMES = frozenset({"HOSTNAME", "COMPUTERNAME", "NODE_NAME", "POD_NAME"})
ELECTS = frozenset({"leader", "election"})  # a lock of these is one of all replicas
PRAGMAS = frozenset({"pragma", "dialect", "dtype", "codec", "compression", "format"})
SERVES = frozenset(
    {"start_http_server", "start_wsgi_server", "start_server", "create_server", "run_simple", "run_app", "HTTPServer"}
    | {"serve", "listen", "bind"}
)
FOLDERS = frozenset({"dir", "directory", "folder"})
LOGGERS = frozenset({"logger", "loggers", "logging"})
DATABASE_FILES = (".sqlite", ".sqlite3", ".db")
OF_DATABASE = re.compile(r"(?i)(?:^|_)(?:database|db)_?name$")
TOLD = frozenset({"placeholder", "example", "hint", "help", "regex", "title", "description"})


def kind_of_text(site: Site, folded: Text, words: Words, near: str, far: str) -> str:
    """The non-durable kind of a default, if what is around it says that a backing service is meant."""
    catalogue = site.scope.catalogue
    value = filled(folded.value)
    addressed = any(is_address(name) for name in words.near)
    if catalogue.loopback(value):
        if words.near[:1] and words.near[0].lower().endswith("_id"):
            return ""
        named = near or (far and addressed) or _scheme_role(site, value) or made_for(site) or given_to(site)
        return "loopback" if named or is_known_by_port(site, value, words) else ""
    is_kept = words.has(KEPT) or _is_home_of_kept(site, value)
    is_file = addressed and bool(far) and _is_file_of_field(site, value)
    found = (
        catalogue.value(value, near or (far if is_file else None))
        or _class_of_project(site, value)
        or _module_of_kind(site, value)
        or _temporary(site, value, far or ("storage" if is_kept else ""))
    )
    if found is None or _is_name_of_setting(value) or words.has(PRAGMAS | LOGGERS | TOLD) or _is_label(words):
        return ""
    is_of_code = words.has(CODE) or not CODE.isdisjoint(tokens(value.rpartition("/")[2]))
    is_alias = value == "DEFAULT" or (value == "default" and site.form == "constant")  # of what is set elsewhere
    if is_alias or (found.kind == "local" and "/" in value and is_of_code):
        return ""
    if found.kind == "tmp":
        kept = bool(near) or is_kept or (bool(far) and (addressed or _is_place(site, words)))
        is_scratch = _says_scratch(words) or _is_made_as_scratch(site) or _is_fresh(site)
        return "tmp" if kept and not is_scratch and not _is_mere_cache(site, words) else ""
    if "://" in value and (near or addressed) and found.kind in ("memory", "noop"):
        return found.kind
    if "://" in value and addressed and (far or _scheme_role(site, value)):
        return found.kind
    if found.rank == 1 or (value.count(".") > 1 and found.kind in ("memory", "noop")):
        is_told = near or far or site.form in ("field", "option") or _is_class_of_service(value, catalogue)
        is_told = is_told or any(map(catalogue.selects, words.near))
        return found.kind if is_told else ""
    if is_loose(value) and not _is_named_beside(site, folded):
        return ""
    addressed = addressed or bool(role_of_file(value, site, words))
    if found.rank == VAGUE and not (_is_chosen_beside(site, folded) if value.isidentifier() else addressed):
        return ""
    return found.kind if near or is_file else ""


def _is_file_of_field(site: Site, value: str) -> bool:
    """Whether a field of settings names the file of a database where an address could stand: ``uri = "./vectors.db"``."""
    return site.form in ("field", "option") and value.endswith(DATABASE_FILES) and "://" not in value


def role_of_file(value: str, site: Site, words: Words) -> str:
    """What the file is that a setting names, where that is the file of a database: ``DATABASE_NAME`` is ``shop.sqlite3``."""
    if not value.endswith(DATABASE_FILES) or site.form not in ("read", "option", "constant"):
        return ""
    return "database" if any(OF_DATABASE.search(name) for name in words.near) else ""


def _is_place(site: Site, words: Words) -> bool:
    """Whether a setting or an attribute is of a folder, and that is spelt out: ``getenv("KNOWLEDGE_DIR", "/tmp/knowledge")``."""
    is_spelt = not isinstance(site.value, n.Call) and (site.form == "read" or _is_kept_by_object(site))
    return is_spelt and any(not FOLDERS.isdisjoint(tokens(name)) for name in words.near[:1])


def _is_kept_by_object(site: Site) -> bool:
    """Whether an object keeps a value where it was not handed another one: ``self.directory = directory or "/tmp/checkpoints"``."""
    held = site.conditions[-1] if site.conditions else None
    is_own = site.form == "value" and any(target.startswith("self.") for target in site.targets)
    return is_own and held is not None and held.kind == "missing"


def _says_scratch(words: Words) -> bool:
    """Whether the name of a place says that it is for the work of a moment, or for what the program says of itself."""
    lasting = words.has(ELECTS) or (words.has(RECORDED) and not words.has(SCRATCH - LOGS))
    return words.has(SCRATCH) and not lasting


def _is_made_as_scratch(site: Site) -> bool:
    """Whether a function says by its name that it makes a place for the work of a moment."""
    name = site.scope.function.name.lower() if site.scope.function else ""
    if isinstance(site.value, n.Call) and not SCRATCH.isdisjoint(tokens(spelling(site.value.func).rpartition(".")[2])):
        return True
    return "tmp" in name or "temp" in tokens(name) or "temporary" in name


def _is_home_of_kept(site: Site, value: str) -> bool:
    """Whether the last folder of a setting's default says that things are kept there: ``/tmp/acme/uploads``."""
    is_setting = site.form in ("read", "option", "field") or _is_kept_by_object(site)
    return is_setting and not KEPT.isdisjoint(tokens(value.rstrip("/").rpartition("/")[2]))


def _is_fresh(site: Site) -> bool:
    """Whether a place is made anew for a local name, or is gone with the object that holds it: for the work of a moment."""
    value, statement = site.value, site.statement
    made = site.scope.resolve(value.func) if isinstance(value, n.Call) else ""
    if made == "tempfile.TemporaryDirectory":
        return True
    targets = statement.targets if isinstance(statement, n.Assign) else []
    is_local = site.scope.function is not None and bool(targets) and all(isinstance(each, n.Name) for each in targets)
    subjects = [subject for held in site.conditions for subject in held.subjects]
    asks = any((read := setting(subject, site.scope)) is not None and read.is_certain for subject in subjects)
    return is_local and bool(subjects) and not asks and made in TEMPORARY and made != "tempfile.gettempdir"


def _is_mere_cache(site: Site, words: Words) -> bool:
    """Whether a folder, and no backend, holds what can be made once more, with nothing around that speaks of what is kept."""
    is_cache = any("cache" in tokens(name) for name in words.near)
    return is_cache and not any(map(site.scope.catalogue.selects, words.near)) and not words.has(KEPT, far=True)


def _scheme_role(site: Site, value: str) -> str:
    """The role of a backing service that the scheme of a default speaks of, whatever the setting is called: amqp, redis."""
    scheme = SCHEME.match(value)
    if scheme is None or site.form == "parameter" or (site.form == "value" and not is_in_table_of_defaults(site)):
        return ""
    return site.scope.catalogue.role(scheme[1]) or ""


def filled(value: str) -> str:
    """A text with something in the place of what is not known, so that it still reads as an address or a path."""
    value = CREDENTIALS.sub(lambda match: match[0].replace(UNKNOWN, "_"), value)
    value = PORT.sub(":1", value)
    return value.replace(f":{UNKNOWN}", ":/_").replace(UNKNOWN, "_")


def _is_chosen_beside(site: Site, folded: Text) -> bool:
    """Whether the name of a setting that chooses stands right beside a vague word: CACHE_TYPE, store_backend."""
    catalogue = site.scope.catalogue
    return all(
        any(catalogue.selects(name) and catalogue.role(name) for name in names) for names in _beside(site, folded)
    )


def _is_named_beside(site: Site, folded: Text) -> bool:
    """Whether a name that speaks of a backing service, or of the choice of one, stands right beside a loose word."""
    role = site.scope.catalogue.role
    return all(not CHOOSERS.isdisjoint(names) or any(map(role, names)) for names in _beside(site, folded))


def _beside(site: Site, folded: Text) -> Iterator[set[str]]:
    """The names in the line of a value and in the few above; those beside the word itself where a constant holds it."""
    places = [(site.scope.unit, site.value), *((step.unit, step.node) for step in folded.steps[-1:])]
    for unit, node in places:
        try:
            row = unit.place(node).line
        except KeyError:  # what no line of the source stands for
            continue
        yield set(WORDS.findall(" ".join(unit.module.lines[max(0, row - 1 - BESIDE) : row])))


def _temporary(site: Site, value: str, far: str) -> ValueKind | None:
    """A temporary place, where what the value is part of speaks of a backing service."""
    found = site.scope.catalogue.value(value, far) if far else None
    return found if found is not None and found.kind == "tmp" else None


def _is_class_of_service(value: str, catalogue: Catalogue) -> bool:
    """Whether a dotted name is of a class that says what it is for, whatever the setting is called: ``acme.InMemoryStore``."""
    package, _, name = value.replace(":", ".").rpartition(".")
    named = catalogue.class_name(name) if package else None
    return named is not None and bool(named.role)


def _module_of_kind(site: Site, value: str) -> ValueKind | None:
    """A module of the project named after what it holds, deep in a package: ``app.events.ordering.memory``."""
    is_class = is_class_name(value.rpartition(".")[2])
    named = value.count(".") > 1 and not is_class and site.form in ("field", "option", "read")
    return site.scope.catalogue.value(value, "backend") if named else None


def _class_of_project(site: Site, value: str) -> ValueKind | None:
    """A class of the project that forgets by its base or body: ``acme.stores.PlainStore``, ``acme.stores:PlainStore``."""
    if "." not in value or not value.replace(":", ".").replace(".", "").isidentifier():
        return None
    made = by_dotted(value, site.scope)
    if made is None or not made.forgets or not made.sure:
        return None
    return ValueKind(value, made.kind, 1, made.why, "project")


def _is_name_of_setting(value: str) -> bool:
    """Whether a text is itself the name of an environment variable."""
    return value.isupper() and "_" in value


def is_other_address(site: Site, value: str, words: Words) -> bool:
    """Whether an address is not one of a backing service: one to listen on, of a caller, of a model; not redis://."""
    subjects = [subject for held in site.conditions for subject in held.subjects]
    if any(is_client_address(subject) or _is_own_name(subject, site) for subject in subjects):
        return True
    scheme = SCHEME.match(value)
    binds = words.has(BINDS) and not (scheme is not None and site.scope.catalogue.role(scheme[1]))
    return binds or words.has(COMPUTE, far=True) or _is_listened_on(site)


def _is_label(words: Words) -> bool:
    """Whether a text is a label, and not where labels are kept: ``cache_label``, but no ``LABEL_STORE``."""
    return any(name.lower().endswith("label") for name in words.near)


def _is_own_name(expr: n.Expr, site: Site) -> bool:
    """Whether this host is asked for its own name: ``os.getenv("HOSTNAME") or socket.gethostname()``."""
    read = setting(expr, site.scope)
    return spelling(expr).endswith("gethostname") or (read is not None and read.name in OWN_NAMES)


def _is_listened_on(site: Site) -> bool:
    """Whether an address is handed to what starts a server: ``start_http_server(port, addr=host)``."""
    name = site.targets[-1] if site.targets and site.form in ("read", "value") else ""
    if not name.isidentifier():
        return False
    called = (callee.rpartition(".")[2] for callee in handed_to(name, site))
    key = ("listened on", site.scope.module.path, site.scope.symbol, name)
    return site.scope.project.learn(key, lambda: not SERVES.isdisjoint(called))
