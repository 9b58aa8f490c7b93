"""What is durable and what is not: the one thing that facts and rules ask."""

from __future__ import annotations

from dataclasses import dataclass

from p0lint.catalogue import symbols
from p0lint.catalogue._generated import KNOWN_SETTINGS, READERS, REASONS
from p0lint.catalogue.additions import Added
from p0lint.catalogue.addresses import is_loopback
from p0lint.catalogue.entries import Additions, Gate, KnownSetting, NamedKind, Reader, Symbol, ValueKind
from p0lint.catalogue.gates import gate_of, is_development, is_production
from p0lint.catalogue.names import durable_noun, is_excluded, kind_of_name
from p0lint.catalogue.plain import CLIENTS, COLLECTIONS
from p0lint.catalogue.roles import role_of, selects, subject_of
from p0lint.catalogue.siblings import kind_beside, role_beside, technology_of
from p0lint.catalogue.texts import kind_of_text

NO_ADDITIONS = Additions()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue with the additions of one project, which are believed first."""

    added: Added

    @classmethod
    def load(cls, additions: Additions = NO_ADDITIONS) -> Catalogue:
        """The catalogue for a project; cheap, because the data is shared."""
        return cls(Added(additions))

    def symbol(self, full_name: str) -> Symbol | None:
        """The entry of a resolved full name: its home, a re-export or a constructor of it; never of a short name."""
        return self.added.symbol(full_name) or symbols.find(full_name)

    def class_name(self, name: str) -> NamedKind | None:
        """The non-durable kind that a class or factory name says: InMemoryUserRepo, NullCache, make_memory_store."""
        return self.added.named(name) or (None if self.added.kind(name) else kind_of_name(name))

    def class_name_beside(self, name: str, other: str) -> NamedKind | None:
        """The non-durable kind that a name says beside that of a durable thing: DiscardTrail beside KafkaTrail."""
        return None if self.added.kind(name) or self.added.named(other) else kind_beside(name, other)

    def durable_class_beside(self, name: str, other: str) -> str:
        """The role of a durable thing that is called the same but for its technology: FirestoreWindow beside SlidingWindow."""
        return "" if self.added.named(other) else role_beside(name, other)

    def technology(self, name: str, body: str = "") -> str:
        """The role of the durable technology that a class says: KafkaFeed, by its name or its body; empty for what only acts."""
        return "" if self.added.named(name) else technology_of(name, body)

    def durable_class_name(self, name: str) -> str | None:
        """The role of a backing service that a name says, unless it says a non-durable one: RedisEventStore."""
        if self.added.named(name):
            return None
        return durable_noun(name) or (
            "service" if self.added.kind(name) or self.added.is_backing_service(name) else None
        )

    def role(self, identifier: str) -> str | None:
        """The role that a setting, attribute, parameter or class speaks of: FLAGS_BACKEND; None for LOG_LEVEL."""
        return role_of(identifier) or ("service" if self.added.is_backing_service(identifier) else None)

    def is_of_service(self, name: str) -> bool:
        """Whether an identifier speaks of a backing service, by its role, its words, or as a client of one."""
        return bool(
            self.role(name)
            or self.durable_class_name(name)
            or name.endswith(CLIENTS)
            or (name.endswith(COLLECTIONS) and self.subject(name))
        )

    def subject(self, name: str) -> str | None:
        """The role that the name of a class, module or file speaks of anywhere: ClickhouseSettings, stores/x.py."""
        return subject_of(name) or ("service" if self.added.is_backing_service(name) else None)

    def selects(self, identifier: str) -> bool:
        """Whether a setting chooses by a name (CACHE_BACKEND, store_type), so that vague words like default count."""
        return selects(identifier)

    def value(self, text: str, context_role: str | None) -> ValueKind | None:
        """The non-durable kind that the whole text names, as a word, URL, path, address, class or dotted name."""
        kind = self.added.kind(text)
        if kind is not None:
            named = self.added.named(text)
            return ValueKind(text, named.kind, 1, named.why, named.source) if named else None
        return kind_of_text(text, context_role)

    def loopback(self, text: str) -> bool:
        """Whether the text is, or holds where its host stands, an address of this host, in any spelling."""
        return is_loopback(text)

    def reader(self, full_name: str) -> Reader | None:
        """How a call, class or mapping of that full name reads a setting."""
        if found := self.added.reader(full_name):
            return found
        return Reader(full_name, *READERS[full_name]) if full_name in READERS else None

    def gate(self, name: str) -> Gate | None:
        """What it says to ask for a variable, flag, attribute, module or full name: APP_ENV, TYPE_CHECKING."""
        return self.added.gate(name) or gate_of(name)

    def is_environment_name(self, name: str) -> bool:
        """Whether the value of a variable or attribute says the environment: APP_ENV, settings.environment."""
        gate = self.gate(name)
        return gate is not None and gate.type == "env" and gate.verdict != "bad"

    def is_test_flag(self, name: str) -> bool:
        """Whether only a test or development run sets a flag: is_testing, DEBUG, TYPE_CHECKING, allow_in_memory."""
        gate = self.gate(name)
        return gate is not None and gate.type != "env" and gate.verdict == "good"

    def is_test_marker(self, name: str) -> bool:
        """Whether the mere presence of a variable or module says test or CI: PYTEST_CURRENT_TEST, pytest."""
        gate = self.gate(name)
        return gate is not None and gate.type in ("test", "ci", "notebook") and gate.verdict == "good"

    def is_development_value(self, text: str) -> bool:
        """Whether the value of an environment setting means no production: dev, test, local."""
        return is_development(text)

    def is_production_value(self, text: str) -> bool:
        """Whether the value of an environment setting means a shared deployment: prod, staging."""
        return is_production(text)

    def why_not(self, name: str) -> str:
        """Why a class name or full name that looks like one that forgets is none; empty where nothing is known."""
        return REASONS.get(name) or REASONS.get(name.rpartition(".")[2].lstrip("_"), "")

    def class_is_excluded(self, name: str) -> bool:
        """Whether a class is known to be no backing service by its name: CacheConfig, NullPool, LocalTime."""
        return is_excluded(name)

    def known_setting(self, name: str) -> KnownSetting | None:
        """What a well-known program or framework does when nobody sets the setting."""
        return KnownSetting(name, *KNOWN_SETTINGS[name]) if name in KNOWN_SETTINGS else None
