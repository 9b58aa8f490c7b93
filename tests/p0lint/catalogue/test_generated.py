"""The generated module is what the data says, and costs next to nothing to import."""

import subprocess
import sys
from pathlib import Path

from p0lint.catalogue import build

BUDGET_MS = 5
# What an import costs once the module is compiled, in processor time, so that a busy machine does not count.
LOAD = """
import marshal, sys, time
compiled = marshal.dumps(compile(open(sys.argv[1], encoding="utf-8").read(), "_generated.py", "exec"))
def load():
    start = time.process_time()
    exec(marshal.loads(compiled), {"__name__": "loaded"})
    return time.process_time() - start
print(min(load() for _ in range(20)) * 1000)
"""


def test_it_is_up_to_date_with_the_data() -> None:
    written = build.TARGET.read_text(encoding="utf-8")

    assert written == build.render(), "run python -m p0lint.catalogue.build"


def test_the_command_writes_it(tmp_path: Path) -> None:
    target = tmp_path / "_generated.py"

    build.main(target)

    assert target.read_text(encoding="utf-8") == build.TARGET.read_text(encoding="utf-8")


def test_importing_it_stays_within_the_budget() -> None:
    measured = subprocess.run(
        [sys.executable, "-c", LOAD, str(build.TARGET)], capture_output=True, text=True, check=True
    )

    assert float(measured.stdout) <= BUDGET_MS
