"""Defaults that say nothing by themselves, and ask for what forgets: ``getenv("SESSIONS", "ring")`` ahead of ``if it == "ring"``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from p0lint.facts.choices.reach import Reach
from p0lint.facts.choices.telling import setting_default
from p0lint.facts.kinds.implementations import implementation
from p0lint.facts.model import Selection, SettingDefault
from p0lint.facts.names.constants import entry
from p0lint.facts.names.identifiers import last
from p0lint.facts.names.links import Step
from p0lint.facts.names.scope import Scope
from p0lint.facts.names.texts import Text, text
from p0lint.facts.paths.lookups import looked_up_in
from p0lint.facts.settings.reads import Setting
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n

SAYS_NO_ROLE = frozenset({"", "client", "any"})


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


def word_of_table(site: Site, folded: Text) -> SettingDefault | None:
    """The default under which a table has what forgets: ``STORES[getenv("SESSIONS", "ring")]``."""
    read, scope = site.setting, site.scope
    if site.form != "read" or read is None or not read.is_certain:
        return None
    for table in _tables_asked(read, scope):
        found = entry(table, folded.value, scope) or entry(table, folded.value.lower(), scope)
        made = implementation(found[0], found[1]) if found is not None else None
        if found is not None and made is not None and made.forgets and made.role not in SAYS_NO_ROLE:
            asked = Step(scope.unit, table, f"{folded.value!r} asks for {last(made.name)}")
            steps = (*folded.steps, asked, *found[2], *made.steps)
            return setting_default(site, Reach("default", read), made.kind, made.role, folded.value, steps)
    return None


def _tables_asked(read: Setting, scope: Scope) -> Iterator[n.Expr]:
    """What is asked for an entry by what a setting says, in the part of the source that reads it."""
    for node in (node for statement in scope.unit.body for node in statement.walk()):
        table, key = looked_up_in(node) or (None, None)
        if table is not None and key is not None and _is_of(read, key, scope):
            yield table


def _is_of(read: Setting, key: n.Expr, scope: Scope) -> bool:
    """Whether a key is what a setting says, as it is or through a name."""
    given = scope.values(key.id) if isinstance(key, n.Name) else [key]
    return any(node is read.node for value in given for node in value.walk())


def _is_near(read: Setting, site: Site) -> bool:
    """Whether a setting is read in the part of the source that the site is in, so that its places are those of the part."""
    return any(node is read.default for statement in site.scope.unit.body for node in statement.walk())
