"""What the documents show is true."""

from __future__ import annotations

import json
import re
import textwrap
from datetime import date
from pathlib import Path

import pytest

from p0lint.api import check
from p0lint.config.files import FILE_KEYS, TOP_KEYS
from p0lint.config.resolver import Resolver
from p0lint.config.settings import DEFAULT_EXCLUDE, KINDS
from p0lint.reporters.concise import one_line
from p0lint.suppress import read_directives

DOCS = Path(__file__).parents[2] / "docs"
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """The code blocks of a document in one language, dedented."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", document, flags=re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(text) for _, text in found]


@pytest.mark.parametrize("key", [*TOP_KEYS, "extend"])
def test_every_key_has_its_row(key: str) -> None:
    assert f"| `{key}` |" in CONFIGURATION


def test_kinds_and_default_excludes_are_named() -> None:
    assert all(f"`{kind}`" in CONFIGURATION for kind in KINDS)
    assert all(f"`{folder.rstrip('/')}`" in CONFIGURATION for folder in DEFAULT_EXCLUDE)
    assert len([key for key in FILE_KEYS if key not in ("select", "ignore")]) == 5


def test_the_two_examples_of_a_configuration_say_the_same(tmp_path: Path) -> None:
    (toml,), (ini,) = blocks(CONFIGURATION, "toml"), blocks(CONFIGURATION, "ini")
    (tmp_path / "pyproject.toml").write_text(toml)
    resolver = Resolver()
    as_toml = [resolver.for_file(str(tmp_path / name)) for name in ("a.py", "tools/a.py")]
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "setup.cfg").write_text(ini)

    resolver = Resolver()

    assert [resolver.for_file(str(tmp_path / name)) for name in ("a.py", "tools/a.py")] == as_toml
    assert as_toml[1].ignore == ("tmp-default", "P0102", "P0103")


def test_the_example_suppressions_are_read() -> None:
    (example,) = blocks((DOCS / "suppressions.md").read_text(encoding="utf-8"), "python")

    first, second = read_directives(example, "a.py")

    assert (first.problem, first.codes, first.until) == ("", ("P0101",), None)
    assert (second.problem, second.codes, second.until) == ("", ("P0104", "P0301"), date(2027, 1, 31))


def test_the_example_rule_is_the_one_that_is_tested() -> None:
    package = Path(__file__).parent / "plugin_package"
    document = (DOCS / "adding-a-rule.md").read_text(encoding="utf-8")

    assert all(block in (package / "p0lint_acme.py").read_text() for block in blocks(document, "python"))
    assert all(block in (package / "pyproject.toml").read_text() for block in blocks(document, "toml"))
    assert len(blocks(document, "python")) == 2


def test_the_pattern_for_an_editor_takes_each_line_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tasks,) = blocks((DOCS / "editors.md").read_text(encoding="utf-8"), "json")
    matcher = json.loads(tasks)["tasks"][0]["problemMatcher"]["pattern"]
    (tmp_path / "app.py").write_text('import os\n\nbackend = os.getenv("FLAGS_BACKEND", "memory")\n')
    monkeypatch.chdir(tmp_path)

    (finding,) = check(["."]).findings
    found = re.fullmatch(matcher["regexp"], one_line(finding))

    assert found
    assert [found[matcher[part]] for part in ("file", "line", "column", "code")] == ["app.py", "3", "38", "P0101"]
