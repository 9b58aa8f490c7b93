"""Which files are checked, and what is said of the others."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from p0lint.config.resolver import Resolver, Settings, SettingsWrong
from p0lint.config.settings import PathPattern
from p0lint.discovery import Discovered, discover
from p0lint.finding import Unchecked
from tests.p0lint.files import write


@pytest.fixture(autouse=True)
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, settings: Settings | None = None) -> Discovered:
    return discover(paths, Resolver(settings))


def shown(discovered: Discovered) -> list[str]:
    return [file.shown for file in discovered.files]


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def test_python_files_below_a_folder_are_found_in_order(top: Path) -> None:
    write(top, {"b.py": "", "a/c.py": "", "a/d.txt": "", "a/e.pyi": "", ".hidden/f.py": "", "build/g.py": ""})

    discovered = found(".")

    assert shown(discovered) == [".hidden/f.py", "a/c.py", "b.py", "build/g.py"]
    assert discovered.files[1].path == str(top / "a/c.py")
    assert (discovered.skipped, discovered.failed) == ((), ())


def test_a_named_file_is_checked_whatever_its_name_and_only_once(top: Path) -> None:
    write(top, {"a/script": "", "a/b.py": ""})

    assert shown(found("a/script", "a", "./a/b.py", "a/../a")) == ["a/b.py", "a/script"]


def test_paths_outside_of_the_working_folder_are_shown_in_full(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(top, {"a/b.py": "", "c/d.py": ""})
    monkeypatch.chdir(top / "c")

    assert shown(found("../a", ".")) == [f"{top}/a/b.py", "d.py"]


def test_what_is_missing_or_no_file_is_named_and_the_rest_is_found(top: Path) -> None:
    write(top, {"a.py": ""})
    os.mkfifo(top / "pipe")

    discovered = found("none.py", "pipe", "a.py")

    assert shown(discovered) == ["a.py"]
    assert discovered.failed == (
        Unchecked("none.py", "no such file or folder"),
        Unchecked("pipe", "not a regular file"),
    )


def test_folders_of_tools_are_no_source(top: Path) -> None:
    write(top, {".venv/a.py": "", "node_modules/b.py": "", "__pycache__/c.py": "", ".tox/x/d.py": "", "e.py": ""})

    discovered = found(".")

    assert (shown(discovered), discovered.skipped) == (["e.py"], ())


def test_a_virtual_environment_is_known_by_its_configuration_and_checked_when_named(top: Path) -> None:
    write(top, {"env/pyvenv.cfg": "", "env/a.py": "", "venv/b.py": ""})

    discovered = found(".")

    assert shown(discovered) == ["venv/b.py"]
    assert discovered.skipped == (Unchecked("env/", "a virtual environment"),)
    assert shown(found("env")) == ["env/a.py"]


def test_links_to_folders_and_odd_files_are_named_and_loops_end(top: Path) -> None:
    write(top, {"a/b.py": ""})
    (top / "a/loop").symlink_to(top / "a")
    (top / "a/gone.py").symlink_to(top / "none.py")
    (top / "a/ring.py").symlink_to(top / "a/ring.py")
    (top / "a/link.py").symlink_to(top / "a/b.py")
    os.mkfifo(top / "a/pipe.py")

    discovered = found("a")

    assert shown(discovered) == ["a/b.py", "a/link.py"]
    assert discovered.skipped == (
        Unchecked("a/gone.py", "not a regular file"),
        Unchecked("a/loop", "a link to a folder"),
        Unchecked("a/pipe.py", "not a regular file"),
        Unchecked("a/ring.py", "not a regular file"),
    )
    assert shown(found("a/loop")) == ["a/loop/b.py", "a/loop/link.py"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_cannot_be_listed_is_named(top: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    write(top, {"a/b.py": "", "closed/c.py": ""})
    (top / "closed").chmod(0o700)
    opened = [top, *top.parents]
    modes = [path.stat().st_mode for path in opened]
    for path, mode in zip(opened, modes, strict=True):
        path.chmod(mode | 0o055)
    os.seteuid(65534)
    try:
        discovered = found(".")
    finally:
        os.seteuid(0)
        for path, mode in zip(opened, modes, strict=True):
            path.chmod(mode)

    assert shown(discovered) == ["a/b.py"]
    assert discovered.failed == (Unchecked("closed/", "cannot be listed: Permission denied"),)


def test_excludes_leave_out_and_say_so(top: Path) -> None:
    write(
        top,
        {
            "setup.cfg": "[p0lint]\nextend-exclude =\n    ./tests\n    *_pb2.py\n",
            "tests/a.py": "",
            "src/tests/b.py": "",
            "src/x_pb2.py": "",
            ".venv/c.py": "",
        },
    )

    discovered = found(".")

    assert shown(discovered) == ["src/tests/b.py"]
    assert discovered.skipped == (
        Unchecked("src/x_pb2.py", "excluded by '*_pb2.py'"),
        Unchecked("tests/", "excluded by '/tests'"),
    )


def test_exclude_replaces_the_default_excludes(top: Path) -> None:
    write(top, {"node_modules/a.py": "", "x/b.py": ""})

    assert shown(found(".", settings=Settings(exclude=(PathPattern(str(top), "x/"),)))) == ["node_modules/a.py"]


def test_excludes_never_match_above_the_folder_they_stand_in(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        top,
        {
            "build/project/setup.cfg": "[p0lint]\nextend-exclude = build/\nforce-exclude = true\n",
            "build/project/a.py": "",
        },
    )
    monkeypatch.chdir(top / "build/project")

    assert shown(found(".")) == shown(found("a.py")) == ["a.py"]


def test_a_nearer_configuration_brings_its_own_excludes(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\nexclude = gen/\n", "sub/p0lint.toml": "", "sub/gen/a.py": "", "gen/b.py": ""})

    assert shown(found(".")) == ["sub/gen/a.py"]


def test_a_named_path_is_checked_unless_excludes_are_forced(top: Path) -> None:
    write(top, {"gen/a.py": "", "node_modules/x/b.py": "", "c.py": ""})
    settings = Settings(extend_exclude=(PathPattern(str(top), "gen/"),))
    forced = Settings(extend_exclude=(PathPattern(str(top), "gen/"),), force_exclude=True)
    paths = ["gen/a.py", "node_modules/x/b.py", "c.py"]

    assert shown(found(*paths, settings=settings)) == ["c.py", "gen/a.py", "node_modules/x/b.py"]
    assert shown(found(*paths, settings=forced)) == ["c.py"]
    assert found(*paths, settings=forced).skipped == (
        Unchecked("gen/a.py", "excluded by 'gen/'"),
        Unchecked("node_modules/x/b.py", "excluded by 'node_modules/'"),
    )


def test_gitignore_is_respected_and_the_nearest_file_decides(top: Path) -> None:
    git("init", "--quiet")
    write(
        top,
        {
            ".gitignore": "*.gen.py\n/out/\n",
            "a.gen.py": "",
            "out/b.py": "",
            "sub/.gitignore": "!keep.gen.py\n",
            "sub/keep.gen.py": "",
            "sub/out/c.py": "",
            ".git/info/exclude": "mine.py\n",
            "mine.py": "",
        },
    )

    discovered = found(".")

    assert shown(discovered) == ["sub/keep.gen.py", "sub/out/c.py"]
    assert discovered.skipped == (
        Unchecked("a.gen.py", "ignored by .gitignore, line 1 (*.gen.py)"),
        Unchecked("mine.py", "ignored by .git/info/exclude, line 1 (mine.py)"),
        Unchecked("out/", "ignored by .gitignore, line 2 (/out/)"),
    )


def test_a_tracked_file_is_never_dropped(top: Path) -> None:
    git("init", "--quiet")
    write(
        top,
        {".gitignore": "out/\n*.gen.py\n", "out/deep/a.py": "", "out/deep/b.py": "", "out/c/d.py": "", "e.gen.py": ""},
    )
    git("add", "--force", "out/deep/a.py", "e.gen.py")

    discovered = found(".")

    assert shown(discovered) == ["e.gen.py", "out/deep/a.py"]
    assert discovered.skipped == (
        Unchecked("out/c/", "ignored with its folder"),
        Unchecked("out/deep/b.py", "ignored with its folder"),
    )


def test_ignore_files_above_a_named_folder_hold_up_to_the_top_of_the_repository(top: Path) -> None:
    write(
        top,
        {
            ".gitignore": "*.py\n",
            "repository/.gitignore": "gen.py\n",
            "repository/a/b/gen.py": "",
            "repository/a/b/c.py": "",
        },
    )
    subprocess.run(["git", "init", "--quiet", "repository"], check=True, capture_output=True)

    discovered = found("repository/a/b")

    assert shown(discovered) == ["repository/a/b/c.py"]
    assert discovered.skipped == (
        Unchecked("repository/a/b/gen.py", "ignored by repository/.gitignore, line 1 (gen.py)"),
    )


def test_a_named_folder_is_checked_though_it_is_ignored(top: Path) -> None:
    git("init", "--quiet")
    write(top, {".gitignore": "out/\n", "out/a.py": ""})

    assert shown(found("out")) == ["out/a.py"]


def test_a_repository_inside_has_its_own_rules(top: Path) -> None:
    git("init", "--quiet")
    write(top, {".gitignore": "gen.py\n", "inner/gen.py": "", "gen.py": ""})
    subprocess.run(["git", "init", "--quiet", "inner"], check=True, capture_output=True)

    assert shown(found(".")) == ["inner/gen.py"]


def test_without_a_repository_ignore_files_hold_too(top: Path) -> None:
    write(top, {".gitignore": "gen.py\n", "gen.py": "", "a.py": ""})

    assert shown(found(".")) == ["a.py"]


def test_a_wrong_configuration_costs_its_own_folder_alone(top: Path) -> None:
    write(top, {"app.py": "", "sub/p0lint.toml": "selct = 1\ngatez = 2\n", "sub/a.py": "", "sub/deep/b.py": ""})

    discovered = found(".", "sub/a.py")

    assert shown(discovered) == ["app.py"]
    wrong = (
        "sub/p0lint.toml: selct is not a setting: did you mean 'select'?; "
        "sub/p0lint.toml: gatez is not a setting: did you mean 'gates'?"
    )
    assert discovered.failed == (Unchecked("sub/", wrong), Unchecked("sub/a.py", wrong))


def test_a_wrong_configuration_that_leaves_nothing_to_check_is_raised(top: Path) -> None:
    write(top, {"p0lint.toml": "selct = 1", "app.py": "", "sub/a.py": ""})

    with pytest.raises(SettingsWrong):
        found("app.py", "sub")
