"""A function that passes on what it is given, in a ``try``, counts where it stands as a decorator, and nowhere else."""

from __future__ import annotations

import pytest

from p0lint.candidates import NO_LINES, Candidates
from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import Additions
from p0lint.run.linking import carried
from p0lint.sieve import Sieve

QUIETLY = b"""\
def quietly(function):
    def tried(*args):
        try:
            return function(*args)
        except Exception:
            return None
    return tried
"""
USED = b"from acme.quiet import quietly\n\nconnect = quietly(print)\nif quietly:\n    pass\n"
DECORATED = b"from acme.quiet import quietly\n\n\n@quietly\ndef make_store(url):\n    return RedisStore(url)\n"


@pytest.fixture
def sieve() -> Sieve:
    return Sieve(Catalogue.load(Additions()))


def test_one_that_is_called_is_no_candidate(sieve: Sieve) -> None:
    scans = [sieve.scan(QUIETLY), sieve.scan(USED)]
    names = carried(["/top/acme/quiet.py", "/top/acme/used.py"], scans)[1]

    assert sieve.widen(USED, NO_LINES, names) == NO_LINES


@pytest.mark.parametrize(
    ("imported", "used"),
    [
        pytest.param(b"from acme.quiet import quietly", b"@quietly", id="by its name"),
        pytest.param(b"from acme.quiet import quietly as calm", b"@calm", id="by another name"),
        pytest.param(b"from acme import quiet", b"@quiet.quietly", id="of its module"),
    ],
)
def test_the_function_below_it_is_a_candidate_where_it_makes_a_backing_service(
    imported: bytes, used: bytes, sieve: Sieve
) -> None:
    source = DECORATED.replace(b"from acme.quiet import quietly", imported).replace(b"@quietly", used)
    scans = [sieve.scan(QUIETLY), sieve.scan(source)]
    names = carried(["/top/acme/quiet.py", "/top/acme/used.py"], scans)[1]

    assert sieve.widen(source, NO_LINES, names) == Candidates(failures=(5,))
