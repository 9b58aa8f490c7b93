"""The essential cases once more in ``python -I -O``, outside pytest: no assert statements, no sign of a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from pytest_p0guard.conformance import checked, essential, prove
from pytest_p0guard.names import Name, find, parse

_START = """
import json, sys
told = json.load(sys.stdin)
sys.path[:] = told["path"]
from pytest_p0guard.child import main
main(told)
"""
_LIMIT = 300  # seconds, so that a factory that hangs ends the run


def prove_in_child(adapter: Name, factory: str) -> tuple[int, list[str]]:
    """How many cases the child ran, and the faults it found; a child that breaks is one fault."""
    told = {"path": [os.path.abspath(entry) for entry in sys.path], "adapter": str(adapter), "factory": factory}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    child = subprocess.run(
        [sys.executable, "-I", "-O", "-c", _START],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        env=environment,
        timeout=_LIMIT,
        check=False,
    )
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        return 0, [f"{factory} could not be tried: the child ended with {child.returncode}: {_tail(child.stderr)}"]
    return answer["run"], answer["faults"]


def main(told: dict[str, str]) -> None:
    """The child's side: the cases of the adapter, and what was found as JSON on the real standard output."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)  # what the factory prints must not get between
        adapter = checked(find(parse("p0guard_adapter", told["adapter"])), told["adapter"])
        outcomes = [prove(adapter, told["factory"], case) for case in essential(adapter.kinds())]
        json.dump({"run": len(outcomes), "faults": _faults([one.fault for one in outcomes])}, answer)


def _faults(found: Sequence[str]) -> list[str]:
    return [fault for fault in found if fault]


def _tail(text: str) -> str:
    return text.strip().rpartition("\n")[2]
