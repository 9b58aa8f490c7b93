"""What a name says beside another one that differs from it in what it is made of: DiscardTrail beside KafkaTrail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from p0lint.catalogue._generated import ACTING_NOUNS, LOCAL_TECHNOLOGIES, PREFIXES, SUFFIXES, TECHNOLOGIES
from p0lint.catalogue.entries import NamedKind
from p0lint.catalogue.names import is_excluded
from p0lint.catalogue.words import runs, words

SQL = ("sql", "sqlalchemy")  # says that it is a database, and not which
# The packages of those who offer many services: one of them is all that a class can mean that calls them.
CLOUDS = {"boto3": "store", "google.cloud": "store", "azure.storage": "storage", "azure.cosmos": "store"}
PROVIDERS = frozenset({"aws", "azure", "gcp", "google", "alibaba", "aliyun", "tencent", "cloudflare"})
_ACTING = frozenset(ACTING_NOUNS)
MODULES = frozenset(name.partition(".")[0].encode() for name in (*TECHNOLOGIES, *CLOUDS))
Rest = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]


@lru_cache(maxsize=1 << 12)
def kind_beside(name: str, other: str) -> NamedKind | None:
    """The non-durable kind of a name that is called as a durable thing is but for what it is made of, with the role of that."""
    if is_excluded(name) or is_excluded(other):
        return None
    for mine, its, noun, is_first in _told_apart(words(name), words(other)):
        pattern = (SUFFIXES if is_first else PREFIXES).get("".join(mine))
        role = _role(its)
        if pattern and role and _ACTING.isdisjoint(noun):
            kind, _, text, why, source = pattern
            return NamedKind(name, kind, role, "strong", text, why, source)
    return None


@lru_cache(maxsize=1 << 12)
def role_beside(name: str, other: str) -> str:
    """The role of the technology that another name says of the same noun: of FirestoreWindow beside SlidingWindow, or Window."""
    own, its = words(name), words(other)
    told = [(rest, noun) for _, rest, noun, is_first in _told_apart(own, its) if not is_first]
    if its[-len(own) :] == own or its[: len(own)] == own:
        told.append((its[: -len(own)] if its[-len(own) :] == own else its[len(own) :], own))
    roles = (_role(rest) for rest, noun in told if _ACTING.isdisjoint(noun))
    return next(filter(None, roles), "") if not is_excluded(other) else ""


def technology_of(name: str, body: str = "") -> str:
    """The role of the durable technology that a class says by its name, or whose modules its body calls; empty for what only acts."""
    parts = words(name)
    if not parts or parts[-1] in _ACTING or is_excluded(name) or "".join(parts[:1]) in PREFIXES:
        return ""
    if not PROVIDERS.isdisjoint(parts):
        return "store"
    is_of_sql = len(parts) == 2 and parts[0] in SQL  # SqlTariffs, and no SqlBasedUpstream, which is made of it
    return _role(parts) or ("database" if is_of_sql else next(_technologies_in(body), ""))


def _technologies_in(body: str) -> Iterator[str]:
    """The roles of the durable technologies whose modules a piece of source calls: ``redis.from_url(url)``."""
    return (TECHNOLOGIES.get(found[1]) or CLOUDS[found[1]] for found in _called_module().finditer(body))


@cache
def _called_module() -> re.Pattern[str]:
    """The modules of durable technologies where they are called; made for the first class that is asked about, as it takes its time."""
    modules = "|".join(map(re.escape, sorted({*TECHNOLOGIES, *CLOUDS})))
    return re.compile(rf"(?<![\w.])({modules})(?=[. ])")


def may_stand_beside(name: str) -> bool:
    """Whether a name begins or ends as what forgets does, so that another one may say what it is of."""
    parts = words(name)
    starts = ("".join(parts[:end]) in PREFIXES for end in range(1, min(len(parts), 5)))
    ends = ("".join(parts[-length:]) in SUFFIXES for length in (1, 2) if length < len(parts))
    return not is_excluded(name) and (any(starts) or any(ends))


def _told_apart(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[Rest]:
    """What two names do not share of their words, with the noun that they share, and whether that comes first in the one."""
    for length in range(min(len(one), len(other)) - 1, 0, -1):
        for shared, its in ((other[-length:], other[:-length]), (other[:length], other[length:])):
            if one[-length:] == shared:
                yield one[:-length], its, shared, False
            if one[:length] == shared:
                yield one[length:], its, shared, True


def _role(parts: tuple[str, ...]) -> str:
    """The role of the durable technology that some words name; empty if they name none, or a stand-in for it."""
    if "".join(parts[:1]) in PREFIXES:
        return ""
    found = [run for _, _, run in runs(parts) if run in TECHNOLOGIES or run in LOCAL_TECHNOLOGIES]
    if found:
        return TECHNOLOGIES.get(found[0], "")
    return "database" if len(parts) == 1 and parts[0] in SQL else ""
