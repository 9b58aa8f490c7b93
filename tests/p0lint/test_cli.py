"""The command: what it prints and which exit code it gives."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from p0lint import __version__
from p0lint.cli import main
from tests.p0lint.files import write

Run = Callable[..., tuple[int, str, str]]

CLEAN = 'import os\n\nbackend = os.environ["FLAGS_BACKEND"]\n'
FINDING = 'import os\n\nbackend = os.getenv("FLAGS_BACKEND", "memory")\n'
READER = "import os\n\n\ndef read(name, default):\n    return os.environ.get(name, default)\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty repository; gives exit code, standard output and standard error."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["p0lint", *arguments])
        code = main()
        return code, *capsys.readouterr()

    return command


def test_the_version_needs_neither_parser_nor_plugins() -> None:
    script = "import sys; sys.argv = ['p0lint', '--version']; from p0lint.cli import main; main(); print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    version, modules = done.stdout.splitlines()
    assert version == f"p0lint {__version__}"
    assert {"libcst", "pluggy", "p0lint.rule"}.isdisjoint(modules.split())


def test_the_rules_are_listed(run: Run) -> None:
    code, out, err = run("rules")

    assert (code, err) == (0, "")
    assert "P0101  env-default " in out


@pytest.mark.parametrize("name", ["P0101", "env-default"])
def test_a_rule_is_told_by_code_or_slug(name: str, run: Run) -> None:
    code, out, err = run("rule", name)

    assert (code, err) == (0, "")
    assert out.startswith("P0101 env-default (since 0.1)\n")


def test_the_settings_in_force_are_shown_as_toml_with_their_origins(run: Run) -> None:
    write(Path(), {"base.toml": 'ignore = ["P0103"]\ndurable = ["a.B"]\n', "src/app.py": "", "src/old/app.py": ""})
    write(Path(), {"setup.cfg": "[p0lint]\nextend = base.toml\nignore = P0102\n\n[p0lint:old/]\nignore = P0101\n"})

    code, out, err = run("config", "src/old/app.py", "--ignore", "P03,P0101", "--exclude", "./gen")

    assert (code, err) == (0, "")
    assert out.splitlines()[:4] == [
        "# settings for src/old/app.py, from base.toml, setup.cfg, setup.cfg for old/",
        "# select: every rule",
        'ignore = ["P0103", "P0102", "P0101", "P03"]  # base.toml, setup.cfg, setup.cfg for old/, the command line',
        'exclude = ["/gen"]  # the command line',
    ]
    write(Path(), {"p0lint.toml": out})
    assert run("config", "src/old/app.py")[1].replace("p0lint.toml", "it").count("  # it") == 3


def test_settings_that_nobody_stated_are_shown_too(run: Run) -> None:
    write(Path(), {"p0lint.toml": 'ignore = ["P0103"]\n\n[non-durable]\nnoop = ["a.B"]\n'})

    assert (
        run("config")[1]
        == """\
