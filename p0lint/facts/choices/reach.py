"""How a value comes to be taken: because a setting is missing, names it, is something else, or because an attempt failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from p0lint.facts.choices.durable_paths import is_beside_durable
from p0lint.facts.choices.first_use import is_first_use, is_for_key
from p0lint.facts.choices.initial_values import is_called_default, is_replaced, replaced_by, sets_config
from p0lint.facts.choices.subjects import (
    asks_for_durable,
    asks_what_it_replaces,
    hands_out_other,
    is_handed_out,
    is_made_above,
)
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.names.identifiers import is_address, is_related, last, role, tokens
from p0lint.facts.paths.conditions import LOOKED_UP, Condition
from p0lint.facts.paths.gates import YES
from p0lint.facts.settings.reads import Setting, is_of_record, setting, spelling
from p0lint.facts.sites.context import made_for
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

PLATFORM = ("platform.", "sys.platform", "os.name")
# What a durable backend is reached by: where it is missing, another one is taken.
LEADS_TO = re.compile(
    r"(?:^|_)(?:url|uri|dsn|hosts?|endpoints?|address|addresses|servers|brokers|bucket|connection_string|conn_str(?:ing)?|conninfo|remote)$"
)
NON_DURABLE_FLAG = (
    "in_memory",
    "inmemory",
    "memory_fallback",
    "noop",
    "no_op",
    "local_fallback",
    "use_memory",
    "dummy",
    "fake",
)


LEFT = frozenset({"missing", "rejected"})  # what holds where a durable backing service was taken on another path


@dataclass(frozen=True, slots=True)
class Reach:
    """
    How a value comes to be taken.

    ``how`` is default (the setting is missing), otherwise (it is something else), explicit (it names the value), handler (an
    attempt failed), injected (an optional dependency was not given), entry (of a table), plain (always). ``setting`` is what was
    asked for; ``excuse`` the gate that must be open.
    """

    how: str
    setting: Setting | None = None
    condition: Condition | None = None
    excuse: str = ""


def reach(site: Site) -> Reach:
    """How the value of a site comes to be taken."""
    gated = next((held.reason for held in site.conditions if held.kind == "gated"), "")
    excuse = f"only where {gated}" if gated else ""
    if site.form in ("entry", "registration"):
        return Reach("entry", None, None, excuse)
    if site.form in ("read", "option", "field", "constant"):
        return Reach("default", site.setting, None, excuse)
    if site.form == "parameter":
        return Reach("injected", None, None, excuse)
    deciding = _deciding(site.conditions)
    for held in deciding:
        if is_first_use(held, site):
            return Reach("plain", None, None, excuse)
        found = _through(held, site, excuse)
        if found is not None:
            return found
    without = next((held for held in deciding if held.kind in LEFT and held.subjects), None)
    if without is not None and is_beside_durable(site):
        name = last(spelling(without.subjects[0]))
        how = "default" if without.kind == "missing" else "otherwise"
        return Reach(how, Setting(name, "local", without.subjects[0]), without, excuse)
    return _unconditional(site, excuse)


def _deciding(conditions: tuple[Condition, ...]) -> list[Condition]:
    """What holds, the nearest first, but for the other values of what is asked for by one: that is not what is left."""
    asked = {spelling(subject) for held in conditions if held.kind == "chosen" for subject in held.subjects}
    return [held for held in reversed(conditions) if held.kind != "rejected" or not _is_about(held, asked)]


def _is_about(held: Condition, names: set[str]) -> bool:
    return bool(held.subjects) and all(spelling(subject) in names for subject in held.subjects)


def _through(held: Condition, site: Site, excuse: str) -> Reach | None:
    if is_for_key(held, site) or any(spelling(subject).startswith(PLATFORM) for subject in held.subjects):
        return Reach("plain", None, held, excuse)
    if held.kind == "typed" and held.values:
        return Reach("explicit", Setting(held.values[0], "local", held.subjects[0]), held, excuse)
    if held.kind == "failed":
        return Reach("otherwise" if held.reason == "below" else "handler", None, held, excuse)
    if held.kind not in ("missing", "present", "chosen", "rejected"):
        return None
    read = _asked(held, site)
    if read is None:
        return None
    if held.kind == "missing":
        passed = not is_made_above(held, site) and all(
            _is_dependency(subject, site) and _takes_place_of(subject, held, site) for subject in held.subjects
        )
        return Reach("injected" if passed else "default", read, held, excuse)
    if held.kind == "present":
        names = [read.name, *(last(spelling(subject)) for subject in held.subjects)]
        accepts = any(_says_non_durable(name, site) for name in names if name)
        if any(site.scope.catalogue.is_test_flag(last(spelling(subject))) for subject in held.subjects):
            return Reach("default", read, held, excuse)  # a gate that its own default opens
        return Reach("explicit", read, held, excuse) if accepts else None
    if held.kind == "chosen":
        if _is_open_gate(held, read, site):
            return Reach("default", read, held, excuse)
        how = "otherwise" if asks_for_durable(held) else "explicit"
        return Reach(how, read, held, excuse) if _chooses(held, read, site) else None
    is_asked = _is_no_url(held) or held.reason == LOOKED_UP or _chooses(held, read, site)
    return Reach("otherwise", read, held, excuse) if is_asked else None


def _is_no_url(held: Condition) -> bool:
    """Whether what was asked for leads nowhere: ``"://" not in url``."""
    return held.kind == "rejected" and held.values == ("://",)


def _chooses(held: Condition, read: Setting, site: Site) -> bool:
    """Whether a comparison is about which backing service to take: by the setting's name, or by what it is compared with."""
    catalogue = site.scope.catalogue
    names = [read.name, *(last(spelling(subject)) for subject in held.subjects)]
    if role(names, catalogue) or any(catalogue.selects(name) or catalogue.is_environment_name(name) for name in names):
        return True
    compared = [value.rstrip(":/").partition("+")[0] for value in held.values]
    return any(catalogue.value(value, "backend") or catalogue.role(value) for value in compared if value)


