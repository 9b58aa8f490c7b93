"""From a site to a fact: what the value is, whether it stands for a backing service, what excuses it."""

from __future__ import annotations

from collections.abc import Iterator

from p0lint.catalogue.words import is_class_name
from p0lint.catalogue.words import words as spelt_words
from p0lint.facts.choices.default_words import SAYS_NO_ROLE, default_word, word_of_table
from p0lint.facts.choices.judged_texts import fact_of_text, is_own_body, spells_class
from p0lint.facts.choices.lookalikes import chooses_nothing
from p0lint.facts.choices.reach import Reach, reach
from p0lint.facts.choices.refusals import refusal
from p0lint.facts.choices.telling import HOW, excuse_of_tests, setting_default, setting_name, steps_to
from p0lint.facts.choices.tried import tries_service
from p0lint.facts.kinds.classes import Implementation, module_kind
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.kinds.keys import by_choice, by_key
from p0lint.facts.kinds.providers import made_by
from p0lint.facts.kinds.siblings import sibling
from p0lint.facts.kinds.stand_ins import stand_in
from p0lint.facts.model import Fact, Selection
from p0lint.facts.names.identifiers import is_default_name, role
from p0lint.facts.names.links import links, place
from p0lint.facts.names.texts import text
from p0lint.facts.settings.reads import spelling
from p0lint.facts.sites.context import Words, words_around
from p0lint.facts.sites.site import Site
from p0lint.facts.sites.templates import filled
from p0lint.facts.syntax import nodes as n


def judge(site: Site) -> Iterator[Fact]:
    """The fact that a site gives rise to, if any."""
    site = filled(site)
    if site.form == "entry" and not _is_table(site):
        return
    made = _implementation(site)
    if site.form in ("entry", "registration") and (made is None or not made.forgets):
        made = by_key(site) or made
    if made is not None and not _is_place(site.value, made):
        yield from _selected(site, made) if made.forgets else ()
        return
    folded = text(site.value, site.scope)
    fact = None if folded is None else fact_of_text(site, folded) or word_of_table(site, folded)
    if fact is not None:
        yield fact


def _selected(site: Site, made: Implementation) -> Iterator[Fact]:
    """The selection of what forgets, and the default by which it is asked for."""
    how = reach(site)
    fact = _selection(site, made, how)
    if fact is not None:
        yield fact
    word = default_word(site, how, fact) if isinstance(fact, Selection) else None
    if word is not None:
        yield word


def _is_place(value: n.Expr, made: Implementation) -> bool:
    """Whether a call makes a temporary place and no service: it counts as the path that it returns."""
    return made.kind == "tmp" and made.name.startswith("tempfile.") and isinstance(value, n.Call)


def _implementation(site: Site) -> Implementation | None:
    made = implementation(site.value, site.scope) or stand_in(site) or by_choice(site)
    if made is None or (made.forgets and not made.role):
        made = sibling(site) or made
    if site.form == "import":
        return made if made is not None and made.forgets else module_kind(site.value, site.scope)
    if made is not None or not isinstance(site.value, n.Lambda):
        return made
    body = site.value.body
    items = body.items if isinstance(body, n.Seq) else []
    return next((found for item in items if (found := implementation(item, site.scope)) and found.forgets), None)


def _selection(site: Site, made: Implementation, how_reached: Reach) -> Fact | None:
    how = "injected" if site.form == "field" else HOW.get(how_reached.how, "")
    if how == "fallthrough" and how_reached.condition is not None and how_reached.condition.kind == "failed":
        how = "failed"
    words = words_around(site)
    if not how or not _stands_for_service(site, made, words, how_reached) or is_own_body(site, made.kind):
        return None
    if chooses_nothing(site, made, how_reached):
        return None
    name = made.name.rpartition(".")[2]
    if made.spelt and how_reached.how in ("default", "entry") and _in_defaults(site):
        return setting_default(site, how_reached, made.kind, made.role, name, made.steps)
    return Selection(
        place=place(site.value, site.scope),
        setting=setting_name(site, how_reached, words),
        kind=made.kind,
        role=made.role,
        symbol=site.scope.symbol,
        chain=links(site.scope, steps_to(site, how_reached, made.steps, f"{name} is {made.kind}: {made.why}")),
        excuse=how_reached.excuse or excuse_of_tests(words) or refusal(site, None, name),
        implementation=name,
        how=how,
    )


def _stands_for_service(site: Site, made: Implementation, words: Words, how: Reach) -> bool:
    """Whether a non-durable thing stands where a backing service is expected."""
    catalogue = site.scope.catalogue
    is_vague = made.role in SAYS_NO_ROLE or made.weak
    is_read = how.setting is not None and how.setting.is_certain
    if not made.sure and is_vague:
        is_named = (
            (is_read and made.weak and made.role != "client")
            or role((*words.near, *words.far[:2]), catalogue)
            or (how.how == "injected" and _is_called_as(site, made))
        )
        return bool(is_named) or (how.how == "handler" and tries_service(how.condition, site.scope))
    if not made.weak or (is_read and role(words.near, catalogue)):
        return True
    return how.how == "handler" and made.role not in SAYS_NO_ROLE and tries_service(how.condition, site.scope)


def _is_called_as(site: Site, made: Implementation) -> bool:
    """Whether a class is called as the parameter is in whose place it is taken: ``orders or InMemoryOrders()``."""
    if made.kind != "memory" or made.by_body:
        return False
    said = spelt_words(made.name.rpartition(".")[2])
    held = site.conditions[-1] if site.conditions else None
    names = [spelling(subject) for subject in held.subjects] if held is not None else list(site.targets)
    return any(said[-len(name) :] == name and len(said) > len(name) for name in map(spelt_words, names) if name)


def _is_table(site: Site) -> bool:
    """Whether a dict is a dispatch table: at least two of its values make, name or spell an implementation."""
    return site.scope.once(
        site.siblings[0], "table", lambda: sum(_is_entry(value, site) for value in site.siblings) >= 2
    )


def _is_entry(value: n.Expr, site: Site) -> bool:
    provider = made_by(value, site.scope.resolve(value.func)) if isinstance(value, n.Call) else None
    if provider is not None:
        return _is_entry(provider, site)
    if isinstance(value, n.Lambda) or implementation(value, site.scope) is not None:
        return True
    if is_class_name(spelling(value).rpartition(".")[2]) and not isinstance(value, n.Call):
        return True
    if isinstance(value, (n.Name, n.Attr)):
        found = site.scope.definition(value)
        if found is not None and found.kind in ("function", "method", "class"):
            return True
    folded = text(value, site.scope) if isinstance(value, (n.Str, n.Name, n.Attr)) else None
    return folded is not None and spells_class(folded.value, site)


def _in_defaults(site: Site) -> bool:
    """Whether a value stands in a table or under a name that is called a default."""
    names = [*site.targets, site.scope.function.name if site.scope.function else ""]
    return any(is_default_name(name) for name in names if name)
