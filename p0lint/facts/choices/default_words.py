"""Defaults that say nothing by themselves, and ask for what forgets: ``getenv("SESSIONS", "ring")`` ahead of ``if it == "ring"``."""

from __future__ import annotations

from dataclasses import replace

from p0lint.facts.choices.reach import Reach
from p0lint.facts.choices.telling import setting_default
from p0lint.facts.model import Selection, SettingDefault
from p0lint.facts.names.texts import Step, text
from p0lint.facts.settings.reads import Setting
from p0lint.facts.sites.site import Site


def default_word(site: Site, how: Reach, taken: Selection) -> SettingDefault | None:
    """The default that asks for what a selector takes where a setting names it; None where another value is the default."""
    read, held = how.setting, how.condition
    if how.how != "explicit" or held is None or held.kind != "chosen" or taken.excuse:
        return None
    if read is None or not read.is_certain or read.default is None or not _is_near(read, site):
        return None
    folded = text(read.default, site.scope)
    if folded is None or folded.value.lower() not in {value.lower() for value in held.values}:
        return None
    where = replace(site, value=read.default, form="read", conditions=(), targets=(), around=(), setting=read)
    asked = Step(site.scope.unit, site.value, f"{folded.value!r} asks for {taken.implementation}")
    return setting_default(where, Reach("default", read), taken.kind, taken.role, folded.value, (*folded.steps, asked))


def _is_near(read: Setting, site: Site) -> bool:
    """Whether a setting is read in the part of the source that the site is in, so that its places are those of the part."""
    return any(node is read.default for statement in site.scope.unit.body for node in statement.walk())
