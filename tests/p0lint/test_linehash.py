"""The line hash is the one of github/codeql-action; its own test vectors are here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p0lint.linehash import line_hash

LOREM = "Lorem ipsum dolor sit amet.\n"


def hashes(text: str, count: int) -> list[str]:
    return [line_hash(text, line) for line in range(1, count + 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "c129715d7a2bc9a3:1", id="empty"),
        pytest.param(
            " a\nb\n  \t\tc\n d",
            "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1",
            id="blanks",
        ),
        pytest.param(
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 "
            "c6805c5e1288b612:1 b86d3392aea1be30:1 e6ceba753e1a442:1",
            id="no-last-newline",
        ),
        pytest.param(
            "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
            "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 5c482a0f8b35ea28:1 54517377da7028d2:1 "
            "2c644846cb18d53e:1 f1b89f20de0d133:1 c129715d7a2bc9a3:1",
            id="short",
        ),
        pytest.param(
            LOREM * 10,
            " ".join(f"a7f2ff13bc495cf2:{n}" for n in range(1, 7))
            + " a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1",
            id="repeated",
        ),
    ],
)
def test_hashes_are_those_of_the_upload_action(text: str, expected: str) -> None:
    assert hashes(text, len(expected.split())) == expected.split()


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_another_system_hash_alike(newline: str) -> None:
    text = " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"

    assert hashes(text.replace("\n", newline), 7) == hashes(text, 7)


def test_an_edit_far_below_changes_nothing() -> None:
    assert line_hash("a = 1\n" + LOREM * 10, 1) == line_hash("a = 1\n" + LOREM * 10 + "b = 2\n", 1)


@given(st.text(st.sampled_from("ab \t\r\n\u00e9\U0001f40d"), max_size=400))
def test_every_line_hashes_as_a_reader_of_utf_16_units_hashes_it(text: str) -> None:
    expected = by_rolling(text)

    assert hashes(text, len(expected)) == expected


def by_rolling(text: str) -> list[str]:
    """The algorithm unit by unit, as the action runs it."""
    raw = text.encode("utf-16-le")
    units = [int.from_bytes(raw[at : at + 2], "little") for at in range(0, len(raw), 2)]
    kept: list[int] = []
    starts = [0]
    after_return = False
    for unit in units:
        follows, after_return = after_return, False
        if unit in (32, 9) or (follows and unit == 10):
            continue
        after_return = unit == 13
        kept.append(10 if after_return else unit)
        if kept[-1] == 10:
            starts.append(len(kept))
    kept += [0xFFFF, *[0] * 100]
    counts: dict[int, int] = {}
    result = []
    for start in starts:
        value = 0
        for unit in kept[start : start + 100]:
            value = (value * 37 + unit) % 2**64
        counts[value] = counts.get(value, 0) + 1
        result.append(f"{value:x}:{counts[value]}")
    return result
