"""The generated module is what the data says, and costs next to nothing to import."""

import marshal
import time
from pathlib import Path

from p0lint.catalogue import build

BUDGET_MS = 5


def test_it_is_up_to_date_with_the_data() -> None:
    written = build.TARGET.read_text(encoding="utf-8")

    assert written == build.render(), "run python -m p0lint.catalogue.build"


def test_the_command_writes_it(tmp_path: Path) -> None:
    target = tmp_path / "_generated.py"

    build.main(target)

    assert target.read_text(encoding="utf-8") == build.TARGET.read_text(encoding="utf-8")


def test_importing_it_stays_within_the_budget() -> None:
    compiled = marshal.dumps(compile(build.TARGET.read_text(encoding="utf-8"), "_generated.py", "exec"))

    assert min(_load(compiled) for _ in range(20)) * 1000 <= BUDGET_MS


def _load(compiled: bytes) -> float:
    start = time.perf_counter()
    exec(marshal.loads(compiled), {"__name__": "loaded"})
    return time.perf_counter() - start
