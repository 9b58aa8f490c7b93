"""Every fact of the catalogue is complete, and names where it was learnt."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from p0lint.catalogue import build

KINDS = {"memory", "noop", "local", "tmp", "loopback"}


def entries(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    data = build.read(name)
    if name == "class_names":
        yield from ((entry["pattern"], entry) for entry in data["patterns"])
        yield from data["false_friends"].items()
    elif name == "urls":
        yield from ((entry["pattern"], entry) for entry in data["patterns"])
        yield from data["schemes"].items()
    elif name == "gates":
        yield from data["idioms"].items()
    elif name == "roles":
        yield from data["nouns"].items()
    else:
        yield from data.items()


@pytest.mark.parametrize(
    "name",
    ["class_names", "durable", "gates", "known_settings", "readers", "rejected", "roles", "symbols", "urls", "values"],
)
def test_each_entry_names_its_source(name: str) -> None:
    assert [key for key, entry in entries(name) if not entry.get("source")] == []


@pytest.mark.parametrize("name", ["symbols", "urls", "values"])
def test_each_non_durable_entry_has_a_kind_and_says_why(name: str) -> None:
    kinds = KINDS | ({"durable"} if name == "urls" else set())

    assert [key for key, entry in entries(name) if entry["kind"] not in kinds or not entry["why"]] == []


def test_each_symbol_has_a_full_name() -> None:
    assert [key for name in ("symbols", "durable") for key, _ in entries(name) if "." not in key] == []


def test_nothing_is_both_durable_and_not() -> None:
    assert set(build.read("symbols")) & set(build.read("durable")) == set()


def test_each_pattern_compiles() -> None:
    patterns = [entry["pattern"].replace("LOOPBACK", build.LOOPBACK) for entry in build.read("urls")["patterns"]]

    assert [pattern for pattern in patterns if not re.compile(pattern)] == []


def test_no_call_belongs_to_two_readers() -> None:
    calls = [call for entry in build.read("readers").values() for call in entry.get("calls", ())]

    assert len(calls) == len(set(calls))


def test_no_name_belongs_to_two_gates() -> None:
    names = [name.lower() for entry in build.read("gates")["idioms"].values() for name in entry.get("names", ())]

    assert len(names) == len(set(names))