# settings for ., from p0lint.toml
# select: every rule
ignore = ["P0103"]  # p0lint.toml
# exclude: .bzr/ .cache/ .direnv/ .eggs/ .git/ .hg/ .hypothesis/ .ipynb_checkpoints/ .mypy_cache/ .nox/ \
.pytest_cache/ .ruff_cache/ .svn/ .tox/ .venv/ __pycache__/ __pypackages__/ node_modules/ site-packages/
# extend-exclude: nothing
# force-exclude: false
# durable: nothing
non-durable.noop = ["a.B"]  # p0lint.toml
# settings-readers: nothing
# gates: nothing
# backing-services: nothing
"""
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fromat", "json"], "'--fromat' is not an option: did you mean '--format'?"),
        (["--qqq"], "'--qqq' is not an option: see 'p0lint --help'"),
        (["--jobs", "many"], "--jobs is 'many': write a number from 1 on"),
        (["--jobs", "0"], "--jobs is '0': write a number from 1 on"),
        (["--color", "red"], "--color: 'red' is not one of 'auto', 'always', 'never'"),
        (["--jobs"], "option '--jobs' requires an argument"),
        (["--format", "xml"], "--format 'xml' is not a format: choose one of text, concise, json, sarif, github"),
        (["--format", "json="], "--format 'json=' needs a file of its own: write json=FILE"),
        (["--format", "json=a", "--format", "sarif=a"], "--format 'sarif=a' needs a file of its own: write sarif=FILE"),
        (
            ["--format", "json", "--format", "text"],
            "--format json and text cannot share standard output: write text=FILE",
        ),
        (["-"], "'-' is standard input: name the file that it stands for with --stdin-filename"),
        (["app.py", "--stdin-filename", "app.py"], "--stdin-filename is for standard input: name '-' as the only path"),
        (["-", "--stdin-filename", "."], "--stdin-filename is '.': write the path of a file"),
        (["--config", "none.toml"], "none.toml: cannot be read: No such file or directory"),
        (["--select", "P99"], "the command line: select names 'P99', which no rule has: 'p0lint rules' lists them"),
        (["rule", "P0999"], "'P0999' is no rule: 'p0lint rules' lists them"),
        (["rule"], "CODE is missing: see 'p0lint rule --help'"),
        (["explain", "app.py"], "'app.py' is no place in a file: write PATH:LINE"),
        (["explain", "app.py:999"], f"app.py has no line 999: its last one is {CLEAN.count(chr(10))}"),
        (
            ["explain", f"app.py:{CLEAN.count(chr(10)) + 1}"],
            f"app.py has no line {CLEAN.count(chr(10)) + 1}: its last one is {CLEAN.count(chr(10))}",
        ),
        (["explain", "gone.py:1"], "gone.py is not checked: it cannot be read: No such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_is_told_in_one_line(arguments: list[str], message: str, run: Run) -> None:
    write(Path(), {"app.py": CLEAN})

    assert run(*arguments) == (2, "", f"p0lint: {message}\n")


def test_a_clean_run_is_quiet(run: Run) -> None:
    write(Path(), {"app.py": CLEAN})

    assert run("--format", "concise") == (0, "", "")


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_what_an_editor_has_not_saved_is_checked_in_place_of_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path(), {"app.py": FINDING})
    type_in(monkeypatch, CLEAN)

    assert run("-", "--stdin-filename", "app.py", "--format", "concise") == (0, "", "")


@pytest.mark.parametrize("saved", [{"app.py": CLEAN}, {}], ids=["saved otherwise", "never saved"])
def test_what_is_not_saved_is_told_at_the_path_of_its_file(
    saved: dict[str, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path(), saved)
    type_in(monkeypatch, FINDING)

    code, out, err = run("-", "--stdin-filename", "app.py", "--format", "concise")

    assert (code, err) == (1, "")
    assert out.startswith("app.py:3:38: P0101 FLAGS_BACKEND defaults to 'memory'")
    assert {path.name: path.read_text() for path in Path().glob("*.py")} == saved


def test_what_is_not_saved_is_read_with_the_settings_and_modules_around_its_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path(), {"shop/__init__.py": "", "shop/env.py": READER, "shop/limits.py": "from shop.flags import NAME\n"})
    write(Path(), {"shop/p0lint.toml": 'ignore = ["P0102"]\n'})
    type_in(
        monkeypatch,
        "from shop.env import read\n\n"
        'NAME = read("FLAGS_BACKEND", "memory")\nurl = read("REDIS_URL", "redis://localhost")\n',
    )

    code, out, err = run("-", "--stdin-filename", "shop/flags.py", "--format", "concise")

    assert (code, err) == (1, "")
    assert out.startswith("shop/flags.py:3:30: P0101 ")
    assert out.count("\n") == 1


def test_what_is_not_saved_and_not_valid_is_not_green(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "def broken(:\n")

    code, out, _ = run("-", "--stdin-filename", "app.py", "--format", "concise")

    assert code == 2
    assert out.startswith("app.py:1:12: P0001 ")


def test_what_cannot_be_parsed_is_shown_and_known_again(run: Run) -> None:
    write(Path(), {"app.py": "import os\ndef broken(:\n"})

    _, shown, _ = run("check", "app.py")
    _, told, _ = run("check", "--format", "json", "app.py")
    write(Path(), {"app.py": "import os\n\n\ndef broken(:\n"})
    _, told_below, _ = run("check", "--format", "json", "app.py")

    assert "2 | def broken(:\n  |            ^\n" in shown
    before, after = (json.loads(report)["findings"][0]["fingerprint"] for report in (told, told_below))
    assert before == after != ""


def test_a_finding_gives_exit_code_1(run: Run) -> None:
    write(Path(), {"app.py": FINDING})

    code, out, err = run("check", "--format", "concise", "app.py")

    assert (code, err) == (1, "")
    assert out.startswith("app.py:3:38: P0101 FLAGS_BACKEND defaults to 'memory'")


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        pytest.param("gone.py", None, "gone.py is not checked: no such file or folder", id="missing-path"),
        pytest.param("bad.py", "x = (\n", "bad.py is not checked: ", id="syntax"),
        pytest.param("bad.py", "x = 1\0\n", "bad.py is not checked: ", id="nul"),
    ],
)
def test_what_could_not_be_checked_is_named_and_nothing_else_is_lost(
    name: str, text: str | None, error: str, run: Run
) -> None:
    write(Path(), {"app.py": FINDING} if text is None else {"app.py": FINDING, name: text})

    code, out, err = run("--format", "json", name, "app.py")

    assert code == 2
    assert err.startswith(f"p0lint: {error}")
    assert ("app.py", "P0101") in [(each["path"], each["code"]) for each in json.loads(out)["findings"]]


def test_a_run_that_finds_no_python_file_is_not_clean(run: Run) -> None:
    write(Path(), {"a.txt": ""})

    code, _, err = run("--format", "json")

    assert (code, err) == (2, "p0lint: no Python file found: name a file or a folder that holds one\n")


def test_what_is_left_out_is_named(run: Run) -> None:
    write(Path(), {"app.py": CLEAN, "gen/a.py": FINDING, ".gitignore": "/gen/\n"})

    assert run("--format", "concise") == (0, "", "p0lint: gen/ is left out: ignored by .gitignore, line 1 (/gen/)\n")


def test_options_reach_the_run(run: Run) -> None:
    write(Path(), {"app.py": FINDING, "setup.cfg": "[p0lint]\nselect = P02\n", "other.toml": 'select = ["P03"]\n'})

    assert [
        run("--format", "concise", *arguments)[0]
        for arguments in (
            [],
            ["--isolated"],
            ["--select", "env-default"],
            ["--select", "P01", "--ignore", "P0101,P0102"],
            ["--config", "other.toml"],
            ["--isolated", "--exclude", "app.py", "app.py"],
            ["--isolated", "--exclude", "app.py", "--force-exclude", "--force-exclude", "app.py"],
            ["--isolated", "--extend-exclude", "./app.py"],
            ["--isolated", "--no-sieve", "--jobs", "2"],
        )
    ] == [0, 1, 1, 0, 0, 1, 2, 2, 1]


def test_a_wrong_configuration_is_told_whole(run: Run) -> None:
    write(Path(), {"app.py": FINDING, "p0lint.toml": 'selct = []\nignore = "P0101"\n'})

    assert run() == (
        2,
        "",
        (
            "p0lint: p0lint.toml: selct is not a setting: did you mean 'select'?\n"
            "p0lint: p0lint.toml: ignore is 'P0101', a string: write a list of texts\n"
        ),
    )


def test_formats_go_to_files_and_another_to_the_terminal(run: Run) -> None:
    write(Path(), {"app.py": FINDING})

    code, out, err = run("--format", "json=out.json", "--format", "concise", "--format", "github=log.txt")

    assert (code, err) == (1, "")
    assert out.startswith("app.py:3:38: P0101 ")
    assert json.loads(Path("out.json").read_text())["findings"][0]["code"] == "P0101"
    assert Path("log.txt").read_text().startswith("::error ")


def test_a_file_is_replaced_as_a_whole_and_keeps_its_mode(run: Run) -> None:
    write(Path(), {"app.py": CLEAN, "out.json": "old"})
    Path("out.json").chmod(0o640)
    Path("link.json").symlink_to("out.json")

    assert run("--format", "json=link.json")[0] == 0
    assert json.loads(Path("out.json").read_text())["version"] == 1
    assert Path("link.json").is_symlink()
    assert Path("out.json").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in Path().iterdir()) == [".git", "app.py", "link.json", "out.json"]


def test_a_file_that_cannot_be_written_is_told_and_the_findings_are_not_lost(run: Run) -> None:
    write(Path(), {"app.py": FINDING})

    code, out, err = run("--format", "json=none/out.json", "--format", "concise")

    assert (code, err) == (2, "p0lint: 'none/out.json' cannot be written: No such file or directory\n")
    assert out.startswith("app.py:3:38: P0101 ")


def test_nothing_is_written_into_the_checked_tree(run: Run) -> None:
    write(Path(), {"src/app.py": FINDING})

    run("--format", "concise", "src")

    assert sorted(str(path) for path in Path().rglob("*") if ".git" not in path.parts) == ["src", "src/app.py"]


def test_that_nobody_reads_on_is_no_error(run: Run) -> None:
    write(Path(), {"app.py": FINDING * 400})

    script = f"{sys.executable} -m p0lint --format json app.py | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "1"
    assert done.stderr == ""


def test_a_bug_is_no_finding(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own exit code for a traceback, 1, would read as findings."""
    monkeypatch.setattr("p0lint.api.check", lambda *arguments: 1 / 0)

    code, out, err = run()

    assert (code, out) == (2, "")
    assert err.endswith(
        "ZeroDivisionError: division by zero\np0lint: this is a bug in p0lint: it could not do its work\n"
    )
