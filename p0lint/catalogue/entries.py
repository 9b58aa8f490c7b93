"""What the catalogue answers, as values; each carries the reason and the source of the fact."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

DURABLE = "durable"


@dataclass(frozen=True, slots=True)
class Symbol:
    """
    A class, function or other object of a library, by its full name.

    ``kind`` is memory, noop, local, tmp, loopback or durable. ``strength`` is strong where the symbol says it by
    itself, weak where it forgets only when it stands in for a backing service. ``bare`` is the kind when it is made
    without arguments, empty where that makes no difference. ``judge_by_url`` says that it is as durable as the address
    it is given. ``unless`` names arguments with which it is no longer of ``kind``; with ``bare_only`` any argument does
    that; with ``argument`` it is of ``kind`` only where that argument has the value ``equals``; with an argument of
    ``local_with`` it is kept on the local disk.
    """

    name: str
    kind: str
    role: str
    strength: str
    form: str
    canonical: str
    bare: str
    judge_by_url: bool
    unless: tuple[str, ...]
    bare_only: bool
    argument: str
    equals: str
    local_with: tuple[str, ...]
    why: str
    source: str

    @property
    def forgets(self) -> bool:
        """Whether it is non-durable in at least one way of using it as named."""
        return self.kind != DURABLE

    def is_local(self, keywords: Collection[str]) -> bool:
        """Whether one of the arguments of a call says that it is kept on the local disk."""
        is_elsewhere = any(name in keywords for name in self.unless)
        return not is_elsewhere and any(name in keywords for name in self.local_with)

    def kind_of_call(self, positional: Collection[str], keywords: Mapping[str, str]) -> str:
        """The kind of what a call makes; arguments by their literal text, empty text for any other expression."""
        given = bool(positional or keywords)
        if self.bare and not given:
            return self.bare
        if self.is_local(keywords):
            return "local"
        if self.argument:
            values = {*positional, keywords.get(self.argument, "")}
            return self.kind if self.equals in values else DURABLE
        if (self.bare_only and given) or any(name in keywords for name in self.unless):
            return DURABLE
        return self.kind


@dataclass(frozen=True, slots=True)
class NamedKind:
    """
    What the name of a class or factory says: InMemoryUserRepo is memory, with the role repository.

    ``strength`` is strong where a role noun stands beside a pattern that needs none, or is itself a strong one; weak
    where the noun is as often that of something else (SimpleClient); alone where there is none and ``role`` is empty.
    """

    name: str
    kind: str
    role: str
    strength: str
    pattern: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class ValueKind:
    """
    What the text of a setting names, where that forgets.

    ``rank`` 1 says it by itself, 2 is a name that says it beside a setting which speaks of a backing service, 3 an
    address, a path, or a word that says other things as often: trust it only where the setting addresses one or
    selects (``Catalogue.selects``).
    """

    text: str
    kind: str
    rank: int
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Reader:
    """
    A way to read a setting; positions are None and keywords empty where the call has none.

    ``name_default`` is the setting that is read when none is named. ``shape`` says where name and default stand: call,
    method, class-field, cli, subscript, mapping, constructor and others.
    """

    name: str
    idiom: str
    shape: str
    name_index: int | None
    name_keyword: str
    name_default: str
    default_index: int | None
    default_keyword: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Gate:
    """
    A name by which code asks whether this is a test or development run.

    ``type`` is env, test, debug, ci, flag, static, notebook, platform or dependency. ``verdict`` is good where the gate
    keeps production out, bad where it does not, depends where its default decides.
    """

    name: str
    idiom: str
    type: str
    verdict: str
    open_by_default: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """A setting of a well-known program or framework, and what it is when nobody sets it."""

    name: str
    role: str
    library_default: str
    default_kind: str
    read_from: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Additions:
    """
    What a project adds to the catalogue; each name is a full name, a bare name or an fnmatch pattern.

    ``non_durable`` pairs a name with its kind. An addition is believed before the catalogue itself.
    """

    durable: tuple[str, ...] = ()
    non_durable: tuple[tuple[str, str], ...] = ()
    settings_readers: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    backing_services: tuple[str, ...] = ()
