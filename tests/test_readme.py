"""What the README shows is what happens: its files are written, its commands run, their output compared."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from p0lint.config.resolver import Resolver
from p0lint.plugins import load_rules
from p0lint.suppress import read_directives
from tests.pytest_p0guard.projects import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; its first line may say the path that it is written to."""

    language: str
    text: str

    @property
    def file(self) -> str:
        return "".join(re.findall(r"\A# (\S+)\n", self.text))

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


BLOCKS = [Block(*found) for found in re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]
COMMANDS = {block.lines[0].removeprefix("$ "): block.lines[1:] for block in BLOCKS if block.language == "console"}


def block(language: str, holds: str) -> Block:
    (found,) = [block for block in BLOCKS if block.language == language and holds in block.text]
    return found


def write_files(folder: Path, command: str = "") -> None:
    """The files that are shown, or those of them that stand above a command."""
    for each in BLOCKS:
        if command and each.text.startswith(f"$ {command}\n"):
            return
        if each.file:
            folder.joinpath(each.file).parent.mkdir(parents=True, exist_ok=True)
            folder.joinpath(each.file).write_text(each.text, encoding="utf-8")


def p0lint(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    arguments = shlex.split(command)[1:]
    return subprocess.run(
        [sys.executable, "-m", "p0lint", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_command_is_tried() -> None:
    assert [command.partition(" ")[0] for command in COMMANDS] == ["p0lint", "p0lint", "pytest", "python"]


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("p0lint ")])
def test_p0lint_prints_what_is_shown(command: str, tmp_path: Path) -> None:
    write_files(tmp_path, command)

    done = p0lint(tmp_path, command)

    assert done.stdout.splitlines() == COMMANDS[command]
    assert done.stderr == ""


def test_the_table_holds_every_category() -> None:
    told = re.findall(r"^\| (P0\d+) \| \[(\S+)\]\(docs/rules/(\S+)\.md\) \| (.+) \|$", README, re.MULTILINE)

    rules = [rule for rule in load_rules().infos if not rule.code.startswith("P00")]

    assert told == [(rule.code, rule.slug, rule.slug, rule.summary.rstrip(".")) for rule in rules]


def test_the_configuration_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(block("toml", "[tool.p0lint]").text)

    settings = Resolver().for_file(str(tmp_path / "tools" / "kiosk.py"))

    assert settings.settings_readers == ("shop.settings.read",)
    assert settings.ignore == ("loopback-default",)


def test_the_suppression_excuses(tmp_path: Path) -> None:
    (line,) = block("python", "# p0lint: ignore").lines
    (directive,) = read_directives(line, "settings.py")
    assert (directive.problem, directive.codes, directive.until) == ("", ("P0101",), date(2027, 1, 31))

    write_files(tmp_path)
    settings = tmp_path / "shop" / "settings.py"
    settings.write_text(settings.read_text().replace(line.partition("  #")[0], line))

    done = p0lint(tmp_path, "p0lint --format json")

    assert [finding["code"] for finding in json.loads(done.stdout)["findings"]] == ["P0104"]


def test_the_workflow_leaves_a_file_to_upload(tmp_path: Path) -> None:
    workflow = block("yaml", "upload-sarif").text
    write_files(tmp_path)

    (command,) = re.findall(r"- run: (p0lint .*)", workflow)
    done = p0lint(tmp_path, command)

    (uploaded,) = re.findall(r"sarif_file: (\S+)", workflow)
    assert len(json.loads((tmp_path / uploaded).read_text())["runs"][0]["results"]) == 2
    assert done.stdout.startswith("::error ")
    assert done.returncode == 1


def test_the_hooks_exist() -> None:
    hooks = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)

    (line,) = re.findall(r"- id: .*", block("yaml", ".pre-commit-config").text)

    assert re.findall(r"p0lint(?:-\w+)?", line) == hooks


def test_the_guard_fails_the_test_that_is_shown(pytester: pytest.Pytester) -> None:
    write_files(pytester.path)
    pytester.syspathinsert()

    result = run(pytester)

    *lines, last = COMMANDS["pytest"]
    result.stdout.fnmatch_lines(lines)
    assert last in result.outlines[-1]


def test_the_service_refuses_as_shown() -> None:
    command = "python -m engines.chat.service"

    done = subprocess.run(
        [sys.executable, *command.split()[1:]], cwd=ROOT, env={}, capture_output=True, text=True, check=False
    )

    *lines, more = COMMANDS[command]
    assert done.stderr.splitlines()[: len(lines)] == lines
    assert more == "  …"
    assert done.returncode == 3


def test_the_lines_for_the_service_are_those_that_its_page_has_tried() -> None:
    page = textwrap.dedent((ROOT / "docs" / "engines.md").read_text(encoding="utf-8").replace("\n    ", "\n"))

    assert all(each.text in page for each in BLOCKS if each.language == "bash")
    assert [each.lines[0][:5] for each in BLOCKS if each.language == "bash"] == ["pip i", "TOKEN"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    for path, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", text):
        target = page.parent / path if path else page
        headings = re.findall(r"^#+ (.+)", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor in [re.sub(r"[^\w-]", "", each.lower().replace(" ", "-")) for each in headings]


@pytest.mark.parametrize("page", ["README.md", "docs/how-it-works.md"])
def test_every_path_that_is_named_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    named = {path for path in re.findall(r"`([\w.]+/[\w./]*|\w+\.py)`", text) if not path.startswith(("./", "/"))}
    facts = ROOT / "p0lint" / "facts"
    homes = [ROOT, facts, *(room for room in facts.iterdir() if room.is_dir())]
    missing = [path for path in named if not any((home / path).exists() for home in homes)]

    assert named
    assert missing == []
