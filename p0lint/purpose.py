"""What a file is for, by its path: tests, examples and migrations do not run in production."""

from __future__ import annotations

import os
from functools import lru_cache

FOLDERS = {
    **dict.fromkeys(("test", "tests", "testing", "unittest", "unittests", "unit_tests"), "tests"),
    **dict.fromkeys(("integration_tests", "e2e", "testutils", "test_utils"), "tests"),
    **dict.fromkeys(("fixtures", "fixture", "conftest"), "test fixtures"),
    **dict.fromkeys(
        ("example", "examples", "sample", "samples", "demo", "demos", "cookbook", "tutorial", "tutorials"), "examples"
    ),
    **dict.fromkeys(("doc", "docs", "docs_src", "doc_src"), "documentation"),
    **dict.fromkeys(("bench", "benches", "benchmark", "benchmarks", "perf"), "benchmarks"),
    **dict.fromkeys(("migrations", "alembic"), "migrations"),
    **dict.fromkeys(("devtools", "dev_tools", "dev-tools"), "development tools"),
}
PACKAGING = "setup.py"  # but inside of a package it sets up what the package needs
FILES = {
    **dict.fromkeys(("demo.py", "demos.py"), "examples"),
    **dict.fromkeys(("migration.py", "migrations.py"), "migrations"),
    "conftest.py": "tests",
    "tests.py": "tests",
    PACKAGING: "packaging",
    "noxfile.py": "development tools",
}


DEVELOPMENT = frozenset({"dev", "devel", "development", "local", "test", "tests", "testing", "ci"})
SETTINGS = frozenset({"settings", "config", "conf"})
SCRIPTS = frozenset({"scripts", "tools", "bin"})


@lru_cache(maxsize=4096)
def _of_folder(folder: str) -> str:
    if "/scripts/dev/" in f"/{folder}/" or "/tools/dev/" in f"/{folder}/":
        return "development tools"
    return next((FOLDERS[part] for part in reversed(folder.split("/")) if part in FOLDERS), "")


def purpose(shown: str) -> str:
    """
    What keeps a file out of production: tests, examples, migrations, ...; empty if nothing does.

    ``shown`` is its path relative to the working folder. Of an absolute path, which lies outside of that folder, only the
    packages around the file count: where somebody keeps a project says nothing about it.
    """
    folder, _, name = shown.rpartition("/")
    if name in FILES and not (name == PACKAGING and os.path.isfile(f"{folder or '.'}/__init__.py")):
        return FILES[name]
    if folder.rpartition("/")[2] in SETTINGS and name.removesuffix(".py") in DEVELOPMENT:
        return "development settings"
    if folder.rpartition("/")[2] in SCRIPTS and _is_for_development(folder, name):
        return "development tools"
    if name.startswith("test_") or name.endswith(("_test.py", "_tests.py")):
        return "tests"
    if name.endswith(("_example.py", "_examples.py")):
        return "examples"
    return _of_folder(_packages(folder) if shown.startswith("/") or os.path.isabs(shown) else folder)


def _is_for_development(folder: str, name: str) -> bool:
    """Whether a script ends in that it is for development, ``seed_dev.py``, and is no module of a package."""
    last = name.removesuffix(".py").rpartition("_")[2]
    return last in DEVELOPMENT and not os.path.isfile(f"{folder}/__init__.py")


@lru_cache(maxsize=4096)
def _packages(folder: str) -> str:
    """The part of a folder's path that is made of packages."""
    parts: list[str] = []
    while folder.strip("/") and os.path.isfile(f"{folder}/__init__.py"):
        folder, _, name = folder.rpartition("/")
        parts.append(name)
    return "/".join(reversed(parts))