def _is_open_gate(held: Condition, read: Setting, site: Site) -> bool:
    """Whether the environment is asked for, and says development when nobody sets it; or a flag, which says yes."""
    catalogue = site.scope.catalogue
    names = [read.name, *(last(spelling(subject)) for subject in held.subjects)]
    if any(catalogue.is_test_flag(name) for name in names if name):
        return all(value.lower() in YES for value in held.values)
    asks = any(catalogue.is_environment_name(name) for name in names if name)
    return asks and all(catalogue.is_development_value(value) for value in held.values)


def _says_non_durable(name: str, site: Site) -> bool:
    stem = name.removeprefix("use_").removesuffix("_enabled").removeprefix("enable_").strip("_")
    if site.scope.catalogue.value(stem.rpartition("_")[2], "backend") is not None:
        return True
    if tokens(name) & {"use", "enable", "with"} and tokens(name) & {
        "local",
        "memory",
        "fake",
        "dummy",
        "mock",
        "sqlite",
        "noop",
    }:
        return True
    if "sqlite" in tokens(name) and tokens(name) & {"is", "uses"}:
        return True
    return any(word in name.lower() for word in NON_DURABLE_FLAG) or site.scope.catalogue.class_name(stem) is not None


def _asked(held: Condition, site: Site) -> Setting | None:
    """The setting that a condition asks for; None where it asks for something that has nothing to do with the value."""
    for subject in held.subjects:
        if is_of_record(subject):
            continue
        read = setting(subject, site.scope)
        name = last(spelling(subject))
        if read is None and name and not isinstance(subject, n.Call):
            read = Setting(name, "local", subject)
        speaks = held.reason == "or" or role([name], site.scope.catalogue) or site.scope.catalogue.is_test_flag(name)
        if read is None and speaks:
            read = Setting(name, "call", subject)
        if asks_what_it_replaces(subject, site) if read is None else hands_out_other(subject, site):
            return Setting(spelling(subject), "call", subject)
        if read is None:
            continue
        if read.is_certain or held.reason == "or" or _concerns([name, read.name], site):
            return read
        if (held.kind == "missing" or _is_no_url(held)) and _leads_to(name, site):
            return read
        if held.kind in ("chosen", "rejected") and _names_backends(held, site):
            return read
        if held.kind == "missing" and (
            _tells_address(site) or _is_own_client(subject, site) or is_handed_out(subject, site)
        ):
            return read
    return None


