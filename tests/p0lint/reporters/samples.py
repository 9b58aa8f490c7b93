"""A report of each kind, for the tests of every format."""

from dataclasses import replace

from p0lint.finding import Excused, Finding, Link, Report, RuleInfo, Unchecked

CHAIN = (
    Link("app/settings.py", 3, 11, "FLAGS_BACKEND is read", 'BACKEND = os.getenv("FLAGS_BACKEND")'),
    Link("app/backends.py", 104, 7, "'InMemoryFlags' keeps its state in a dict"),
)
FALLTHROUGH = Finding(
    code="P0104",
    category="fallthrough",
    path="app/flags.py",
    line=12,
    column=12,
    end_line=12,
    end_column=27,
    message="'flags' ends in InMemoryFlags, which forgets on restart",
    hint="raise for what is not known",
    setting="FLAGS_BACKEND",
    kind="memory",
    symbol="app.flags.flags",
    chain=CHAIN,
    fingerprint="0f1e",
    line_hash="39fa2ee980eb94b0:1",
    source="    return InMemoryFlags()",
)
ACCEPTED = Finding(
    code="P0301",
    category="accepts-nondurable",
    path="app/ünï code.py",
    line=2,
    column=9,
    end_line=4,
    end_column=2,
    message="'memory' is taken without a gate",
    hint="",
    source='x = 1 + table(\n\t"a",\n)',
)
RULE = RuleInfo(
    code="P0104",
    slug="fallthrough",
    summary="A selector ends in an implementation that forgets.",
    why="The setting is missing in one environment and nobody notices.",
    bad="return InMemoryFlags()",
    good='raise LookupError("FLAGS_BACKEND")',
    hint="raise for what is not known",
    since="0.1",
)
CLEAN = Report((), checked=3)
FULL = Report(
    findings=(FALLTHROUGH, ACCEPTED),
    checked=5,
    skipped=(Unchecked("build/x.py", "excluded by 'build'"),),
    failed=(Unchecked("app/locked.py", "it cannot be read: Permission denied"),),
    excused=(Excused(replace(FALLTHROUGH, line=40, end_line=40, symbol=""), "flags are constants, see ADR 7"),),
    problems=("app/odd.py: rule P0105 crashed: KeyError: 'x'",),
    rules=(RULE,),
)


def many(count: int, finding: Finding = FALLTHROUGH) -> tuple[Finding, ...]:
    """As many findings, one a line."""
    return tuple(replace(finding, line=line, end_line=line) for line in range(1, count + 1))
