"""
Each check of the guard is needed: `python -m tests.bench.guard_mutation [WORD]`.

Takes one check at a time out of a copy of pytest_p0guard, runs the tests of the guard on the copy, and expects one to
fail. WORD limits it to the mutations whose name holds it. Exit status 1 when a mutation survives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = "tests/pytest_p0guard"


@dataclass(frozen=True, slots=True)
class Mutation:
    """``old`` becomes ``new`` in ``file``; ``tests`` should notice, a file or the name of a bad factory."""

    name: str
    file: str
    old: str
    new: str
    tests: str

    @property
    def where(self) -> str:
        is_file = self.tests.endswith(".py")
        return (
            f"{TESTS}/{self.tests}"
            if is_file
            else f"{TESTS}/test_bad_factories.py::test_it_is_caught_and_named[{self.tests}]"
        )


MUTATIONS = (
    Mutation(
        "not-run is no fault", "verdict.py", "    if not mine:\n", "    if not mine:\n        return\n", "no call"
    ),
    Mutation(
        "unfinished is no fault",
        "verdict.py",
        'yield Fault("unfinished"',
        'return Fault("unfinished"',
        "a thread that is still running",
    ),
    Mutation("late is no fault", "verdict.py", 'yield Fault("late"', 'return Fault("late"', "a background task"),
    Mutation(
        "a raised failure is no fault",
        "verdict.py",
        "            if run.error:\n",
        "            if not run.error:\n",
        "try, except, pass",
    ),
    Mutation(
        "False is a success",
        "calls.py",
        "bool(self.error) or self.result is False",
        "bool(self.error)",
        "the result is ignored",
    ),
    Mutation("a success is never too late", "calls.py", "self.ended < tick and not", "not", "a background task"),
    Mutation("a retry excuses nothing", "verdict.py", "and not retried", "", "test_good_factories.py"),
    Mutation("any later success excuses", "calls.py", "same_length and all(", "same_length or all(", "test_calls.py"),
    Mutation(
        "a wrapper counts like a run", "verdict.py", "run.is_wrapper and not run.failed", "False", "test_calls.py"
    ),
    Mutation("any registry will do", "verdict.py", "argument is registry", "argument is not None", "another registry"),
    Mutation("any kinds will do", "verdict.py", "    if left_out:\n", "    if False:\n", "some of the kinds"),
    Mutation(
        "a witness that raises is believed", "verdict.py", "faults.append(\n", "list().append(\n", "test_calls.py"
    ),
    Mutation(
        "one validator is enough",
        "verdict.py",
        "for name in validators for",
        "for name in validators[:1] for",
        "one of two validators",
    ),
    Mutation("a bypass covers wide fixtures", "verdict.py", '"" if call.place.fixture else ', "", "test_plugin.py"),
    Mutation(
        "a kept application is forgiven",
        "guard.py",
        "if known.verdict.faults else None",
        "if 0 else None",
        "test_plugin.py",
    ),
    Mutation(
        "a plain coroutine is never judged",
        "guard.py",
        " and call.factory in self._async",
        "",
        "a coroutine handed out by a plain function",
    ),
    Mutation(
        "a string is the same twice",
        "guard.py",
        "        return object\n",
        "        return lambda: app\n",
        "a string, validated the first time",
    ),
    Mutation(
        "other threads are not seen",
        "guard.py",
        "not calls and len(self._open) == 1",
        "False",
        "test_good_factories.py",
    ),
    Mutation("start-up is not seen", "guard.py", "found[0].runs.append(run)", "pass", "test_good_factories.py"),
    Mutation(
        "a start-up that goes on is refused",
        "calls.py",
        "traceback.tb_frame is not self.starter and ",
        "",
        "a lifespan that goes on",
    ),
    Mutation(
        "a refused start is held against", "guard.py", " if not run.refused_the_start]", "]", "test_good_factories.py"
    ),
    Mutation("only what is imported is armed", "guard.py", "self._hook.install()", "pass", "no call"),
    Mutation("only what is not imported is armed", "guard.py", "        self.catch_up()\n", "", "test_interception.py"),
    Mutation("no audit", "guard.py", "            if factories:\n", "            if False:\n", "test_interception.py"),
    Mutation(
        "nothing is seen during the import",
        "imports.py",
        "if _is_plain(type(self._loader))",
        "if False",
        "test_interception.py",
    ),
    Mutation(
        "decorators are not followed",
        "chain.py",
        "yield from _walk(inner, name, seen)",
        "yield from ()",
        "test_interception.py",
    ),
    Mutation(
        "shared code is not copied",
        "monitoring.py",
        "code.co_consts[-1:] != (_MARK,):  #",
        "False:  #",
        "test_interception.py",
    ),
    Mutation(
        "calls of other objects count", "interception.py", "owner is None or ", "True or ", "test_interception.py"
    ),
    Mutation(
        "building is refusing",
        "conformance.py",
        "    if said is None:\n        yield",
        "    if said is None:\n        return\n        yield",
        "another scope",
    ),
    Mutation(
        "a refusal need not name",
        "conformance.py",
        "    if unnamed:\n",
        "    if False:\n",
        "another error that names nothing",
    ),
    Mutation(
        "refusing everything will do",
        "conformance.py",
        "    if said is not None:\n        yield",
        "    if said is not None:\n        return\n        yield",
        "everything is refused",
    ),
    Mutation(
        "kinds that are not told are not asked",
        "conformance.py",
        "        if untold:\n",
        "        if False:\n",
        "test_calls.py",
    ),
    Mutation("no kinds are enough", "conformance.py", "    if not kinds:\n", "    if False:\n", "test_usage_errors.py"),
    Mutation(
        "a build without the factory will do",
        "items.py",
        "self.guard.called[self.factory] == called",
        "False",
        "test_calls.py",
    ),
    Mutation("the child is no -O", "child.py", '"-I", "-O", ', '"-I", ', "an assert"),
    Mutation(
        "the child knows of pytest",
        "child.py",
        'if not key.startswith("PYTEST_")',
        "if key",
        "only with pytest's environment",
    ),
    Mutation("the child's faults are dropped", "items.py", "        if faults:\n", "        if False:\n", "an assert"),
    Mutation(
        "the generated cases are not added", "hooks.py", "report.result.append(", "list().append(", "another scope"
    ),
    Mutation(
        "cases may be missing", "evidence.py", "        if self.missing:\n", "        if False:\n", "test_selection.py"
    ),
    Mutation(
        "faults outside tests are let pass",
        "evidence.py",
        "(message(self.outside), *self.unseen)",
        "self.unseen",
        "test_plugin.py",
    ),
    Mutation(
        "an unseen application is let pass",
        "evidence.py",
        "(message(self.outside), *self.unseen)",
        "(message(self.outside),)",
        "test_plugin.py",
    ),
    Mutation(
        "skipping hides",
        "hooks.py",
        '    report.outcome = "failed"\n',
        '    report.outcome = report.outcome.replace("passed", "failed")\n',
        "test_plugin.py",
    ),
    Mutation("a bypass needs no reason", "hooks.py", "and not bypass_reason(item)", "and False", "test_plugin.py"),
    Mutation("problems are not told", "hooks.py", "if problems and not", "if False and not", "test_usage_errors.py"),
    Mutation("a worker's evidence is lost", "hooks.py", "if packed is not None:", "if False:", "test_selection.py"),
    Mutation(
        "the exit status stays", "session.py", "return pytest.ExitCode.TESTS_FAILED", "return status", "test_plugin.py"
    ),
    Mutation(
        "asking for nothing is fine",
        "settings.py",
        'if mode in ("warn", "strict") or report:',
        "if False:",
        "test_usage_errors.py",
    ),
    Mutation(
        "it waits for the command line",
        "plugin.py",
        "        _watch(config)\n\n\n@",
        "        pass\n\n\n@",
        "test_plugin.py",
    ),
    Mutation("nothing is undone", "plugin.py", "config.add_cleanup(guarded.guard.stop)", "pass", "test_calls.py"),
)


def main(word: str = "") -> int:
    survived = [mutation.name for mutation in MUTATIONS if word in mutation.name and not _is_noticed(mutation)]
    print(f"{len(MUTATIONS)} mutations known, survived: {', '.join(survived) or 'none'}")
    return int(bool(survived))


def _is_noticed(mutation: Mutation) -> bool:
    """Whether the tests that should notice do, or any other."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "pytest_p0guard")
        shutil.copytree(ROOT / "pytest_p0guard", copy, ignore=shutil.ignore_patterns("__pycache__"))
        mutated = copy / mutation.file
        source = mutated.read_text(encoding="utf-8")
        if mutation.old not in source:
            raise SystemExit(
                f"{mutation.name}: {mutation.file} holds no {mutation.old!r}: bring the mutation up to date"
            )
        mutated.write_text(source.replace(mutation.old, mutation.new, 1), encoding="utf-8")
        is_noticed = _fails(folder, mutation.where) or _fails(folder, TESTS)
    print(f"{'noticed ' if is_noticed else 'SURVIVED'} {mutation.name}", flush=True)
    return is_noticed


def _fails(folder: str, tests: str) -> bool:
    """Whether a test of the guard fails on the copy; the run itself is not guarded by it."""
    unguarded = [f"-o{name}=" for name in ("p0guard_factories", "p0guard_validators", "p0guard_adapter")]
    command = [str(Path(sys.executable).with_name("pytest")), "-x", "-q", "-p", "no:cacheprovider", *unguarded, tests]
    environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
    status = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False).returncode
    if status not in (0, 1):
        raise SystemExit(f"{tests}: the run ended with {status}")
    return status == 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
