"""
How fast p0lint is, beside what it competes with and what bounds it; exit status 1 when a goal is missed.

    python -m tests.bench.p0lint_speed FOLDER                        a folder of source, the larger the better
    python -m tests.bench.p0lint_speed FOLDER --repository FOLDER    another repository of about 100,000 lines

Everything is measured in one run, in turns, and the quickest turn of each counts; on a busy machine only the ratios say
something. The repository is the folder directly below FOLDER whose size is nearest to 100,000 lines.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.bench.figure import Figure

ROOT = Path(__file__).parents[2]
CLEAN_FILE = ROOT / "p0lint" / "finding.py"
REPOSITORY_LINES = 100_000
# An installed package has its byte code; a checkout has it from the first turn on, unless the environment forbids it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
READ = """
import sys
for path in open(sys.argv[1]):
    with open(path.rstrip(), "rb") as file:
        file.read()
"""

NOTHING = "python -c pass"
CLICK = 'python -c "import click"'
ONE = "p0lint, one clean file"
ONE_FOUND = "p0lint, one file with a finding"
REPOSITORY = "p0lint, the repository"
READING = "reading the bytes of the folder"
RUFF = "ruff --select S, the folder"
WHOLE = "p0lint, the folder"


@dataclass(frozen=True, slots=True)
class Size:
    files: int
    lines: int
    megabytes: float

    def __str__(self) -> str:
        return f"{self.files:,} files, {self.lines:,} lines, {self.megabytes:,.1f} MB"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process and those below it took; ``megabytes`` is the peak of resident memory of the largest of them."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    last_line: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repository", type=Path, help="a repository of about 100,000 lines")
    parser.add_argument("--turns", type=int, default=1, help="how often the whole folder is gone over (%(default)s)")
    options = parser.parse_args()
    repository = options.repository or nearest(options.folder)
    paths = sources(options.folder)
    print(f"{options.folder.name}: {size(paths)}")
    print(f"the repository is {repository.name}: {size(sources(repository))}\n")
    with tempfile.TemporaryDirectory() as scratch:
        taken = in_turns(commands(options.folder, repository, paths, Path(scratch)), options.turns)
    show(taken)
    figures = judged(taken)
    print("", *figures, sep="\n")
    return int(not all(figure.is_met for figure in figures))


def sources(folder: Path) -> list[str]:
    found = (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if path.endswith(".py"))


def size(paths: Sequence[str]) -> Size:
    """The size of some files; it also brings them into the file cache, for all that follows."""
    lines = total = 0
    for path in paths:
        source = Path(path).read_bytes()
        lines += source.count(b"\n")
        total += len(source)
    return Size(len(paths), lines, total / 1e6)


def nearest(folder: Path) -> Path:
    """The folder below whose size is nearest to that of a repository; the folder itself if there is none."""
    below = [path for path in folder.iterdir() if path.is_dir()]
    return min(below, key=lambda path: abs(size(sources(path)).lines - REPOSITORY_LINES), default=folder)


def commands(folder: Path, repository: Path, paths: Sequence[str], scratch: Path) -> dict[str, list[str]]:
    """What is measured: the cheap first, the two that are compared side by side last."""
    listing, found = scratch / "paths", scratch / "found.py"
    listing.write_text("".join(f"{path}\n" for path in paths))
    found.write_text('import os\n\nSTORE = os.getenv("SESSION_STORE", "memory")\n')
    p0lint = [tool("p0lint"), "check", "--isolated"]
    ruff = [tool("ruff"), "check", "--isolated", "--no-cache", "--select", "S"]
    return {
        NOTHING: [sys.executable, "-c", "pass"],
        CLICK: [sys.executable, "-c", "import click"],
        ONE: [*p0lint, str(CLEAN_FILE)],
        ONE_FOUND: [*p0lint, str(found)],
        REPOSITORY: [*p0lint, str(repository)],
        READING: [sys.executable, "-c", READ, str(listing)],
        RUFF: [*ruff, str(folder)],
        WHOLE: [*p0lint, str(folder)],
    }


def tool(name: str) -> str:
    """The command of that name in the environment that this runs in."""
    path = shutil.which(name, path=os.path.dirname(sys.executable))
    if path is None:
        raise SystemExit(f"{name} is not installed beside {sys.executable}: pip install -e '.[dev]'")
    return path


def in_turns(wanted: Mapping[str, Sequence[str]], turns: int) -> dict[str, Taken]:
    """The quickest turn of each command; those that take no second have several turns more."""
    best: dict[str, Taken] = {}
    for turn in range(max(turns, 7)):
        for name, command in wanted.items():
            if turn < turns or best[name].seconds < 1:
                taken = run(command)
                best[name] = min(taken, best.get(name, taken), key=lambda each: each.seconds)
    return best


def run(command: Sequence[str]) -> Taken:
    """Run a command to its end. The exit code of a linter may be 1, for findings, and 2, for files that are no Python."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        started = time.perf_counter()
        with subprocess.Popen(command, stdout=said, stderr=complained, env=ENVIRONMENT) as process:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        last_line, errors = tail(said)[-1:], tail(complained)
    expected = (0,) if command[0] == sys.executable else (0, 1, 2)
    if process.returncode not in expected or any("Traceback" in line for line in errors):
        raise SystemExit("\n".join([f"{' '.join(command)} ended with {process.returncode}", *errors]))
    peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Taken(seconds, usage.ru_utime + usage.ru_stime, peak, "".join(last_line))


def tail(file: IO[bytes]) -> list[str]:
    file.seek(max(0, file.seek(0, os.SEEK_END) - 4000))
    return file.read().decode(errors="replace").splitlines()


def show(taken: Mapping[str, Taken]) -> None:
    print(f"{'':<32} {'seconds':>8} {'CPU s':>8} {'MB':>6} {'x pass':>8} {'x read':>8}")
    for name, each in taken.items():
        times = f"{each.seconds:>8.3f} {each.cpu_seconds:>8.2f} {each.megabytes:>6.0f}"
        ratios = [f"{each.seconds / taken[base].seconds:>8.2f}" for base in (NOTHING, READING)]
        print(f"{name:<32}", times, *ratios, "", each.last_line)


def judged(taken: Mapping[str, Taken]) -> list[Figure]:
    return [
        Figure("the folder, wall time over that of ruff", taken[WHOLE].seconds / taken[RUFF].seconds, 3),
        Figure("the folder, resident memory of the largest process", taken[WHOLE].megabytes, 400, "MB"),
        Figure("the repository, wall time", taken[REPOSITORY].seconds, 2, "s"),
        Figure('one clean file, wall time over that of "import click"', taken[ONE].seconds / taken[CLICK].seconds, 4),
    ]


if __name__ == "__main__":
    sys.exit(main())
