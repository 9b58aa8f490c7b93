"""What a text means where it stands: the default of a setting, the end of a selector, an entry of a table, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from p0lint.catalogue.entries import ValueKind
from p0lint.catalogue.vague import CHOOSERS
from p0lint.catalogue.words import is_class_name, words
from p0lint.facts.choices.lookalikes import ASSETS, is_settled, only_tells
from p0lint.facts.choices.reach import Reach, reach
from p0lint.facts.choices.telling import named_selection, setting_default, steps_to
from p0lint.facts.kinds.classes import Implementation, by_dotted, names_class
from p0lint.facts.kinds.text_kinds import is_other_address, kind_of_text, role_of_file
from p0lint.facts.model import Fact, Selection
from p0lint.facts.names.identifiers import is_address, is_related, last, role, tokens
from p0lint.facts.names.links import links, place
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import Text
from p0lint.facts.names.vocabulary import SERVES
from p0lint.facts.settings.reads import is_of_record, spelling
from p0lint.facts.sites.context import service_role, words_around
from p0lint.facts.sites.options import is_of_settings
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.index import ClassIndex
from p0lint.facts.syntax.walks import last_name

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a server listens on, unless the name beside it says that it is where a backing service is
DOTTED = re.compile(r"[a-z_]\w*(?:\.[A-Za-z_]\w*){2,}")  # the full name of a class, or of the module that stands for it
OWN_SITE = frozenset({"app", "application", "site", "website", "web", "frontend", "ui", "public", "external", "portal"})
ADDRESSES = frozenset({"url", "uri", "host", "hostname", "origin", "address", "domain", "base", "root", "my", "self"})
SPOKEN = frozenset({"http", "api"})  # by clients as well as by servers
# A method of a class that fills its fields from a file or the environment.
FILLED = re.compile(
    r"\bdef (?:from|load|read)_(?:an?_)?(?:toml|yaml|yml|ini|env|environ|environment|config|conf|settings|(?:config_)?file)\("
)
KINDS = frozenset({"kind", "type", "transport", "implementation", "impl"})  # of what the settings around them are for


def is_own_body(site: Site, kind: str) -> bool:
    """Whether this is the body of a non-durable implementation, which is free to be what it is; tmp is still worth telling."""
    cls = site.scope.cls
    if cls is None or kind == "tmp":
        return False
    named = site.scope.catalogue.class_name(cls.name)
    return named is not None


def is_backend_module(value: str) -> bool:
    """Whether a text is the dotted name of a module that is a backend: ``django.contrib.sessions.backends.file``."""
    return ".backends." in value and value.islower() and DOTTED.fullmatch(value) is not None


def spells_class(value: str, site: Site) -> bool:
    """Whether a text is the dotted name of a class, or of a module that stands for it: ``django.db.backends.sqlite3``."""
    if is_backend_module(value):
        return True
    name = value.replace(":", ".").rpartition(".")[2]
    dotted = "." in value or ":" in value
    return (
        dotted and " " not in value and bool(name) and (name[0].isupper() or by_dotted(value, site.scope) is not None)
    )


def fact_of_text(site: Site, folded: Text) -> Fact | None:
    """The fact that a text at a site gives rise to, if any."""
    words = words_around(site)
    catalogue = site.scope.catalogue
    near = role(words.near, catalogue) or role_of_file(folded.value, site, words) or _role_of_member(site)
    if site.form in ("entry", "registration"):
        return _spelt_entry(site, folded, near or service_role(words, catalogue))
    if site.form == "parameter":
        return None
    how = reach(site)
    if _names_what_is_made(site) or _is_what_was_asked(site, how):
        return None
    if only_tells(site, folded.value, how) or _is_of_caller(site, how):
        return None
    if _is_plain(site, folded.value) and not _may_be_named(site, how):
        return None
    asked = role([how.setting.name], catalogue) if how.how == "explicit" and how.setting else ""
    far = near or asked or service_role(words, catalogue) or _subject_of_settings(site, folded.value)
    near = near or (far if _chooses_of(site, how) else "")
    kind = kind_of_text(site, folded, words, near, far)
    if not kind or how.how == "plain" or is_own_body(site, kind) or is_settled(site, folded.value, kind, how):
        return None
    if how.how == "explicit" and not _completes(site, kind):
        return named_selection(site, how, kind, near or far, folded) if _is_asked_for(site, how, folded) else None
    is_unnamed = not near and (folded.value == EVERYWHERE or _is_of_own_site(words.near))
    if kind == "loopback" and (is_other_address(site, folded.value, words) or is_unnamed):
        return None
    if _is_selected(site, how, kind, folded):
        return named_selection(site, how, kind, near or far, folded)
    return setting_default(site, how, kind, near or far, folded.value, folded.steps)


def _role_of_member(site: Site) -> str:
    """What the class of kinds is for that a member is taken of: ``StoreKind.MEMORY``."""
    owner = last_name(site.value.value) if isinstance(site.value, n.Attr) else ""
    catalogue = site.scope.catalogue
    if not is_class_name(owner) or not catalogue.selects(owner):
        return ""
    said = owner[: -len(words(owner)[-1])]  # of StoreKind the store; QueueResultType is of results
    return catalogue.role(said) or ""


def _subject_of_settings(site: Site, value: str) -> str:
    """What the class of settings is for that an address stands in, by any word of its name: ``HttpRedisIndexConfig``."""
    cls = site.scope.cls if site.scope.function is None else None
    if cls is None or not is_of_settings(cls) or not site.scope.catalogue.loopback(value):
        return ""
    serves = tokens(cls.name) & (SERVES - SPOKEN)
    return "" if serves else site.scope.catalogue.subject(cls.name) or ""


def _is_of_own_site(names: Sequence[str]) -> bool:
    """Whether an address is where people find the program itself: ``app_url``, ``PUBLIC_BASE_URL``."""
    said = tokens(names[0]) - ADDRESSES if names else frozenset()
    return bool(said) and said <= OWN_SITE


def _names_what_is_made(site: Site) -> bool:
    """Whether a class is loaded by this very text, so that it is told as made; another one may stand before ``or``."""
    is_other_value = bool(site.conditions) and site.conditions[-1].reason == "or"
    return bool(site.around) and site.form != "read" and not is_other_value and names_class(site.around[0])


def _is_what_was_asked(site: Site, how: Reach) -> bool:
    """Whether a name is given back because it is none of what it was compared with: it is told where it got its value."""
    subjects = how.condition.subjects if how.condition is not None and how.how == "otherwise" else ()
    return isinstance(site.value, n.Name) and any(spelling(subject) == site.value.id for subject in subjects)


def _chooses_of(site: Site, how: Reach) -> bool:
    """Whether a setting that chooses leaves it to its class or section to say what: ``driver`` in DatabaseOptions."""
    if how.setting is not None and how.setting.is_certain:
        return how.setting.name.lower() in CHOOSERS
    name = site.targets[0].lower() if site.form == "field" and site.targets else ""
    return name in CHOOSERS or (name in KINDS and _is_field_of_settings(site))


def _is_field_of_settings(site: Site) -> bool:
    """Whether a field is a setting: its class is called so, or is what an application is configured from."""
    cls = site.scope.cls
    if cls is None or is_of_settings(cls) or f".from_object({cls.name})" in site.scope.module.text:
        return cls is not None
    return _is_filled_from_file(site.scope, cls)


def _is_filled_from_file(scope: Scope, cls: ClassIndex) -> bool:
    """Whether a class has a method that reads its fields from a file or the environment: ``def from_toml(cls, path): ...``."""
    body = "\n".join(scope.module.lines[cls.span.start - 1 : cls.span.end])
    return scope.project.learn(("filled", scope.module.path, cls.name), lambda: bool(FILLED.search(body)))


def _is_of_caller(site: Site, how: Reach) -> bool:
    """Whether a value comes from whoever calls the service, or from its data: neither chooses a backend."""
    read = how.setting or site.setting
    if read is None:
        return False
    return "request" in spelling(read.node).lower().split(".")[:2] or is_of_record(read.node)


def _may_be_named(site: Site, how: Reach) -> bool:
    """Whether a plain word can be the name of a backend: it is what a setting, a parameter or an attribute falls to."""
    if site.form == "field":
        return _is_field_of_settings(site)
    is_other_value = how.condition is not None and how.condition.reason == "or"
    return how.setting is None or how.setting.how != "local" or not is_other_value


def _is_plain(site: Site, value: str) -> bool:
    """Whether a value is one word that names no host."""
    return value.isidentifier() and not site.scope.catalogue.loopback(value)


def _is_selected(site: Site, how: Reach, kind: str, folded: Text) -> bool:
    """Whether a text is what a selector ends in and not the default of a setting: returned, named or made by a helper."""
    if kind in ("loopback", "tmp") or site.form != "value":
        return False
    by_helper = isinstance(site.value, n.Call) or any(
        isinstance(part, n.Call) for part in getattr(site.value, "parts", ())
    )
    returned = (
        isinstance(site.statement, n.Return)
        and how.condition is not None
        and (how.how == "otherwise" or (how.how == "default" and isinstance(site.statement.value, n.Seq)))
    )
    named = how.how == "injected" and folded.value.isidentifier()
    named = named or (isinstance(site.value, n.Sub) and how.condition is not None and spells_class(folded.value, site))
    return (by_helper and bool(folded.steps or how.condition)) or returned or named or _is_in_branch(site, how, folded)


def _is_in_branch(site: Site, how: Reach, folded: Text) -> bool:
    """Whether a table names a class in the branch that is taken without another setting: ``else: CACHES = {...}``."""
    held, statement = how.condition, site.statement
    if held is None or not isinstance(statement, n.Assign) or not isinstance(statement.value, n.Dict):
        return False
    return spells_class(folded.value, site) and not any(
        is_related(last(spelling(subject)), last(target)) for subject in held.subjects for target in site.targets
    )


def _completes(site: Site, kind: str) -> bool:
    """Whether a bare address is completed: ``if url == "mongodb://": url += "localhost"``."""
    return kind == "loopback" and isinstance(site.statement, n.Assign) and site.statement.op == "+="


def _is_asked_for(site: Site, how: Reach, folded: Text) -> bool:
    """Whether a URL or a class is given where its kind is asked for: ``if engine == "sqlite": url = f"sqlite:///{path}"``."""
    if DOTTED.fullmatch(folded.value) and how.condition is not None:
        values = filter(None, how.condition.values)
        named = folded.value.lower()
        return how.condition.kind == "present" or any(value.lower() in named for value in values)
    given = getattr(site.statement, "value", None) is site.value and isinstance(site.statement, (n.Assign, n.Return))
    if not given or "://" not in folded.value or how.condition is None:
        return False
    scheme = folded.value.partition("://")[0].partition("+")[0]
    asked = (value.lower().partition("+")[0] for value in how.condition.values)
    return scheme in asked and not any(is_address(last(spelling(subject))) for subject in how.condition.subjects)


def _spelt_entry(site: Site, folded: Text, far: str) -> Fact | None:
    """An entry of a dispatch table that names a class by its dotted name."""
    name = folded.value.replace(":", ".").rpartition(".")[2]
    if not spells_class(folded.value, site) or site.key in ASSETS:
        return None
    made = by_dotted(folded.value, site.scope)
    if made is not None and not made.role and not far:
        return None
    found: Implementation | ValueKind | None = made if made is not None and made.forgets else None
    if found is None:
        value = site.scope.catalogue.value(folded.value, far or None)
        is_known = value is not None and (value.rank == 1 or is_backend_module(folded.value))
        found = value if value is not None and is_known and value.kind != "loopback" else None
    if found is None:
        return None
    return Selection(
        place=place(site.value, site.scope),
        setting=site.key,
        kind=found.kind,
        role=made.role if made else far,
        symbol=site.scope.symbol,
        chain=links(site.scope, steps_to(site, reach(site), folded.steps, f"{name} is {found.kind}: {found.why}")),
        excuse=reach(site).excuse,
        implementation=name,
        how="explicit",
    )
