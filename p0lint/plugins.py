"""The rules of all plugins; a plugin that does not load ends the run, for less would be checked than was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pluggy

from p0lint import hookspecs, own_rules, rules
from p0lint.config.settings import Settings
from p0lint.entry_points import entry_points
from p0lint.errors import P0lintError
from p0lint.finding import RuleInfo
from p0lint.rule import Rule, RuleIncomplete

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def _advice(near: str) -> str:
    return f"did you mean {near!r}?" if near else "'p0lint rules' lists them"


class PluginFailed(P0lintError):
    """A plugin cannot be loaded, or what it gives is no set of rules."""

    def __init__(self, plugin: str, reason: str) -> None:
        super().__init__(plugin, reason)
        self.plugin = plugin
        self.reason = reason

    def __str__(self) -> str:
        return f"plugin {self.plugin} {self.reason}"


class SelectorUnknown(P0lintError):
    """``select`` or ``ignore`` names what no rule has."""

    def __init__(self, key: str, selector: str, origin: str, near: str = "") -> None:
        super().__init__(key, selector, origin, near)
        self.key = key
        self.selector = selector
        self.origin = origin
        self.near = near

    def __str__(self) -> str:
        return f"{self.origin}: {self.key} names {self.selector!r}, which no rule has: {_advice(self.near)}"


class RuleUnknown(P0lintError):
    """Somebody asked for a rule that there is not."""

    def __init__(self, name: str, near: str = "") -> None:
        super().__init__(name, near)
        self.name = name
        self.near = near

    def __str__(self) -> str:
        return f"{self.name!r} is no rule: {_advice(self.near)}"


class NothingSelected(P0lintError):
    """The settings leave no rule, so that a run could only be green."""

    def __str__(self) -> str:
        return "select and ignore leave no rule: select one, or leave the files out with 'exclude'"


@dataclass(frozen=True)
class RuleSet:
    """The rules of all plugins, sorted by code."""

    rules: tuple[Rule, ...]

    @cached_property
    def infos(self) -> tuple[RuleInfo, ...]:
        """What reports and pages tell of them."""
        return tuple(rule.info() for rule in self.rules)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all rules, whether selected or not."""
        return frozenset(rule.code for rule in self.rules)

    def chosen(self, settings: Settings) -> tuple[Rule, ...]:
        """The rules that the settings select; raises SelectorUnknown and NothingSelected."""
        selected = (
            {rule.code for rule in self._named("select", settings)} if settings.select is not None else self.codes
        )
        ignored = {rule.code for rule in self._named("ignore", settings)}
        chosen = tuple(rule for rule in self.rules if rule.code in selected - ignored)
        if not chosen:
            raise NothingSelected
        return chosen

    def named(self, name: str) -> Rule:
        """The rule of that code or slug; raises RuleUnknown."""
        for rule in self.rules:
            if name in (rule.code, rule.slug):
                return rule
        raise RuleUnknown(name, self._near(name))

    def _named(self, key: str, settings: Settings) -> Iterator[Rule]:
        """The rules that a code, the beginning of a code or a slug stands for."""
        selectors: tuple[str, ...] = getattr(settings, key) or ()
        for selector in selectors:
            named = [rule for rule in self.rules if selector == rule.slug or rule.code.startswith(selector)]
            if not named:
                origins = [origin for each, origin in settings.origins if each == key]
                raise SelectorUnknown(key, selector, " or ".join(origins), self._near(selector))
            yield from named

    def _near(self, selector: str) -> str:
        import difflib

        names = [name for rule in self.rules for name in (rule.code, rule.slug)]
        return next(iter(difflib.get_close_matches(selector, names, 1)), "")


class _BuiltIn:
    """The first plugin."""

    @hookspecs.hookimpl
    def p0lint_rules(self) -> Iterable[type[Rule]]:
        return (*own_rules.RULES, *rules.RULES)


def rule_set(classes: Iterable[type[Rule]]) -> RuleSet:
    """The rules of these classes; raises RuleIncomplete."""
    return RuleSet(tuple(sorted((_made(each) for each in classes), key=lambda rule: rule.code)))


def load_rules() -> RuleSet:
    """The rules of p0lint and of every installed plugin; raises PluginFailed."""
    return _load(entry_points(hookspecs.PROJECT))


def built_in_rules() -> RuleSet:
    """The rules of p0lint alone."""
    return _load([])


def _load(offered: Iterable[EntryPoint]) -> RuleSet:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(_BuiltIn(), hookspecs.PROJECT)
    for entry_point in offered:
        _register(manager, entry_point)
    given: dict[str, tuple[str, Rule]] = {}
    for implementation in manager.hook.p0lint_rules.get_hookimpls():
        for rule in list(_given_by(implementation)):
            _add(given, implementation.plugin_name, rule)
    return RuleSet(tuple(rule for _, (_, rule) in sorted(given.items())))


def _register(manager: pluggy.PluginManager, entry_point: EntryPoint) -> None:
    name = _described(entry_point)
    try:
        manager.register(entry_point.load(), name)
        manager.check_pending()
    except (Exception, SystemExit) as error:
        raise PluginFailed(name, f"cannot be loaded: {_reason(error)}") from error


def _described(entry_point: EntryPoint) -> str:
    """The name of a plugin with the distribution that brings it."""
    dist = entry_point.dist
    return f"{entry_point.name} ({dist.name} {dist.version})" if dist else entry_point.name


def _given_by(implementation: pluggy.HookImpl) -> Iterator[Rule]:
    """One object of each rule class that a plugin gives, all found to be complete."""
    plugin = implementation.plugin_name
    try:
        classes = list(cast(Iterable[object], implementation.function()))
    except (Exception, SystemExit) as error:
        raise PluginFailed(plugin, f"fails in p0lint_rules(): {_reason(error)}") from error
    for given in classes:
        if not (isinstance(given, type) and issubclass(given, Rule)):
            raise PluginFailed(plugin, f"gives {given!r}, which is no subclass of p0lint.Rule")
        try:
            yield _made(given)
        except RuleIncomplete as error:
            raise PluginFailed(plugin, f"gives an incomplete rule: {error}") from error
        except Exception as error:
            raise PluginFailed(plugin, f"gives {given.__name__}, which fails: {_reason(error)}") from error


def _made(rule: type[Rule]) -> Rule:
    """An object of a rule class that has a whole page and says what it asks for; raises RuleIncomplete."""
    rule.info()
    rule.fact_class()
    return rule()


def _add(given: dict[str, tuple[str, Rule]], plugin: str, rule: Rule) -> None:
    for other_plugin, other in given.values():
        for name in ("code", "slug"):
            if getattr(other, name) == getattr(rule, name):
                taken = f"gives {type(rule).__name__} the {name} {getattr(rule, name)}"
                raise PluginFailed(
                    plugin, f"{taken}, which {type(other).__name__} of {other_plugin} has: choose another"
                )
    given[rule.code] = (plugin, rule)


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
