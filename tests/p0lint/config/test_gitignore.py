"""The patterns mean what git means by them: git itself is asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from p0lint.config.gitignore import Patterns

NOT_MATCHED = [
    ("", "a.py"),
    ("# a.py", "# a.py"),
    ("a", "ab"),
    ("/a", "b/a"),
    ("b/a", "c/b/a"),
    ("*.py", "a.pyc"),
    ("a?c", "ac"),
    ("a*c", "a/c"),
    ("[!a]", "a"),
    ("[a", "[a"),
    ("a\\", "a"),
    ("[b-a]", "a"),
    ("[[:nothing:]]", "n"),
    ("[!a-c]", "b"),
    ("a/**", "a"),
    ("/", "a"),
]
MATCHED = [
    ("a", "b/a"),
    ("a", "a/b"),
    ("/a", "a"),
    ("b/a", "b/a"),
    ("*.py", "b/a.py"),
    ("test_*", "b/test_a"),
    ("a?c", "abc"),
    ("*.py[cod]", "a.pyc"),
    ("[[:digit:]]x", "1x"),
    ("[]x]", "]"),
    ("[^a]", "b"),
    ("[b-a]", "b"),
    ("[a-]", "-"),
    ("[a-c-]", "-"),
    ("[[]", "["),
    ("[a\\]]", "]"),
    ("**/a", "b/c/a"),
    ("**/a", "a"),
    ("a/**", "a/b/c"),
    ("/**", "a/b"),
    ("a/**/b", "a/b"),
    ("a/**/b", "a/x/y/b"),
    ("\\#a", "#a"),
    ("\\!a", "!a"),
    ("a\\ ", "a "),
    ("a  ", "a"),
    ("a\\*", "a*"),
]


@pytest.mark.parametrize(("pattern", "path"), NOT_MATCHED)
def test_a_pattern_leaves_other_paths_alone(pattern: str, path: str) -> None:
    assert Patterns([pattern]).excludes(path) is None


@pytest.mark.parametrize(("pattern", "path"), MATCHED)
def test_a_pattern_matches(pattern: str, path: str) -> None:
    assert Patterns([pattern]).excludes(path) is not None


def test_a_slash_at_the_end_means_folders() -> None:
    patterns = Patterns(["a/"])

    assert patterns.last_match("a", is_folder=False) is None
    assert patterns.last_match("a", is_folder=True) is not None


def test_the_last_pattern_decides_and_a_folder_cannot_be_taken_back_from_inside() -> None:
    patterns = Patterns(["*.py", "!a.py", "gen/", "!gen/a.py"])

    assert patterns.excludes("b.py") is not None
    assert patterns.excludes("a.py") is None
    assert patterns.excludes("gen/a.py") is not None


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


# Without `a**`: git's manual says that it means `a*`, git itself takes the stars after a literal beginning for `**`.
PARTS = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "a.py",
        "*",
        "**",
        "?",
        "[ab]",
        "[!a]",
        "[a-c]*",
        "*.py",
        "a*",
        "*b",
        "\\a",
        "[a",
        "[a-",
        "[c-a]",
        "[a-b-c]",
        "[!a-]",
        "[[a]",
    ]
)
GLOBS = st.builds(
    lambda negated, first, parts, last: f"{negated}{first}{'/'.join(parts)}{last}",
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "/"]),
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "abc", "a.py", "c"]), min_size=1, max_size=4).map("/".join)


@given(st.lists(GLOBS, min_size=1, max_size=4), st.lists(PATHS, min_size=1, max_size=20, unique=True))
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_git_agrees(repository: Path, lines: list[str], paths: list[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(lines))
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=repository,
        input="\n".join(paths),
        capture_output=True,
        text=True,
        check=False,
    )
    patterns = Patterns(lines)

    assert {path for path in paths if patterns.excludes(path)} == set(asked.stdout.split())
