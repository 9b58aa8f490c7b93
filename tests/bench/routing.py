"""
How fast routes are found, changed and proven: the figures that the engines promise.

    python -m tests.bench.routing                              a new SQLite file in a temporary folder
    python -m tests.bench.routing postgresql://HOST/DATABASE   a new, empty database
    python -m tests.bench.routing --embedded                   PostgreSQL of the test extra, durable, on a unix socket
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

from engines.chat.service.server import mounted
from engines.common.mounted import mounted_engines
from engines.common.scope import Scope
from engines.routing.policy import Policy
from engines.routing.registry import Author, Change, Registry, Route, validate_startup
from engines.routing.stores import create_store
from engines.routing.testing import EVERYONE, healthy_routes
from tests.bench.linearizable import Anywhere
from tests.servers.postgres import make_template, serve

WEB = Scope("t_acme", "prod", "p_web")
AUTHOR = Author("bench", "measure")
CALLS = 20_000
CHANGES = 100


def measured(call: Callable[[], object], times: int) -> dict[str, float]:
    """Percentiles in microseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter_ns()
        call()
        taken.append((time.perf_counter_ns() - started) / 1000)
    cuts = statistics.quantiles(taken, n=100)
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def resolved_per_second(registry: Registry, threads: int, calls: int) -> int:
    def look() -> None:
        for _ in range(calls):
            registry.resolve("kpi", WEB)

    looking = [threading.Thread(target=look) for _ in range(threads)]
    started = time.perf_counter()
    for thread in looking:
        thread.start()
    for thread in looking:
        thread.join()
    return round(threads * calls / (time.perf_counter() - started))


def change_of_30(registry: Registry) -> Callable[[], object]:
    """Each call writes 30 routes, as one revision with 30 lines of history."""
    numbers = iter(range(CHANGES + 1))
    there: dict[str, Any] = {}

    def change() -> None:
        number = str(next(numbers))
        routes = [Route(f"kind_{one}", EVERYONE, "anywhere", {"number": number}) for one in range(30)]
        revision = registry.change([Change.put(route, there.get(route.kind)) for route in routes], AUTHOR)
        there.update((route.kind, revision) for route in routes)

    return change


WATCHER = """
import sys
from tests.bench.linearizable import SCOPE, number_of, registry_at
registry = registry_at(sys.argv[1])
for line in sys.stdin:
    print(number_of(registry.resolve("seen", SCOPE)), flush=True)
"""


def seen_by_the_next_call(registry: Registry, address: str, changes: int) -> float:
    """The share of commits that the next call in another process saw."""
    revision = registry.create(Route("seen", WEB, "anywhere", {"number": "0"}), AUTHOR)
    seen = 0
    with subprocess.Popen(
        [sys.executable, "-c", WATCHER, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdin
        assert watcher.stdout
        for number in range(1, changes + 1):
            revision = registry.update(Route("seen", WEB, "anywhere", {"number": str(number)}), revision, AUTHOR)
            watcher.stdin.write("\n")
            watcher.stdin.flush()
            seen += int(watcher.stdout.readline()) == number
        watcher.stdin.close()
    return seen / changes


def run(address: str) -> dict[str, object]:
    registry = Registry(create_store(address), Policy(lambda name: cast("Any", Anywhere())))
    registry.change([Change.put(route, None) for route in healthy_routes("anywhere")], AUTHOR)
    scopes = [Scope("t_acme", "prod", f"p_{number}") for number in range(100)]
    engines = mounted_engines(mounted())
    kinds = len({engine.kind for engine in engines})
    return {
        "resolve (us)": measured(lambda: registry.resolve("kpi", WEB), CALLS),
        "resolved per second, 4 threads": resolved_per_second(registry, 4, CALLS),
        "change of 30 routes with history (us)": measured(change_of_30(registry), CHANGES),
        f"validation of {kinds} kinds x 100 scopes (us)": measured(
            lambda: validate_startup(registry, engines, scopes), 20
        ),
        "commits seen by the next call of another process": seen_by_the_next_call(registry, address, 50),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?", help="a place for a new registry")
    parser.add_argument("--embedded", action="store_true", help="start a PostgreSQL for it")
    options = parser.parse_args()
    with ExitStack() as until_done:
        folder = Path(until_done.enter_context(tempfile.TemporaryDirectory()))
        if options.embedded:
            make_template(folder / "template")
            options.address = until_done.enter_context(serve(folder / "template", durable=True)).database()
        print(json.dumps(run(options.address or f"sqlite:///{folder / 'routes.db'}"), indent=2))


if __name__ == "__main__":
    main()
