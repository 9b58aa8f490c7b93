"""From a site to a fact: what the value is, how it is reached, what excuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from p0lint.facts import nodes as n
from p0lint.facts.conditions import Condition
from p0lint.facts.context import COMPUTE, KEPT, LISTENING, SCRATCH, Words, is_address, last, role, words_around
from p0lint.facts.links import links, place
from p0lint.facts.model import Fact, Selection, SettingDefault
from p0lint.facts.refusals import refusal
from p0lint.facts.settings import Setting, is_client_address, setting, spelling
from p0lint.facts.sites import Site
from p0lint.facts.values import Implementation, Step, Text, by_name, implementation, text


@dataclass(frozen=True, slots=True)
class Reach:
    """
    How a value comes to be taken.

    ``how`` is default (the setting is missing), otherwise (it is something else), explicit (it names the value), handler (an
    attempt failed), injected (an optional dependency was not given), entry (of a table), plain (always).
    """

    how: str
    setting: Setting | None
    condition: Condition | None
    excuse: str = ""


def judge(site: Site) -> Iterator[Fact]:
    """The facts that a site gives rise to: none, or one."""
    if site.form == "entry" and not _is_table(site):
        return
    reach = _reach(site)
    made = _implementation(site)
    if made is not None and made.forgets:
        fact = _selection(site, reach, made)
    else:
        folded = text(site.value, site.scope) if made is None else None
        fact = _default(site, reach, folded) if folded is not None else None
    if fact is not None:
        yield fact


def _implementation(site: Site) -> Implementation | None:
    made = implementation(site.value, site.scope)
    if made is not None or not isinstance(site.value, n.Lambda):
        return made
    body = site.value.body
    items = body.items if isinstance(body, n.Seq) else []
    return next((found for item in items if (found := implementation(item, site.scope)) and found.forgets), None)


def _reach(site: Site) -> Reach:
    gated = next((held.reason for held in site.conditions if held.kind == "gated"), "")
    excuse = f"only where {gated}" if gated else ""
    if site.form in ("entry", "registration"):
        return Reach("entry", None, None, excuse)
    if site.form in ("read", "option", "field"):
        return Reach("default", site.setting, None, excuse)
    if site.form == "parameter":
        return Reach("injected", None, None, excuse)
    for held in reversed(site.conditions):
        reach = _through(held, site, excuse)
        if reach is not None:
            return reach
    return Reach("plain", None, None, excuse)


def _through(held: Condition, site: Site, excuse: str) -> Reach | None:
    if held.kind == "failed":
        return Reach("handler", None, held, excuse)
    if held.kind not in ("missing", "present", "chosen", "rejected"):
        return None
    read = _relevant(held, site)
    if read is None:
        return None
    if held.kind == "missing":
        injected = all(_is_dependency(subject, site) for subject in held.subjects)
        return Reach("injected" if injected else "default", read, held, excuse)
    if held.kind == "present":
        names = [last(spelling(subject)) for subject in held.subjects]
        accepts = any(_says_non_durable(name, site) for name in names)
        return Reach("explicit", read, held, excuse) if accepts else None
    return Reach("explicit" if held.kind == "chosen" else "otherwise", read, held, excuse)


def _says_non_durable(name: str, site: Site) -> bool:
    stem = name.removeprefix("use_").removesuffix("_enabled").removeprefix("enable_")
    return site.scope.catalogue.value(stem, "backend") is not None or by_kind_word(name)


def by_kind_word(name: str) -> bool:
    """Whether an identifier speaks of memory or of nothing: in_memory_fallback_enabled."""
    spoken = name.lower()
    return any(word in spoken for word in ("in_memory", "inmemory", "memory_fallback", "noop", "no_op", "local_fallback"))


def _relevant(held: Condition, site: Site) -> Setting | None:
    """The setting that a condition asks for; None where it asks something else."""
    for subject in held.subjects:
        read = setting(subject, site.scope)
        if read is not None:
            return read
        name = last(spelling(subject))
        if name and (isinstance(subject, n.Name) or role([name], site.scope.catalogue)):
            return Setting(name, "local", subject)
    return None


def _is_dependency(subject: n.Expr, site: Site) -> bool:
    """Whether a missing thing is an optional dependency that a caller passes in, not a setting."""
    read = setting(subject, site.scope)
    if read is not None and read.is_certain:
        return False
    name = spelling(subject).rpartition(".")[2].lstrip("_")
    return bool(name) and (read is None or read.how in ("parameter", "attribute", "mapping"))


def _selection(site: Site, reach: Reach, made: Implementation) -> Fact | None:
    how = {
        "default": "fallthrough",
        "otherwise": "fallthrough",
        "explicit": "explicit",
        "entry": "explicit",
        "handler": "handler",
        "injected": "injected",
    }.get(reach.how, "")
    if site.form in ("read", "option"):
        how = "fallthrough"
    if site.form == "field":
        how = "injected"
    words = words_around(site)
    if not how:
        return None
    if not _stands_for_service(site, made, words):
        return None
    excuse = reach.excuse or refusal(site, reach.setting, made.name.rpartition(".")[2])
    return Selection(
        place=place(site.value, site.scope),
        setting=_name(reach, words),
        kind=made.kind,
        role=made.role,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, reach, made.steps, f"{made.name.rpartition('.')[2]} is {made.kind}: {made.why}")),
        excuse=excuse,
        implementation=made.name.rpartition(".")[2],
        how=how,
    )


def _stands_for_service(site: Site, made: Implementation, words: Words) -> bool:
    """Whether a non-durable thing stands where a backing service is expected."""
    if made.role and made.role not in ("client", "any"):
        return True
    return bool(role((*words.near, *words.far[:2]), site.scope.catalogue))


def _is_table(site: Site) -> bool:
    """Whether a dict is a dispatch table: at least two of its values make, name or spell an implementation."""
    count = 0
    for value in site.siblings:
        made = implementation(value, site.scope)
        folded = text(value, site.scope) if made is None and isinstance(value, (n.Str, n.Name, n.Attr)) else None
        if made is not None or (folded and _spells_class(folded.value, site)) or isinstance(value, n.Lambda):
            count += 1
    return count >= 2


def _spells_class(value: str, site: Site) -> bool:
    name = value.replace(":", ".").rpartition(".")[2]
    dotted = "." in value or ":" in value
    return dotted and " " not in value and bool(name) and (name[0].isupper() or by_name(name, value, site.scope) is not None)


def _default(site: Site, reach: Reach, folded: Text) -> Fact | None:
    words = words_around(site)
    near = role(words.near, site.scope.catalogue)
    far = near or role(words.far, site.scope.catalogue)
    if site.form == "entry" or site.form == "registration":
        return _spelt_entry(site, reach, folded, far)
    kind = _kind(site, folded, words, near, far)
    if not kind or reach.how in ("plain",) or (site.form == "parameter"):
        return None
    if reach.how == "explicit":
        return None
    if _is_other_address(site, words, near):
        return None
    excuse = reach.excuse or refusal(site, reach.setting, folded.value)
    return SettingDefault(
        place=place(site.value, site.scope),
        setting=_name(reach, words),
        kind=kind,
        role=near or far,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, reach, folded.steps, "")),
        excuse=excuse,
        value=folded.value,
    )


def _spelt_entry(site: Site, reach: Reach, folded: Text, far: str) -> Fact | None:
    """An entry of a dispatch table that names a class by its dotted name."""
    found = site.scope.catalogue.value(folded.value, far or None)
    if found is None or found.kind == "loopback" or not _spells_class(folded.value, site):
        return None
    name = folded.value.replace(":", ".").rpartition(".")[2]
    made = by_name(name, folded.value, site.scope)
    if made is not None and not made.role and not far:
        return None
    return Selection(
        place=place(site.value, site.scope),
        setting=site.key,
        kind=found.kind,
        role=made.role if made else far,
        symbol=site.scope.symbol,
        chain=links(site.scope, _steps(site, reach, folded.steps, f"{name} is {found.kind}: {found.why}")),
        excuse=reach.excuse,
        implementation=name,
        how="explicit",
    )


def _kind(site: Site, folded: Text, words: Words, near: str, far: str) -> str:
    """The non-durable kind of a default, if what is around it says that a backing service is meant."""
    catalogue = site.scope.catalogue
    if catalogue.loopback(folded.value):
        addressed = bool(near) or (bool(far) and any(is_address(name) for name in words.near))
        return "loopback" if addressed else ""
    found = catalogue.value(folded.value, near or None)
    if found is None:
        return ""
    if found.kind == "tmp":
        kept = bool(near) or words.has(KEPT)
        return "tmp" if kept and not words.has(SCRATCH) else ""
    if found.rank == 1:
        return found.kind if near or far else ""
    if not near:
        return ""
    if found.rank == 3 and not any(catalogue.selects(name) or is_address(name) for name in words.near):
        return ""
    return found.kind


def _is_other_address(site: Site, words: Words, near: str) -> bool:
    """Whether an address is not one of a backing service: one to listen on, of a caller, of a model."""
    subjects = [subject for held in site.conditions for subject in held.subjects]
    if any(is_client_address(subject) for subject in subjects):
        return True
    if words.has(COMPUTE, far=True):
        return True
    return not near and (words.has(LISTENING) or any(not LISTENING.isdisjoint(_tokens(name)) for name in words.far[:2]))


def _tokens(name: str) -> frozenset[str]:
    from p0lint.facts.context import tokens

    return tokens(name)


def _name(reach: Reach, words: Words) -> str:
    if reach.setting is not None and reach.setting.name:
        return reach.setting.name
    return words.near[0] if words.near else ""


def _steps(site: Site, reach: Reach, inner: tuple[Step, ...], closing: str) -> list[Step]:
    """The way from the setting to the value."""
    unit = site.scope.unit
    steps: list[Step] = []
    if reach.setting is not None:
        steps.extend(reach.setting.steps)
        if reach.setting.is_certain and reach.setting.node.origin is not None:
            steps.append(Step(unit, reach.setting.node, f"{reach.setting.name or 'the setting'} is read here"))
    if reach.condition is not None and reach.condition.node is not None:
        steps.append(Step(unit, reach.condition.node, _says(reach)))
    steps.extend(inner)
    if closing:
        steps.append(Step(unit, site.value, closing))
    return steps


def _says(reach: Reach) -> str:
    return {
        "default": "taken where this is missing",
        "injected": "taken where this is not given",
        "otherwise": "taken where this is none of the others",
        "explicit": "taken where this asks for it",
        "handler": "taken where this fails",
    }.get(reach.how, "taken here")
