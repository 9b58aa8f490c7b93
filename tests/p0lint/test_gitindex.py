"""The index is read as git reads it, in every form that git writes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from p0lint.gitindex import Tracked


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.quotePath=off"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def repository(folder: Path, *options: str) -> Path:
    folder.mkdir()
    git(folder, "init", "--quiet", *options)
    for name in (
        "app.py",
        "gen/deep/a.py",
        "gen/" + "long" * 40 + "/b.py",
        "gen-other/c.py",
        "né.py",
        "x" * 200 + ".py",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    git(folder, "add", ".")
    (folder / "gen" / "untracked.py").write_text("")
    return folder


def tracked_files(folder: Path) -> list[str]:
    return [line for line in git(folder, "ls-files", "-z").split("\0") if line]


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_tracked_files_and_folders_are_known(version: str, tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    if version == "3":
        (top / "intended.py").write_text("")
        git(top, "add", "--intent-to-add", "intended.py")
    else:
        git(top, "update-index", "--index-version", version)

    tracked = Tracked(str(top))

    assert (top / ".git/index").read_bytes()[7] == int(version)
    assert all(tracked.holds(path, is_folder=False) for path in tracked_files(top))
    assert [tracked.holds(path, is_folder=True) for path in ("gen", "gen/deep", "ge", "deep")] == [
        True,
        True,
        False,
        False,
    ]
    assert not tracked.holds("gen/untracked.py", is_folder=False)
    assert not tracked.holds("gen", is_folder=False)


def test_a_repository_of_sha256_objects_is_read(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository", "--object-format=sha256")

    assert Tracked(str(top)).holds("gen/deep/a.py", is_folder=False)
    assert not Tracked(str(top)).holds("gen/untracked.py", is_folder=False)


def test_a_split_index_is_read(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    git(top, "update-index", "--split-index")
    (top / "later.py").write_text("")
    git(top, "add", "later.py")

    tracked = Tracked(str(top))

    assert all(tracked.holds(path, is_folder=False) for path in tracked_files(top))
    assert not tracked.holds("gen/untracked.py", is_folder=False)


def test_a_worktree_has_its_own_index(tmp_path: Path) -> None:
    top = repository(tmp_path / "repository")
    git(top, "commit", "--quiet", "-m", "all")
    git(top, "worktree", "add", "--quiet", str(tmp_path / "tree"))

    assert Tracked(str(tmp_path / "tree")).holds("gen/deep/a.py", is_folder=False)
    assert not Tracked(str(tmp_path / "tree")).holds("gen/untracked.py", is_folder=False)


def test_without_an_index_nothing_is_tracked(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")

    assert not Tracked(str(tmp_path)).holds("app.py", is_folder=False)


@pytest.mark.parametrize(
    "content", [b"DIRC\0\0\0\x09", b"DIRC\0\0\0\x02\0\0\0\x05short", b"", b"DIRC\0\0\0\x04\0\0\0\x01" + b"\xff" * 90]
)
def test_an_index_that_cannot_be_understood_drops_nothing(content: bytes, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".git/index").write_bytes(content)

    assert Tracked(str(tmp_path)).holds("app.py", is_folder=False)
