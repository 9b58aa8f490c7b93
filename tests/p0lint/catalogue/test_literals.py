"""What the byte sieve looks for is in everything that could match."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p0lint.catalogue import Catalogue, Literals, literals
from p0lint.catalogue._generated import (
    CANONICAL,
    CHOOSER_ENDINGS,
    CHOSEN,
    FUNCTIONS,
    INFIXES,
    LOCAL_TECHNOLOGIES,
    LOOPBACK_PATTERNS,
    NOUN_NAMES,
    NOUNS,
    PAIRS,
    PATTERNS,
    PLACES,
    PREFIXES,
    SCHEMES,
    SUFFIXES,
    SYMBOLS,
    TECHNOLOGIES,
    VALUES,
    WORDS,
)
from p0lint.catalogue.words import words

catalogue = Catalogue.load()
known = literals()

HOSTS = ["localhost", "127.0.0.1", "127.1", "::1", "[::1]", "[::]", "0x7f.1", "0177.1", "0", "2130706433", "db"]
hosts = st.sampled_from(HOSTS)
urls = st.builds(
    "{}://{}{}:{}/{}".format,
    st.sampled_from([*SCHEMES, "redis", "postgresql", "http", "kafka", "db+sqlite", "sqlite+aiosqlite", "x+memory"]),
    st.sampled_from(["", "u:p@", "u@"]),
    hosts,
    st.integers(0, 70000),
    st.sampled_from(["", "tmp/x", ":memory:", "x.db", "0"]),
)
names = st.lists(
    st.sampled_from(
        [*(pattern[2] for pattern in [*PREFIXES.values(), *INFIXES.values(), *SUFFIXES.values()]), *NOUN_NAMES, "User"]
    ),
    min_size=1,
    max_size=4,
).map("".join)
snakes = st.lists(
    st.sampled_from(["make", "in", "memory", *FUNCTIONS, *(noun.lower() for noun in NOUN_NAMES)]), max_size=4
).map("_".join)
dotted = st.builds(
    "{}.{}{}{}".format,
    st.sampled_from(["pkg.cache", "a.b.messaging"]),
    st.sampled_from(["", "x."]),
    st.sampled_from([".", ":"]),
    names,
)
matched = st.one_of(
    [st.from_regex(re.compile(pattern[0], re.IGNORECASE)) for pattern in [*PATTERNS, *LOOPBACK_PATTERNS]]
)
texts = st.one_of(
    st.sampled_from(sorted(VALUES)),
    st.sampled_from(sorted(VALUES)).map(lambda value: f"pkg.messaging.{value.replace('-', '_')}"),
    st.sampled_from([*SYMBOLS, *CANONICAL]),
    st.text(),
    urls,
    hosts,
    st.lists(hosts, min_size=1).map(",".join),
    st.builds("host={};db=x".format, hosts),
    matched,
    names,
    dotted,
)


def holds(text: bytes, fragments: tuple[bytes, ...]) -> bool:
    return any(fragment in text for fragment in fragments)


def could_be_a_name(name: str, known: Literals) -> bool:
    lowered = name.lower().encode()
    beside = holds(lowered, known.nouns) or holds(lowered, known.technologies)
    return holds(lowered, known.names) and (beside or holds(lowered, known.alone))


def could_be_a_text(text: str, known: Literals) -> bool:
    lowered = text.lower().encode(errors="surrogatepass")
    if (
        holds(lowered, (*known.anywhere, *known.urls))
        or lowered.startswith(known.starts)
        or lowered.endswith(known.ends)
    ):
        return True
    if re.split(rb"[.:]", lowered)[-1] in known.whole or lowered in known.whole or lowered.strip() == b"::":
        return True
    return could_be_a_name(text, known) or holds(lowered, (*known.symbols, *known.weak_symbols))


@given(texts, st.sampled_from([None, "store"]))
def test_every_text_that_names_what_forgets_holds_a_literal(text: str, role: str | None) -> None:
    if catalogue.value(text, role) or catalogue.loopback(text):
        assert could_be_a_text(text, known)


@given(names | snakes)
def test_every_name_that_says_what_forgets_holds_a_literal(name: str) -> None:
    if catalogue.class_name(name):
        assert could_be_a_name(name, known)


PAIR_WORDS = " ".join(PAIRS).split()
spoken = st.lists(
    st.sampled_from(
        [
            *NOUNS,
            *TECHNOLOGIES,
            *LOCAL_TECHNOLOGIES,
            *WORDS,
            *PLACES,
            *CHOSEN,
            *CHOOSER_ENDINGS,
            *PAIR_WORDS,
            "user",
            "url",
            "2",
        ]
    ),
    min_size=1,
    max_size=4,
)


@given(spoken.map("_".join) | spoken.map(lambda parts: "".join(part.capitalize() for part in parts)))
def test_every_name_that_speaks_of_a_backing_service_holds_a_literal(name: str) -> None:
    lowered = name.lower().replace("_", "").encode()
    if catalogue.is_of_service(name):
        assert holds(lowered, known.services) or holds(lowered.translate(None, b"0123456789"), known.services)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_holds_a_literal(scheme: str) -> None:
    for text in (f"{scheme}://db", f"{scheme}+driver://db", f"dialect+{scheme}://db"):
        if catalogue.value(text, "store"):
            assert could_be_a_text(text, known)


@pytest.mark.parametrize("value", VALUES)
def test_every_value_holds_a_literal_in_each_spelling(value: str) -> None:
    assert could_be_a_text(value, known)
    assert could_be_a_text(value.replace("-", "_").upper(), known)


@pytest.mark.parametrize("pattern", [entry[2] for entry in [*PREFIXES.values(), *FUNCTIONS.values()]])
def test_every_pattern_of_names_holds_a_literal_in_camel_and_snake_case(pattern: str) -> None:
    snake = "_".join(words(pattern))

    assert could_be_a_name(f"{pattern}Store", known)
    assert could_be_a_name(f"make_{snake}_store", known)


@pytest.mark.parametrize(
    "name", [name for name in [*SYMBOLS, *CANONICAL] if SYMBOLS[CANONICAL.get(name, name)][0] != "durable"]
)
def test_every_non_durable_symbol_holds_a_literal(name: str) -> None:
    weak = SYMBOLS[CANONICAL.get(name, name)][2] == "weak"
    lowered = name.lower().encode()

    assert could_be_a_name(name.rpartition(".")[2], known) or holds(
        lowered, known.weak_symbols if weak else known.symbols
    )


@pytest.mark.parametrize("group", Literals.__slots__)
def test_no_literal_is_there_in_vain(group: str) -> None:
    found: tuple[bytes, ...] = getattr(known, group)
    in_others = [one for one in found for other in found if one != other and other in one]

    assert found
    assert len(found) == len(set(found))
    assert group in ("whole", "starts", "ends") or in_others == []


def test_what_no_entry_needs_is_not_looked_for() -> None:
    rare = {b"redis", b"http", b"://", b"test", b"os"}

    assert not rare & {*known.anywhere, *known.names, *known.symbols}


def test_words_of_a_technology_are_literals_of_stand_ins() -> None:
    fakes = [f"Fake{word.title()}" for word in TECHNOLOGIES if len(words(word.title())) == 1]

    assert [name for name in fakes if not could_be_a_name(name, known)] == []
