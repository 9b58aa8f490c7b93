"""How a judged site is told: as a fact with its place, its setting and the way from one to the other."""

from __future__ import annotations

import re
from typing import TypeVar

from p0lint.facts.choices.reach import Reach
from p0lint.facts.choices.refusals import refusal
from p0lint.facts.model import Fact, Selection, SettingDefault
from p0lint.facts.names.identifiers import last, tokens
from p0lint.facts.names.links import Step, links, place
from p0lint.facts.names.texts import Text, shown
from p0lint.facts.settings.words import SAYS_LITTLE, SPECIFIES
from p0lint.facts.sites.context import Words, words_around
from p0lint.facts.sites.site import Site

T = TypeVar("T", bound=Fact)

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
AFTER_FAILURE = "taken where this fails"
SAYS = {
    "default": "taken where this is missing",
    "injected": "taken where this is not given",
    "otherwise": "taken where this is none of the others",
    "explicit": "taken where this asks for it",
    "handler": AFTER_FAILURE,
}


def setting_default(
    site: Site, how: Reach, kind: str, role_of: str, value: str, steps: tuple[Step, ...]
) -> SettingDefault:
    """What a site whose value is the default of a setting is told as."""
    return _told(SettingDefault, site, how, kind, role_of, Text(value, steps), value=shown(value))


def named_selection(site: Site, how: Reach, kind: str, role_of: str, folded: Text) -> Selection:
    """What a site is told as whose value names what is taken."""
    taken = HOW[how.how] if how.how == "explicit" else "fallthrough"
    return _told(Selection, site, how, kind, role_of, folded, implementation=repr(shown(folded.value)), how=taken)


def _told(fact: type[T], site: Site, reached: Reach, kind: str, role_of: str, folded: Text, **own: str) -> T:
    """A fact of a site, with what is its own; the rest is said of every text."""
    words = words_around(site)
    return fact(
        place=place(site.value, site.scope),
        setting=setting_name(site, reached, words),
        kind=kind,
        role=role_of,
        symbol=site.scope.symbol,
        chain=links(site.scope, steps_to(site, reached, folded.steps, "")),
        excuse=reached.excuse or excuse_of_tests(words) or refusal(site, reached.setting, folded.value),
        **own,
    )


def excuse_of_tests(words: Words) -> str:
    """The excuse of code that is there for tests, by the name of its function, class or variable."""
    named = next((name for name in (*words.near, *words.far[:2]) if not TESTS.isdisjoint(tokens(name))), "")
    for_development = next((name for name in words.far[:2] if DEVELOPS.fullmatch(name)), "")
    if "testing" in words.far:
        return "the module is named for tests"
    if for_development:
        return f"{for_development} is named for development"
    return f"{named} is named for tests" if named else ""


def setting_name(site: Site, how: Reach, words: Words) -> str:
    """What the setting is called; a key that says little, such as ``BACKEND``, with the tables that it is in."""
    if how.setting is not None and how.setting.name:
        return how.setting.name
    name = words.near[0] if words.near else ""
    if name.lower() not in SAYS_LITTLE | SPECIFIES | {"location"} or site.targets[:1] != (name,):
        return name
    keys = site.targets[1:] if name in SPECIFIES else site.targets
    if keys and keys[0].lower() not in SAYS_LITTLE:
        return keys[0]
    return ".".join(last(target) for target in reversed(keys)) or name


def steps_to(site: Site, how: Reach, inner: tuple[Step, ...], closing: str) -> list[Step]:
    """The way from the setting to the value."""
    unit = site.scope.unit
    steps: list[Step] = []
    if how.setting is not None:
        steps.extend(how.setting.steps)
        if how.setting.is_certain:
            steps.append(Step(unit, how.setting.node, f"{how.setting.name or 'the setting'} is read here"))
    if how.condition is not None and how.condition.node is not None:
        failed = how.condition.kind == "failed"
        steps.append(Step(unit, how.condition.node, AFTER_FAILURE if failed else SAYS.get(how.how, "taken here")))
    steps.extend(inner)
    if closing:
        steps.append(Step(unit, site.value, closing))
    return steps
