"""A part of an asset is found as the standard says, and whatever it does not know is the whole."""

from __future__ import annotations

import pytest

from engines.media_v2.ranges import part_asked


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=0-" + "9" * 5000],
)
def test_what_is_not_understood_is_the_whole(header: str) -> None:
    assert part_asked(header, 10) is None


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", range(10)),
        ("bytes=0-0", range(1)),
        ("bytes=3-5", range(3, 6)),
        ("Bytes=3-500", range(3, 10)),
        (" bytes=9- ", range(9, 10)),
        ("bytes=-4", range(6, 10)),
        ("bytes=-400", range(10)),
    ],
)
def test_one_range_is_a_part(header: str, part: range) -> None:
    assert part_asked(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_what_is_not_there_is_an_empty_part(header: str) -> None:
    part = part_asked(header, 10)

    assert part is not None
    assert not part
