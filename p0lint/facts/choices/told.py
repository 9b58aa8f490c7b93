"""Texts that tell of what is there already, and choose nothing: of a call, a connection, a class, a shell."""

from __future__ import annotations

import re

from p0lint.catalogue.words import words
from p0lint.facts.choices.reach import Reach
from p0lint.facts.names.identifiers import last, tokens
from p0lint.facts.names.scope import spelt
from p0lint.facts.settings.reads import spelling
from p0lint.facts.settings.words import READ_METHODS
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.facts.syntax.walks import own_statements

LIVE = re.compile(r"conn(?:ection)?_(?:kwargs|params|args)$")
HOLDS = frozenset({"pool", "client", "connection", "conn", "engine"})
RUNS = frozenset({"shell", "exec", "terminal", "subprocess", "command", "commands"})
REPORTS = frozenset({"usage", "telemetry", "analytics", "tag", "tags", "track"})
# What a function of such a name gives back says how things stand, and chooses nothing.
STATES = frozenset({"health", "healthcheck", "status", "snapshot", "stats", "diagnostics", "describe", "summary"})
# A function of such a name returns a text for people to read.
SHOWS = re.compile(r"(?:.*_)?(?:(?:vendor|display|product|pretty|human)_name|label|title|caption)")
# Asks whoever sits at the terminal, with a default that is shown and confirmed.
PROMPTS = re.compile(
    r"(?:click|typer)\.(?:termui\.)?prompt|(?:rich\.prompt\.)?Prompt\.ask|(?:questionary|inquirer|InquirerPy)\.\w.*"
)
OF_USER = ("XDG_", "~/.cache", "~/Library/Caches")  # a cache of whoever runs the program on their own host


def tells_what_is(site: Site, value: str, how: Reach) -> bool:
    """Whether a text tells of what was made elsewhere, or of what a class itself is."""
    return (
        _tells_of_call(site)
        or _tells_of_connection(site)
        or _is_known_key(site)
        or _is_own_kind(site, value)
        or _is_test_data(site)
        or _is_of_user(site, value, how)
        or _is_where_commands_run(site, value)
        or _is_reported(site)
        or _is_proposed(site)
    )


def _is_proposed(site: Site) -> bool:
    """Whether a value is only proposed to whoever is asked: ``click.prompt("host", default=known.get("HOST") or "::1")``."""
    return any(PROMPTS.fullmatch(spelt(callee, site.scope.module)) for callee in site.around)


def _owner(site: Site) -> n.Expr | None:
    """What a value is looked up in, where it is the default of a lookup."""
    read = site.setting.node if site.setting is not None and site.form == "read" else None
    is_lookup = isinstance(read, n.Call) and isinstance(read.func, n.Attr) and read.func.name in READ_METHODS
    return read.func.value if is_lookup and isinstance(read, n.Call) and isinstance(read.func, n.Attr) else None


def _tells_of_call(site: Site) -> bool:
    """Whether a value is looked up in the arguments of a call that a wrapper was handed: ``def traced(func, args, kwargs)``."""
    owner, function = _owner(site), site.scope.function
    if not isinstance(owner, n.Name) or owner.id != "kwargs" or function is None:
        return False
    start, end = site.scope.unit.rows(function)
    head = "\n".join(site.scope.module.lines[start - 1 : end]).partition("**kwargs")
    is_plain = site.scope.parameter("kwargs") is not None and site.scope.parameter("args") is not None
    return is_plain and ("):" in head[0] or not head[1])


def _tells_of_connection(site: Site) -> bool:
    """Whether a value is looked up in what a connection was made with: ``pool.connection_kwargs.get("host", ...)``."""
    owner = _owner(site)
    values = site.scope.values(owner.id) if isinstance(owner, n.Name) else []
    owner = values[0] if len(values) == 1 else owner
    if not isinstance(owner, n.Attr) or not LIVE.search(owner.name):
        return False
    return not HOLDS.isdisjoint(tokens(spelling(owner.value).rpartition(".")[2]))


def _is_known_key(site: Site) -> bool:
    """Whether a key is looked up where it was found to be there, so that its default is never taken."""
    owner = _owner(site)
    read = site.setting.node if site.setting is not None else None
    key = read.args[0].value if isinstance(read, n.Call) and read.args else None
    if owner is None or not isinstance(key, n.Str):
        return False
    looked_up = f"{spelling(owner)}.{key.text}"
    found = (held for held in site.conditions if held.kind == "present" and held.values == (key.text,))
    return any(spelling(subject) == looked_up for held in found for subject in held.subjects)


def _is_own_kind(site: Site, value: str) -> bool:
    """Whether a class says of itself what its name says: ``class FileMailer: path = "mail.backends.file.Backend"``."""
    statement, cls = site.statement, site.scope.cls
    if site.form != "field" or cls is None or not isinstance(statement, n.Assign) or statement.annotation is not None:
        return False
    said = ["".join(words(part)) for part in re.split(r"[.:/]+", value)[-2:]]
    names = ["".join(words(each.name)) for each in site.scope.module.index.classes.values() if _is_in(cls, each)]
    return any(len(part) > 3 and part in name for part in said for name in names)


def _is_in(cls: ClassIndex, other: ClassIndex) -> bool:
    return other.span.start <= cls.span.start and cls.span.end <= other.span.end


def _is_test_data(site: Site) -> bool:
    """Whether a class makes rows for tests: ``class UserFactory(factory.django.DjangoModelFactory)``."""
    bases = site.scope.cls.bases if site.scope.cls is not None and site.form == "field" else ()
    full = (spelt(base, site.scope.module) for base in bases)
    return any(base.startswith("factory.") and base.endswith("Factory") for base in full)


def _is_of_user(site: Site, value: str, how: Reach) -> bool:
    read = how.setting or site.setting
    return value.startswith(OF_USER) or (read is not None and read.name.startswith(OF_USER))


def _is_where_commands_run(site: Site, value: str) -> bool:
    """Whether a word says on which host commands run: ``"backend": "local"`` in a tool that has a shell."""
    return value == "local" and not RUNS.isdisjoint(tokens(site.scope.symbol.replace(".", "_")))


def _is_reported(site: Site) -> bool:
    """Whether a word is given a name that is only reported: ``kind = "memory"`` ... ``record_usage_tag("store", kind)``."""
    if _says_how_it_stands(site):
        return True
    target = site.statement.targets[0] if isinstance(site.statement, n.Assign) else None
    function = site.scope.function
    if not isinstance(target, n.Name) or function is None:
        return False
    uses = read = 0
    for node in own_statements(function.body):
        uses += isinstance(node, n.Name) and node.id == target.id
        if isinstance(node, n.Assign):
            uses -= any(isinstance(each, n.Name) and each.id == target.id for each in node.targets)
        if isinstance(node, n.Call) and not REPORTS.isdisjoint(tokens(spelling(node.func))):
            read += sum(isinstance(arg.value, n.Name) and arg.value.id == target.id for arg in node.args)
    return 0 < read == uses


def _says_how_it_stands(site: Site) -> bool:
    """Whether a word is put into what a program says of itself: ``return {"backend": "redis" if ... else "memory"}``, a label."""
    if site.around and last(site.around[0]) == "labels":
        return True
    said = site.statement.value if isinstance(site.statement, n.Return) else None
    named = site.scope.function.name if site.scope.function is not None else ""
    if said is not None and SHOWS.fullmatch(named):
        return True
    return isinstance(said, n.Dict) and not STATES.isdisjoint(tokens(named))
