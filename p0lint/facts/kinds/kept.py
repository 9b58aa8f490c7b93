"""What a handler keeps on this host or in this process when what was to be sent away or written could not be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue.plain import ADDS, HANDLES, STARTS_EMPTY, UPLOADS, WRITES, WRITES_FILES, WRITES_OPENED
from p0lint.catalogue.words import words
from p0lint.facts.kinds.classes import Implementation
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.kinds.providers import given_to_own
from p0lint.facts.kinds.spooled import opens, spooled
from p0lint.facts.kinds.taken_over import given_by_constructor
from p0lint.facts.names.identifiers import role, tokens
from p0lint.facts.names.scope import Scope, is_own
from p0lint.facts.paths.conditions import Condition, innermost
from p0lint.facts.paths.handlers import is_raised
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import last_name, own_statements

PUBLISHES = frozenset({"publish", "basic_publish", "produce", "send_and_wait"})
PLACES = frozenset({"storage", "store", "artifact"})  # of files
PATHS = frozenset({"path", "file", "filename", "filepath", "local"})
# A list of such a name tells what went wrong: nobody takes it for the place where things are kept.
TELLS = frozenset(
    {"error", "errors", "failed", "failures", "exceptions", "skipped", "missing", "warnings", "problems", "retries"}
)

LOGS = TELLS | frozenset({"log", "stderr", "stdout", "report", "debug", "dump", "trace"})

FILE = "file://"
TEXTS_OF_PATH = frozenset({"str", "os.fspath", "os.path.abspath", "Path", "pathlib.Path"})
SAYS_PATH = frozenset({"as_uri", "as_posix", "absolute", "resolve"})  # what a path says of where it is
FULL = frozenset({"Full", "QueueFull"})  # a queue of this process has no room left: nothing failed that is durable


def kept_here(site: Site) -> Implementation | None:
    """The path, list or table of this host that a handler falls to when an upload or a write failed; None if there is none."""
    without = [one for one in site.conditions if not _is_within(one, site)]
    held = innermost(without)
    if held is None or held.kind != "failed" or not isinstance(held.node, n.Try):
        return None
    if held.subjects and all(spelling(caught).rpartition(".")[2] in FULL for caught in held.subjects):
        return None
    left = _left_behind(site, held.node) if held.reason != "below" and held is site.conditions[-1] else None
    return left or _put_aside(site, held.node) or _spilt(site, held.node) or _handed_on(site, held.node)


def _is_within(held: Condition, site: Site) -> bool:
    """Whether a condition says no more than that something is there, or that the container does not hold yet what it takes."""
    if held.kind != "missing" or held.reason == "or":
        return held.kind == "present"
    added = _added(site)[1]
    return bool(held.subjects) and all(isinstance(each, n.Name) and each.id in added for each in held.subjects)


def _calls(tried: n.Try) -> list[n.Call]:
    """The methods that are called in the statements that are tried."""
    return [node for node in own_statements(tried.body) if isinstance(node, n.Call) and isinstance(node.func, n.Attr)]


def _left_behind(site: Site, tried: n.Try) -> Implementation | None:
    """The path that is returned when what stands there could not be sent away."""
    value = _of_path(site.value)
    name = _file_url(value) or (spelling(value) if isinstance(value, (n.Name, n.Attr)) else "")
    is_path = name.startswith(FILE) or not PATHS.isdisjoint(tokens(name.rpartition(".")[2])) or _is_written(name, tried)
    if not name or not is_path or not (isinstance(site.statement, n.Return) or _is_given_place(site, tried)):
        return None
    calls = (node for node in own_statements(tried.body) if isinstance(node, n.Call))
    sent = next((call for call in calls if sends(call) or _sends_by(call, name, site.scope)), None)
    why = f"{spelling(sent.func)}() failed, and it is left here" if sent is not None else ""
    return Implementation("local", name, "storage", True, why) if sent is not None else None


def _of_path(value: n.Expr) -> n.Expr:
    """The path that a text or a URL is made of: of ``str(path)`` and ``path.as_uri()`` the path."""
    while isinstance(value, n.Call):
        if value.args and spelling(value.func) in TEXTS_OF_PATH:
            value = value.args[0].value
        elif isinstance(value.func, n.Attr) and value.func.name in SAYS_PATH and not value.args:
            value = value.func.value
        else:
            break
    return value


def _is_given_place(site: Site, tried: n.Try) -> bool:
    """Whether a name is given, in a handler, what was tried to be given the place of what is sent: ``uri = bucket.upload(...)``."""
    statement = site.statement
    targets = {spelling(target) for target in statement.targets} if isinstance(statement, n.Assign) else set()
    given = (node for node in own_statements(tried.body) if isinstance(node, n.Assign))
    sent = [node for node in given if isinstance(node.value, n.Call) and sends(node.value)]
    return any(spelling(target) in targets for node in sent for target in node.targets)


def sends(call: n.Call) -> bool:
    """Whether a call sends something away: ``bucket.upload_file(path)``, ``upload_picture(path)``."""
    name = last_name(call.func)
    return name in UPLOADS or words(name)[:1] == ("upload",)


def _sends_by(call: n.Call, name: str, scope: Scope) -> bool:
    """Whether a store is given the path, ``self.store.put(key, path)``, or a method of the same object sends something away."""
    if not isinstance(call.func, n.Attr):
        return False
    if call.func.name in WRITES and any(spelling(arg.value) == name for arg in call.args):
        return _role_of(call.func.value, scope) in PLACES
    found = scope.definition(call.func) if is_own(call.func) else None
    helper = scope.helper(found) if found is not None and found.kind == "method" else None
    inner = own_statements(helper[0].body) if helper is not None else ()
    return any(isinstance(node, n.Call) and sends(node) for node in inner)


def _file_url(value: n.Expr) -> str:
    """The beginning of a URL of a file of this host: ``f"file://{path}"``; empty for anything else."""
    first = value.parts[0] if isinstance(value, n.Joined) and value.parts else value
    return FILE if isinstance(first, n.Str) and first.text.startswith(FILE) else ""


def _is_written(name: str, tried: n.Try) -> bool:
    """Whether a handler writes to the file of a name: ``target.write_bytes(data)``, ``open(target, "wb")``."""
    calls = (node for each in tried.handlers for node in own_statements(each.body) if isinstance(node, n.Call))
    return any(_writes_to(call, name) for call in calls)


def _writes_to(call: n.Call, name: str) -> bool:
    if isinstance(call.func, n.Attr) and call.func.name in WRITES_FILES:
        return spelling(call.func.value) == name
    return opens(call) and bool(call.args) and spelling(call.args[0].value) == name


def _put_aside(site: Site, tried: n.Try) -> Implementation | None:
    """The attribute or global that starts empty, and takes what could not be written to a backing service."""
    name, added = _added(site)
    if (
        not name
        or not TELLS.isdisjoint(tokens(name))
        or not re.search(STARTS_EMPTY % (r"(?:self\.|^)", re.escape(name)), site.scope.module.text, re.MULTILINE)
        or is_raised(site.statement, tried)
        or _is_added_anyhow(name, tried)
    ):
        return None
    for call in _calls(tried):
        owner = call.func.value if isinstance(call.func, n.Attr) else call.func
        is_other = _method(call) in WRITES and spelling(owner).rpartition(".")[2] != name
        found = _role_of_call(call, owner, site.scope) if is_other else ""
        if found and not added.isdisjoint(_names(arg.value for arg in call.args)):
            why = f"{spelling(call.func)}() failed, and it is kept in this process"
            return Implementation("memory", name, found, True, why)
    return None


def _is_added_anyhow(name: str, tried: n.Try) -> bool:
    """Whether what is tried adds to a container too, so that it keeps a record and takes nothing's place."""
    added = (call.func.value for call in _calls(tried) if isinstance(call.func, n.Attr) and call.func.name in ADDS)
    return any(spelling(container).rpartition(".")[2] == name for container in added)


