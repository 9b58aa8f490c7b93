"""From a site to a fact: what the value is, whether it stands for a backing service, what excuses it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from p0lint.catalogue.entries import ValueKind
from p0lint.facts import nodes as n
from p0lint.facts.classes import Implementation, by_dotted, is_class_name, module_kind, names_class
from p0lint.facts.context import (
    CONFIGURES,
    Words,
    is_address,
    is_default_name,
    is_related,
    last,
    role,
    service_role,
    tokens,
    words_around,
)
from p0lint.facts.implementations import implementation
from p0lint.facts.keys import by_key
from p0lint.facts.links import links, place
from p0lint.facts.lookalikes import ASSETS, chooses_nothing, is_settled, only_tells
from p0lint.facts.model import Fact, Selection, SettingDefault
from p0lint.facts.reach import Reach, reach
from p0lint.facts.refusals import refusal
from p0lint.facts.setting_words import SAYS_LITTLE
from p0lint.facts.settings import is_of_record, spelling
from p0lint.facts.site import Site
from p0lint.facts.stand_ins import stand_in
from p0lint.facts.text_kinds import is_other_address, kind_of_text
from p0lint.facts.texts import Step, Text, shown, text

HOW = {
    "default": "fallthrough",
    "otherwise": "fallthrough",
    "explicit": "explicit",
    "entry": "explicit",
    "handler": "handler",
    "injected": "injected",
}
TESTS = frozenset({"test", "tests", "testing", "unittest", "fixture", "mock", "mocked"})
DEVELOPS = re.compile(r"(?:Dev|Development)(?:elopment)?(?:Base)?(?:Config|Configuration|Settings)")
CHOOSERS = frozenset({"driver", "engine", "provider", "adapter", "backend"})
SAYS = {
    "default": "taken where this is missing",
    "injected": "taken where this is not given",
    "otherwise": "taken where this is none of the others",
    "explicit": "taken where this asks for it",
    "handler": "taken where this fails",
}


def judge(site: Site) -> Iterator[Fact]:
    """The fact that a site gives rise to, if any."""
    if site.form == "entry" and not _is_table(site):
        return
    made = _implementation(site)
    if site.form == "entry" and (made is None or not made.forgets):
        made = by_key(site) or made
    if made is not None and not _is_place(site.value, made):
        fact = _selection(site, made) if made.forgets else None
    else:
        folded = text(site.value, site.scope)
        fact = _of_text(site, folded) if folded is not None else None
    if fact is not None:
        yield fact


def _is_place(value: n.Expr, made: Implementation) -> bool:
    """Whether a call makes a temporary place and no service: it counts as the path that it returns."""
    return made.kind == "tmp" and made.name.startswith("tempfile.") and isinstance(value, n.Call)


def _implementation(site: Site) -> Implementation | None:
    made = implementation(site.value, site.scope) or stand_in(site)
    if site.form == "import":
        return made if made is not None and made.forgets else module_kind(site.value, site.scope)
    if made is not None or not isinstance(site.value, n.Lambda):
        return made
    body = site.value.body
    items = body.items if isinstance(body, n.Seq) else []
    return next((found for item in items if (found := implementation(item, site.scope)) and found.forgets), None)


def _selection(site: Site, made: Implementation) -> Fact | None:
    how_reached = reach(site)
    how = HOW.get(how_reached.how, "")
    if site.form == "field":
        how = "injected"
    words = words_around(site)
    if not how or not _stands_for_service(site, made, words, how_reached) or _is_own_body(site, made.kind):
        return None
    if chooses_nothing(site, made, how_reached):
        return None
    name = made.name.rpartition(".")[2]
    if made.spelt and how_reached.how in ("default", "entry") and _in_defaults(site):
        return _default(site, how_reached, made.kind, made.role, name, made.steps)
    return Selection(
        place=place(site.value, site.scope),
        setting=_name(site, how_reached, words),
        kind=made.kind,
        role=made.role,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, how_reached, made.steps, f"{name} is {made.kind}: {made.why}")),
        excuse=how_reached.excuse or _test_name(words) or refusal(site, None, name),
        implementation=name,
        how=how,
    )


def _stands_for_service(site: Site, made: Implementation, words: Words, how: Reach) -> bool:
    """Whether a non-durable thing stands where a backing service is expected."""
    catalogue = site.scope.catalogue
    is_vague = made.role in ("", "client", "any") or made.weak
    is_read = how.setting is not None and how.setting.is_certain
    if not made.sure and is_vague:
        return (is_read and made.weak and made.role != "client") or bool(role((*words.near, *words.far[:2]), catalogue))
    return not made.weak or (is_read and bool(role(words.near, catalogue)))


def _is_own_body(site: Site, kind: str) -> bool:
    """Whether this is the body of a non-durable implementation, which is free to be what it is; tmp is still worth telling."""
    cls = site.scope.cls
    if cls is None or kind == "tmp":
        return False
    named = site.scope.catalogue.class_name(cls.name)
    return named is not None


def _is_table(site: Site) -> bool:
    """Whether a dict is a dispatch table: at least two of its values make, name or spell an implementation."""
    return site.scope.once(site.siblings[0], lambda: sum(_is_entry(value, site) for value in site.siblings) >= 2)


def _is_entry(value: n.Expr, site: Site) -> bool:
    if isinstance(value, n.Lambda) or implementation(value, site.scope) is not None:
        return True
    if is_class_name(spelling(value).rpartition(".")[2]) and not isinstance(value, n.Call):
        return True
    if isinstance(value, (n.Name, n.Attr)):
        found = site.scope.definition(value)
        if found is not None and found.kind in ("function", "method", "class"):
            return True
    folded = text(value, site.scope) if isinstance(value, (n.Str, n.Name, n.Attr)) else None
    return folded is not None and _spells_class(folded.value, site)


def _spells_class(value: str, site: Site) -> bool:
    name = value.replace(":", ".").rpartition(".")[2]
    dotted = "." in value or ":" in value
    return (
        dotted and " " not in value and bool(name) and (name[0].isupper() or by_dotted(value, site.scope) is not None)
    )


def _of_text(site: Site, folded: Text) -> Fact | None:
    words = words_around(site)
    catalogue = site.scope.catalogue
    near = role(words.near, catalogue)
    if site.form in ("entry", "registration"):
        return _spelt_entry(site, folded, near or service_role(words, catalogue))
    if site.form == "parameter":
        return None
    how = reach(site)
    if (site.around and site.form != "read" and names_class(site.around[0])) or _is_what_was_asked(site, how):
        return None
    if only_tells(site, folded.value, how) or _is_of_caller(site, how):
        return None
    if _is_plain(site, folded.value) and not _may_be_named(site, how):
        return None
    asked = role([how.setting.name], catalogue) if how.how == "explicit" and how.setting else ""
    far = near or asked or service_role(words, catalogue)
    near = near or (far if _chooses_of(site, how) else "")
    kind = kind_of_text(site, folded, words, near, far)
    if not kind or how.how == "plain" or _is_own_body(site, kind) or is_settled(site, folded.value, kind, how):
        return None
    if how.how == "explicit" and not _completes(site, kind):
        return _named(site, how, kind, near or far, folded) if _is_asked_for(site, how, folded) else None
    if kind == "loopback" and is_other_address(site, words):
        return None
    if _is_selected(site, how, kind, folded):
        return _named(site, how, kind, near or far, folded)
    return _default(site, how, kind, near or far, folded.value, folded.steps)


def _is_what_was_asked(site: Site, how: Reach) -> bool:
    """Whether a name is given back because it is none of what it was compared with: it is told where it got its value."""
    subjects = how.condition.subjects if how.condition is not None and how.how == "otherwise" else ()
    return isinstance(site.value, n.Name) and any(spelling(subject) == site.value.id for subject in subjects)


def _chooses_of(site: Site, how: Reach) -> bool:
    """Whether a setting that chooses leaves it to its class or section to say what: ``driver`` in DatabaseOptions."""
    if how.setting is not None and how.setting.is_certain:
        return how.setting.name.lower() in CHOOSERS
    return site.form == "field" and bool(site.targets) and site.targets[0].lower() in CHOOSERS


def _is_of_caller(site: Site, how: Reach) -> bool:
    """Whether a value comes from whoever calls the service, or from its data: neither chooses a backend."""
    read = how.setting or site.setting
    if read is None:
        return False
    return "request" in spelling(read.node).lower().split(".")[:2] or is_of_record(read.node)


def _may_be_named(site: Site, how: Reach) -> bool:
    """Whether a plain word can be the name of a backend: it is what a setting, a parameter or an attribute falls to."""
    if site.form == "field":
        cls = site.scope.cls
        names = (cls.name, *cls.bases) if cls is not None else ()
        return any(not CONFIGURES.isdisjoint(tokens(name)) for name in names)
    is_other_value = how.condition is not None and how.condition.reason == "or"
    return how.setting is None or how.setting.how != "local" or not is_other_value


def _is_plain(site: Site, value: str) -> bool:
    """Whether a value is one word that names no host."""
    return value.isidentifier() and not site.scope.catalogue.loopback(value)


def _default(site: Site, how: Reach, kind: str, role_of: str, value: str, steps: tuple[Step, ...]) -> SettingDefault:
    words = words_around(site)
    return SettingDefault(
        place=place(site.value, site.scope),
        setting=_name(site, how, words),
        kind=kind,
        role=role_of,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, how, steps, "")),
        excuse=how.excuse or _test_name(words) or refusal(site, how.setting, value),
        value=shown(value),
    )


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
    return (by_helper and bool(folded.steps or how.condition)) or returned or named or _is_in_branch(site, how, folded)


def _is_in_branch(site: Site, how: Reach, folded: Text) -> bool:
    """Whether a table names a class in the branch that is taken without another setting: ``else: CACHES = {...}``."""
    held, statement = how.condition, site.statement
    if held is None or not isinstance(statement, n.Assign) or not isinstance(statement.value, n.Dict):
        return False
    return _spells_class(folded.value, site) and not any(
        is_related(last(spelling(subject)), last(target)) for subject in held.subjects for target in site.targets
    )


def _named(site: Site, how: Reach, kind: str, role_of: str, folded: Text) -> Selection:
    words = words_around(site)
    return Selection(
        place=place(site.value, site.scope),
        setting=_name(site, how, words),
        kind=kind,
        role=role_of,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, how, folded.steps, "")),
        excuse=how.excuse or _test_name(words) or refusal(site, how.setting, folded.value),
        implementation=repr(shown(folded.value)),
        how=HOW[how.how] if how.how == "explicit" else "fallthrough",
    )


def _in_defaults(site: Site) -> bool:
    """Whether a value stands in a table or under a name that is called a default."""
    names = [*site.targets, site.scope.function.name if site.scope.function else ""]
    return any(is_default_name(name) for name in names if name)


def _test_name(words: Words) -> str:
    """The excuse of code that is there for tests, by the name of its function, class or variable."""
    named = next((name for name in (*words.near, *words.far[:2]) if not TESTS.isdisjoint(tokens(name))), "")
    for_development = next((name for name in words.far[:2] if DEVELOPS.fullmatch(name)), "")
    if for_development:
        return f"{for_development} is named for development"
    return f"{named} is named for tests" if named else ""


def _completes(site: Site, kind: str) -> bool:
    """Whether a bare address is completed: ``if url == "mongodb://": url += "localhost"``."""
    return kind == "loopback" and isinstance(site.statement, n.Assign) and site.statement.op == "+="


def _is_asked_for(site: Site, how: Reach, folded: Text) -> bool:
    """Whether a URL is given where its kind is asked for by name: ``if engine == "sqlite": url = f"sqlite:///{path}"``."""
    given = getattr(site.statement, "value", None) is site.value and isinstance(site.statement, (n.Assign, n.Return))
    if not given or "://" not in folded.value or how.condition is None:
        return False
    scheme = folded.value.partition("://")[0].partition("+")[0]
    return any(value.lower() == scheme for value in how.condition.values) and not any(
        is_address(last(spelling(subject))) for subject in how.condition.subjects
    )


def _spelt_entry(site: Site, folded: Text, far: str) -> Fact | None:
    """An entry of a dispatch table that names a class by its dotted name."""
    name = folded.value.replace(":", ".").rpartition(".")[2]
    if not _spells_class(folded.value, site) or site.key in ASSETS:
        return None
    made = by_dotted(folded.value, site.scope)
    if made is not None and not made.role and not far:
        return None
    found: Implementation | ValueKind | None = made if made is not None and made.forgets else None
    if found is None:
        value = site.scope.catalogue.value(folded.value, far or None)
        found = value if value is not None and value.rank == 1 and value.kind != "loopback" else None
    if found is None:
        return None
    return Selection(
        place=place(site.value, site.scope),
        setting=site.key,
        kind=found.kind,
        role=made.role if made else far,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, reach(site), folded.steps, f"{name} is {found.kind}: {found.why}")),
        excuse=reach(site).excuse,
        implementation=name,
        how="explicit",
    )


def _name(site: Site, how: Reach, words: Words) -> str:
    """What the setting is called; a key that says little, such as ``BACKEND``, with the tables that it is in."""
    if how.setting is not None and how.setting.name:
        return how.setting.name
    name = words.near[0] if words.near else ""
    if name.lower() not in SAYS_LITTLE | {"default", "location"} or site.targets[:1] != (name,):
        return name
    keys = site.targets[1:] if name == "default" else site.targets
    return ".".join(last(target) for target in reversed(keys)) or name


def _steps(site: Site, how: Reach, inner: tuple[Step, ...], closing: str) -> list[Step]:
    """The way from the setting to the value."""
    unit = site.scope.unit
    steps: list[Step] = []
    if how.setting is not None:
        steps.extend(how.setting.steps)
        if how.setting.is_certain:
            steps.append(Step(unit, how.setting.node, f"{how.setting.name or 'the setting'} is read here"))
    if how.condition is not None and how.condition.node is not None:
        steps.append(Step(unit, how.condition.node, SAYS.get(how.how, "taken here")))
    steps.extend(inner)
    if closing:
        steps.append(Step(unit, site.value, closing))
    return steps
