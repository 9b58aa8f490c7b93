"""Two settings merge into one; merging has a neutral element and does not care how three are grouped."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from p0lint.config.settings import DURABLE, KINDS, Override, PathPattern, Settings, merge

NAMES = st.lists(st.sampled_from(["a.A", "b.B", "c.*", "P0101", "P02"]), max_size=3).map(tuple)
PATTERNS = st.lists(st.builds(PathPattern, st.sampled_from(["/r", "/r/s"]), st.sampled_from(["x/", "*.py"]))).map(tuple)
DURABILITY = st.dictionaries(st.sampled_from(["a.A", "b.B", "c.*"]), st.sampled_from([*KINDS, DURABLE]))
ORIGINS = st.lists(
    st.tuples(st.sampled_from(["select", "ignore", "exclude", "force-exclude", "gates"]), st.sampled_from("xyz"))
).map(tuple)
SETTINGS = st.builds(
    Settings,
    select=st.none() | NAMES,
    ignore=NAMES.map(lambda names: tuple(dict.fromkeys(names))),
    exclude=st.none() | PATTERNS,
    extend_exclude=PATTERNS.map(lambda patterns: tuple(dict.fromkeys(patterns))),
    force_exclude=st.none() | st.booleans(),
    durability=DURABILITY.map(lambda kinds: tuple(kinds.items())),
    gates=NAMES.map(lambda names: tuple(dict.fromkeys(names))),
    overrides=st.lists(st.builds(Override, PATTERNS, st.builds(Settings, ignore=NAMES)), max_size=2).map(tuple),
    origins=ORIGINS.map(lambda pairs: tuple(dict.fromkeys(pairs))),
)


@given(SETTINGS)
def test_merging_with_nothing_changes_nothing(settings: Settings) -> None:
    assert merge(settings, Settings()) == settings == merge(Settings(), settings)
    assert merge(settings, Settings()).origins == settings.origins


@given(SETTINGS, SETTINGS, SETTINGS)
def test_merging_three_does_not_depend_on_how_they_are_grouped(far: Settings, middle: Settings, near: Settings) -> None:
    left, right = merge(merge(far, middle), near), merge(far, merge(middle, near))

    assert left == right
    assert left.origins == right.origins


@given(SETTINGS, SETTINGS)
def test_what_the_near_settings_say_holds(far: Settings, near: Settings) -> None:
    merged = merge(far, near)

    assert near.select is None or merged.select == near.select
    assert near.force_exclude is None or merged.force_exclude == near.force_exclude
    assert set(near.durability) <= set(merged.durability)
    assert set(near.gates) | set(far.gates) == set(merged.gates)


@given(SETTINGS)
def test_settings_travel_to_workers_and_serve_as_keys(settings: Settings) -> None:
    copy = pickle.loads(pickle.dumps(settings))

    assert copy == settings
    assert hash(copy) == hash(settings)


def test_a_select_begins_anew() -> None:
    far = Settings(select=("P01",), ignore=("P0103",), origins=(("select", "base"), ("ignore", "base")))
    near = Settings(select=("P0103",), origins=(("select", "near"),))

    merged = merge(far, near)

    assert (merged.select, merged.ignore, merged.origins) == (("P0103",), (), (("select", "near"),))


def test_the_near_kind_of_a_name_holds() -> None:
    far = Settings(durability=(("a.A", "memory"), ("b.B", DURABLE)))
    near = Settings(durability=(("a.A", DURABLE), ("b.B", "noop")))

    merged = merge(far, near)

    assert merged.durable == ("a.A",)
    assert merged.non_durable == (("b.B", "noop"),)