def _spilt(site: Site, tried: n.Try) -> Implementation | None:
    """The file of this host that takes what could not be written to a backing service."""
    name, written = _written(site, tried)
    if not name or is_raised(site.statement, tried) or not LOGS.isdisjoint(tokens(name)):
        return None
    name = _opened(tried).get(name) or name
    if _is_returned(name, tried):
        return None
    for call in _calls(tried):
        owner = call.func.value if isinstance(call.func, n.Attr) else call.func
        found = _role_of_call(call, owner, site.scope) if _method(call) in WRITES else ""
        if found and not written.isdisjoint(_names(arg.value for arg in call.args)):
            return Implementation("local", name, found, True, f"{spelling(call.func)}() failed, and it is kept here")
    return None


def _handed_on(site: Site, tried: n.Try) -> Implementation | None:
    """The helper that keeps here what could not be written to a backing service: ``self._spool(event)``."""
    call = site.statement.value if isinstance(site.statement, (n.ExprStmt, n.Return)) else None
    kind = spooled(call, site.scope) if isinstance(call, n.Call) and call is site.value else ""
    if not isinstance(call, n.Call) or not kind or is_raised(site.statement, tried):
        return None
    handed = _names(arg.value for arg in call.args)
    for each in _calls(tried):
        owner = each.func.value if isinstance(each.func, n.Attr) else each.func
        found = _role_of_call(each, owner, site.scope) if _method(each) in WRITES else ""
        if found and not handed.isdisjoint(_names(arg.value for arg in each.args)):
            name = f"{spelling(call.func)}()"
            return Implementation(kind, name, found, True, f"{spelling(each.func)}() failed, and it is kept here")
    return None


