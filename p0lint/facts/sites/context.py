"""Which backing service the words around a value speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from p0lint.catalogue.catalogue import Catalogue
from p0lint.facts.names.identifiers import is_address, is_related, last, names_several, role, tokens
from p0lint.facts.names.scope import spelt
from p0lint.facts.names.vocabulary import SERVES
from p0lint.facts.settings.reads import setting, spelling
from p0lint.facts.sites.site import Site
from p0lint.facts.syntax import nodes as n
from p0lint.facts.syntax.walks import leaves


@dataclass(frozen=True, slots=True)
class Words:
    """The identifiers around a value, from the nearest outwards; ``near`` name the value, ``far`` what it is part of."""

    near: tuple[str, ...]
    far: tuple[str, ...]

    def has(self, vocabulary: frozenset[str], *, far: bool = False) -> bool:
        """Whether one of the words in the identifiers is of a vocabulary."""
        return any(not vocabulary.isdisjoint(tokens(name)) for name in (*self.near, *(self.far if far else ())))


def words_around(site: Site) -> Words:
    """The identifiers that say what a value is for."""
    near: list[str] = []
    if site.setting is not None:
        near.append(site.setting.name)
    targets = [last(target) for target in site.targets]
    for held in reversed(site.conditions):
        if held.kind in ("missing", "chosen", "rejected"):
            direct = held.reason == "or" or not targets or _is_of_same_table(site, held.subjects)
            for asked in (list(_names_of(subject, site)) for subject in held.subjects):
                if direct or any(is_related(name, target) for name in asked for target in targets):
                    near.extend(asked)
            break
    near.extend(targets)
    scope = site.scope
    if scope.function is not None and _says_what_it_returns(scope.function.name, site):
        near.append(scope.function.name)
    around = [last(callee) for callee in site.around]
    made = made_for(site)
    names = [part for part in reversed(scope.symbol.split(".")) if part]
    module = list(reversed(scope.module.name.split(".")))[:3]
    return Words(tuple(filter(None, near)), tuple(filter(None, (made, *around, *names, *module))))


def _is_of_same_table(site: Site, subjects: tuple[n.Expr, ...]) -> bool:
    """Whether a value is taken from the table that was asked for another one: ``except KeyError: path = BACKENDS["dummy"]``."""
    table = spelling(site.value.value) if isinstance(site.value, n.Sub) else ""
    return bool(table) and any(spelling(subject) == table for subject in subjects)


def _says_what_it_returns(name: str, site: Site) -> bool:
    """Whether the name of a function is that of the value: of a default, of an address that it returns, or of a kind."""
    whole = site.statement.value if isinstance(site.statement, n.Return) and not site.targets else None
    is_returned = whole is not None and any(leaf is site.value for leaf in leaves(whole))
    if is_returned and isinstance(site.value, n.Str) and site.scope.catalogue.selects(name):
        return True
    return "default" in tokens(name) or (is_returned and is_address(name))


def made_for(site: Site) -> str:
    """What the library says that the nearest call makes, whatever its name: an ``HttpClient`` of a vector index."""
    if not site.around:
        return ""
    symbol = site.scope.catalogue.symbol(spelt(site.around[0], site.scope.module))
    return symbol.role if symbol is not None and not symbol.forgets else ""


def _names_of(subject: n.Expr, site: Site) -> Iterator[str]:
    """What a condition asks for is called: the setting that is read, and the expression that reads it."""
    read = setting(subject, site.scope)
    if read is not None and read.name:
        yield last(read.name)
    spelt = last(spelling(subject))
    if not isinstance(subject, n.Call) or read is None:
        yield spelt


def service_role(words: Words, catalogue: Catalogue) -> str:
    """The role that what a value is part of speaks of, unless something nearer speaks of listening or computing."""
    for name in words.far:
        found = role((name,), catalogue)
        if found:
            return found
        if not SERVES.isdisjoint(tokens(name)) and not names_several(name):
            return ""
    return ""