def _tells_address(site: Site) -> bool:
    """Whether a function that is called by the address of a backing service returns one: ``def _redis_url(): ...``."""
    named = site.scope.function.name if site.scope.function is not None else ""
    if not isinstance(site.statement, n.Return) or not isinstance(site.value, n.Str) or not is_address(named):
        return False
    scheme, _, rest = site.value.text.partition("://")
    return bool(rest) and not tokens(named).isdisjoint(tokens(scheme))


def _is_own_client(subject: n.Expr, site: Site) -> bool:
    """Whether a client, called just that, is made with the value where none was passed: ``if client is None: client = Redis("…")``."""
    targets = site.statement.targets if isinstance(site.statement, n.Assign) else []
    is_given = any(last(spelling(target)) == last(spelling(subject)) for target in targets)
    return is_given and bool(made_for(site))


def _leads_to(name: str, site: Site) -> bool:
    """Whether an implementation is taken because the address of another one is missing."""
    return isinstance(site.value, (n.Call, n.Name, n.Attr)) and LEADS_TO.search(name.lower()) is not None


def _names_backends(held: Condition, site: Site) -> bool:
    """Whether something is compared with the name of a backend, where a backing service is spoken of, or one is made."""
    catalogue = site.scope.catalogue
    around = [*site.targets, *reversed(site.scope.symbol.split("."))]
    if not any(catalogue.value(value, "backend") is not None for value in held.values):
        return False
    made = implementation(site.value, site.scope)
    return bool(role([last(name) for name in around if name], catalogue)) or (
        made is not None and made.forgets and bool(made.role)
    )


def _concerns(names: list[str], site: Site) -> bool:
    """Whether something asked for has to do with the value: it speaks of a backing service, or is what is being set."""
    catalogue = site.scope.catalogue
    if role(names, catalogue) or any(catalogue.selects(name) or catalogue.is_test_flag(name) for name in names):
        return True
    return any(is_related(name, last(target)) for name in names if name for target in site.targets) or (
        not site.targets and any(is_related(name, site.scope.symbol.rpartition(".")[2]) for name in names if name)
    )


def _takes_place_of(subject: n.Expr, held: Condition, site: Site) -> bool:
    """Whether the value is taken in the place of what is missing, as ``a or B()`` and ``if a is None: a = B()`` do."""
    name = last(spelling(subject))
    return held.reason == "or" or any(is_related(name, last(target)) for target in site.targets)


def _is_dependency(subject: n.Expr, site: Site) -> bool:
    """Whether a missing thing is an optional dependency that a caller passes in, not a setting."""
    read = setting(subject, site.scope)
    if read is not None and (read.is_certain or read.how == "mapping"):
        return False
    name = spelling(subject).rpartition(".")[2].lstrip("_")
    is_screamed = site.scope.function is None and name.isupper()  # HAS_CELERY, of a settings module
    return bool(name) and not isinstance(subject, n.Call) and not is_screamed


def _unconditional(site: Site, excuse: str) -> Reach:
    """A value that is taken always, unless it is called a default or another one may come in its place."""
    if is_called_default(site):
        return Reach("default", None, None, excuse)
    target = site.targets[0] if site.targets else ""
    if isinstance(site.statement, n.Assign) and target:
        if is_replaced(target, site):
            is_global = site.scope.function is None and target in site.scope.module.rebound_globals
            return Reach("injected" if is_global else "default", replaced_by(target, site), None, excuse)
        if sets_config(site.statement, site):
            return Reach("default", None, None, excuse)
    return Reach("plain", None, None, excuse)
