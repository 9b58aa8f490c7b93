"""
Write ``_generated.py`` from ``data/*.toml``: run ``python -m p0lint.catalogue.build`` after a change of the data.

The generated module holds plain literals, because start-up cannot afford to parse TOML. After a change of the tables
themselves run this file by its path: the package does not import while the tables are not there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
TARGET = HERE / "_generated.py"
LOOPBACK = r"(?:localhost(?:\.localdomain)?|127(?:\.\d{1,3}){1,3}|0\.0\.0\.0|\[?::1\]?)(?![\w.-])"
HEADER = '''"""The catalogue as literals; generated from data/*.toml by ``python -m p0lint.catalogue.build``."""

# ruff: noqa: E501, RUF001, S104, S108  (one entry, one line; addresses and paths are data)

from __future__ import annotations
'''

ROLE_LISTS = (
    "place_endings",
    "selector_endings",
    "address_endings",
    "chooser_endings",
    "noise_endings",
    "foreign_words",
    "factory_verbs",
    "passed_over",
)

Entry = Mapping[str, Any]


def read(name: str) -> dict[str, Any]:
    """One data file."""
    with (HERE / "data" / f"{name}.toml").open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)
        return data


def squeeze(name: str) -> str:
    """A name as the matcher compares it: lower case, without underscores."""
    return name.replace("_", "").lower()


def main(target: Path = TARGET) -> None:
    """Write the generated module."""
    target.write_text(render(), encoding="utf-8")


def render() -> str:
    """The source of the generated module."""
    return HEADER + "".join(_assignment(name, kind, value) for name, kind, value in _tables())


def _assignment(name: str, annotation: str, value: object) -> str:
    if isinstance(value, dict):
        body = "".join(f"    {key!r}: {entry!r},\n" for key, entry in value.items())
        return f"\n{name}: {annotation} = {{\n{body}}}\n"
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        body = "".join(f"    {entry!r},\n" for entry in value)
        return f"\n{name}: {annotation} = (\n{body})\n"
    return f"\n{name}: {annotation} = {value!r}\n"


def _tables() -> Iterator[tuple[str, str, object]]:
    yield from _symbol_tables()
    yield from _text_tables()
    yield from _name_tables()
    yield from _role_tables()
    yield from _reader_and_gate_tables()


def _symbol_tables() -> Iterator[tuple[str, str, object]]:
    symbols = {name: _symbol(entry) for name, entry in read("symbols").items()}
    symbols |= {
        name: _symbol({"kind": "durable", "strength": "strong", **entry}) for name, entry in read("durable").items()
    }
    canonical = {entry[4]: name for name, entry in symbols.items() if entry[4] and entry[4] not in symbols}
    full_names = [*symbols, *canonical]
    yield (
        "SYMBOLS",
        "dict[str, tuple[str, str, str, str, str, str, bool, tuple[str, ...], bool, str, str, tuple[str, ...], str, str]]",
        symbols,
    )
    yield "CANONICAL", "dict[str, str]", canonical
    yield "BY_LAST_NAME", "dict[str, tuple[str, ...]]", _grouped(full_names, lambda name: name.rpartition(".")[2])
    yield "BY_MODULE", "dict[str, tuple[str, ...]]", _grouped(full_names, lambda name: name.rpartition(".")[0])


def _symbol(entry: Entry) -> tuple[Any, ...]:
    get = entry.get
    return (
        get("kind"),
        get("role"),
        get("strength"),
        get("form"),
        get("canonical", ""),
        get("bare", ""),
        get("judge_by_url", False),
        tuple(get("unless", ())),
        get("bare_only", False),
        get("argument", ""),
        get("equals", ""),
        tuple(get("local_with", ())),
        get("why"),
        get("source"),
    )


def _grouped(names: Iterable[str], key: Any) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name in names:
        groups[key(name)] = (*groups.get(key(name), ()), name)
    return groups


def _text_tables() -> Iterator[tuple[str, str, object]]:
    values = {
        name: (entry["kind"], entry["rank"], entry["needs_role"], entry["why"], entry["source"])
        for name, entry in read("values").items()
    }
    urls = read("urls")
    schemes = {
        name: (entry["kind"], entry["needs_role"], entry["why"], entry["source"])
        for name, entry in urls["schemes"].items()
    }
    of_addresses = [entry for entry in urls["patterns"] if "LOOPBACK" in entry["pattern"]]
    patterns = tuple(_pattern(entry) for entry in urls["patterns"] if entry not in of_addresses)
    yield "FRAGMENTS", "tuple[str, ...]", _listed(urls, "fragments", *urls["loopback_fragments"])
    yield "STARTS", "tuple[str, ...]", _listed(urls, "starts")
    yield "ENDS", "tuple[str, ...]", _listed(urls, "ends")
    yield "VALUES", "dict[str, tuple[str, int, bool, str, str]]", values
    yield "SCHEMES", "dict[str, tuple[str, bool, str, str]]", schemes
    yield "PATTERNS", "tuple[tuple[str, str, int, bool, str, str], ...]", patterns
    yield (
        "LOOPBACK_PATTERNS",
        "tuple[tuple[str, str, int, bool, str, str], ...]",
        tuple(_pattern(entry) for entry in of_addresses),
    )


def _pattern(entry: Entry) -> tuple[Any, ...]:
    keys = ("kind", "rank", "needs_role", "why", "source")
    return (entry["pattern"].replace("LOOPBACK", LOOPBACK), *(entry[key] for key in keys))


def _listed(urls: Entry, key: str, *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*more, *(text for entry in urls["patterns"] for text in entry.get(key, ()))]))


def _name_tables() -> Iterator[tuple[str, str, object]]:
    data = read("class_names")
    for match, table in (
        ("prefix", "PREFIXES"),
        ("infix", "INFIXES"),
        ("suffix", "SUFFIXES"),
        ("function", "FUNCTIONS"),
    ):
        yield table, "dict[str, tuple[str, bool, str, str, str]]", _patterns(data, match)
    yield "EXCLUDED_SUFFIXES", "tuple[str, ...]", tuple(squeeze(name) for name in data["excluded_suffixes"])
    yield "STRIPPED_PREFIXES", "tuple[str, ...]", tuple(squeeze(name) for name in data["stripped_prefixes"])
    yield "JOINING_WORDS", "tuple[str, ...]", tuple(data["joining_words"])
    yield "ACTING_NOUNS", "tuple[str, ...]", tuple(data["acting_nouns"])
    yield "STAND_INS", "tuple[str, ...]", tuple(dict.fromkeys(squeeze(name) for name in data["stand_ins"]))
    friends = data["false_friends"]
    reasons = {name: entry["why"] for name, entry in [*friends.items(), *read("rejected").items()]}
    yield "REASONS", "dict[str, str]", reasons
    yield "FALSE_FRIENDS", "tuple[str, ...]", tuple(name for name in friends if "*" not in name)
    yield "FALSE_FRIEND_PATTERNS", "tuple[str, ...]", tuple(name for name in friends if "*" in name)


def _patterns(data: dict[str, Any], match: str) -> dict[str, tuple[str, bool, str, str, str]]:
    chosen = (entry for entry in data["patterns"] if entry["match"] == match)
    return {
        squeeze(entry["pattern"]): (
            entry["kind"],
            entry["needs_role"],
            entry["pattern"],
            entry.get("why", ""),
            entry["source"],
        )
        for entry in chosen
    }


def _role_tables() -> Iterator[tuple[str, str, object]]:
    data = read("roles")
    nouns = {squeeze(name): (entry["role"], entry["strength"]) for name, entry in data["nouns"].items()}
    yield "NOUNS", "dict[str, tuple[str, str]]", nouns
    yield "NOUN_NAMES", "tuple[str, ...]", tuple(data["nouns"])
    for table in ("words", "pairs", "technologies", "local_technologies", "qualifiers", "places", "chosen"):
        yield table.upper(), "dict[str, str]", dict(data[table])
    for table in ROLE_LISTS:
        yield table.upper(), "tuple[str, ...]", tuple(data[table])


def _reader_and_gate_tables() -> Iterator[tuple[str, str, object]]:
    readers = {
        call: _reader(idiom, entry) for idiom, entry in read("readers").items() for call in entry.get("calls", ())
    }
    yield "READERS", "dict[str, tuple[str, str, int | None, str, str, int | None, str, str, str]]", readers
    gates = read("gates")
    named = {
        name.lower(): (idiom, *(entry[key] for key in ("type", "verdict", "open_by_default", "why", "source")))
        for idiom, entry in gates["idioms"].items()
        for name in entry.get("names", ())
    }
    yield "GATES", "dict[str, tuple[str, str, str, str, str, str]]", named
    for table in ("development", "production", "environment_endings", "test_endings"):
        yield table.upper(), "tuple[str, ...]", tuple(gates[table])
    keys = ("role", "library_default", "default_kind", "read_from", "why", "source")
    known = {name: tuple(entry.get(key, "") for key in keys) for name, entry in read("known_settings").items()}
    yield "KNOWN_SETTINGS", "dict[str, tuple[str, str, str, str, str, str]]", known


def _reader(idiom: str, entry: Entry) -> tuple[object, ...]:
    get = entry.get
    return (
        idiom,
        get("shape"),
        get("name_index"),
        get("name_keyword", ""),
        get("name_default", ""),
        get("default_index"),
        get("default_keyword", ""),
        get("why", ""),
        get("source"),
    )


if __name__ == "__main__":
    main()
