"""A test for a missing setting is seen wherever it stands."""

from __future__ import annotations

import pytest

from p0lint.candidates import NO_LINES, Candidates
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import Additions
from p0lint.sieve import Sieve

READ = b'import os\n\nREDIS_URL = os.environ.get("REDIS_URL")\n'


@pytest.mark.parametrize(
    "test",
    [
        pytest.param(b"if REDIS_URL is None:\n    raise SystemExit(2)\n", id="it raises"),
        pytest.param(b"if not REDIS_URL:\n    REDIS_URL = find_redis()\n", id="it is given elsewhere"),
        pytest.param(b"if not VERBOSE:\n    print('quiet')\n", id="no setting of a backing service"),
    ],
)
def test_another_test_is_none(test: bytes) -> None:
    assert Sieve(Catalogue.load(Additions())).scan(READ + test).candidates == NO_LINES


@pytest.mark.parametrize(
    "test",
    [
        pytest.param(b"if not REDIS_URL:\n    print('no redis')\n", id="block"),
        pytest.param(b"if not REDIS_URL: print('no redis')\n", id="one line"),
        pytest.param(b"if not REDIS_URL: print('no redis')", id="the end of the file"),
        pytest.param(b"if REDIS_URL == '':  # why\n    # so\n    pass\n", id="comments"),
        pytest.param(b"if REDIS_URL is None:\r\n    pass\r\n", id="other ends of lines"),
        pytest.param(b"if (  # which\n    REDIS_URL is None\n):\n    pass\n", id="several lines"),
    ],
)
def test_a_test_for_a_missing_setting_is_a_candidate(test: bytes) -> None:
    assert Sieve(Catalogue.load(Additions())).scan(READ + test).candidates == Candidates(failures=(4,))