def _written(site: Site, tried: n.Try) -> tuple[str, frozenset[str]]:
    """The file that a statement of a handler writes to, as it is called there, with the names of what it writes."""
    call = site.statement.value if isinstance(site.statement, n.ExprStmt) else None
    if call is not site.value or not isinstance(call, n.Call) or not isinstance(call.func, n.Attr) or not call.args:
        return "", frozenset()
    written = _names(arg.value for arg in call.args)
    if call.func.name in WRITES_FILES:
        return _shown(call.func.value), written
    name = spelling(call.args[-1].value if call.func.name == "dump" else call.func.value)
    if call.func.name not in WRITES_OPENED or name not in _opened(tried):
        return "", frozenset()
    return name, written - {name}


def _is_returned(name: str, tried: n.Try) -> bool:
    """Whether a handler returns where it wrote, which is the place that counts."""
    nodes = (node for each in tried.handlers for node in own_statements(each.body) if isinstance(node, n.Return))
    return any(spelling(part) == name for node in nodes for part in node.walk() if isinstance(part, (n.Name, n.Attr)))


def _shown(path: n.Expr) -> str:
    return spelling(path) if isinstance(path, (n.Name, n.Attr)) else "a file"


def _opened(tried: n.Try) -> dict[str, str]:
    """The names that the handlers give to files that they open, with the names of the paths: ``with open(path, "a") as spool``."""
    around = (node for each in tried.handlers for node in own_statements(each.body) if isinstance(node, n.With))
    items = (item for node in around for item in node.items)
    return {
        name.id: _path_opened(value)
        for value, name in items
        if isinstance(name, n.Name) and isinstance(value, n.Call) and spelling(value.func).rpartition(".")[2] == "open"
    }


def _path_opened(opened: n.Call) -> str:
    """What the path is called that is opened; empty where it has no name of its own."""
    path = opened.func.value if isinstance(opened.func, n.Attr) else opened.argument(0, "file")
    return spelling(path) if isinstance(path, (n.Name, n.Attr)) else ""


def _role_of(owner: n.Expr, scope: Scope) -> str:
    """The role that what is written to speaks of by its name, or has by what the constructor makes it."""
    if isinstance(owner, n.Call):  # boto3.client("s3").put_object(...)
        made = implementation(owner, scope)
        if made is None:
            return role([last_name(owner.func)], scope.catalogue)  # producer().send(...)
        return "" if made.forgets else made.role
    named = role([spelling(owner).rpartition(".")[2]], scope.catalogue)
    values = scope.values(owner.id) if isinstance(owner, n.Name) else given_to_own(owner, scope)
    given = [implementation(value, scope) for value in values if not named]
    given += [given_by_constructor(owner, scope)] if values and not named else []
    return named or next((found.role for found in given if found is not None and not found.forgets), "")


def _role_of_call(call: n.Call, owner: n.Expr, scope: Scope) -> str:
    """The role of what is written to; of a message that is published, and of what is only called a client, that of the class around."""
    found = "storage" if sends(call) else _role_of(owner, scope)
    is_said = _method(call) in PUBLISHES or spelling(owner).endswith(HANDLES)
    return found or (role([scope.cls.name], scope.catalogue) if scope.cls and is_said else "")


def _added(site: Site) -> tuple[str, frozenset[str]]:
    """The attribute of the object, or the global, that a statement adds to, with the names of what it adds."""
    statement, value = site.statement, site.value
    is_whole = isinstance(statement, (n.ExprStmt, n.Assign)) and statement.value is value
    if is_whole and isinstance(value, n.Call) and isinstance(value.func, n.Attr) and value.func.name in ADDS:
        return _lasting(value.func.value, site.scope), _names(arg.value for arg in value.args)
    if is_whole and isinstance(statement, n.Assign) and statement.op in ("=", "+="):
        target = statement.targets[0]
        if isinstance(target, n.Sub):
            return _lasting(target.value, site.scope), _names([value])
    return "", frozenset()


def _lasting(expr: n.Expr, scope: Scope) -> str:
    """What a container is called that outlives the call: an attribute of the object itself, or a global of the module."""
    if isinstance(expr, n.Name):
        return "" if scope.is_local(expr.id) else expr.id
    name = spelling(expr)
    return name.removeprefix("self.") if name.startswith("self.") and name.count(".") == 1 else ""


def _names(values: Iterator[n.Expr] | list[n.Expr]) -> frozenset[str]:
    return frozenset(node.id for value in values for node in value.walk() if isinstance(node, n.Name)) - {"self"}


def _method(call: n.Call) -> str:
    return call.func.name if isinstance(call.func, n.Attr) else ""
