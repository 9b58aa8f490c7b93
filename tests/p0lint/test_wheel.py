"""What a user installs: the linter and the guard, typed, without the service and the tests."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from p0lint import __version__

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(folder), str(TOP)], check=True)
    (path,) = folder.glob("p0lint-*.whl")
    return zipfile.ZipFile(path)


def test_it_holds_the_two_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}

    assert tops == {"p0lint", "pytest_p0guard", f"p0lint-{__version__}.dist-info"}


@pytest.mark.parametrize("package", ["p0lint", "pytest_p0guard"])
def test_its_packages_are_whole_and_typed(package: str, wheel: zipfile.ZipFile) -> None:
    sources = {path.relative_to(TOP).as_posix() for path in (TOP / package).rglob("*.py")}

    assert f"{package}/py.typed" in wheel.namelist()
    assert sources <= set(wheel.namelist())


def test_it_brings_the_command_the_plugin_and_the_licence(wheel: zipfile.ZipFile) -> None:
    metadata = f"p0lint-{__version__}.dist-info"
    entry_points = wheel.read(f"{metadata}/entry_points.txt").decode()

    assert "p0lint = p0lint.__main__:main" in entry_points
    assert "p0guard = pytest_p0guard.plugin" in entry_points
    assert f"{metadata}/licenses/LICENSE" in wheel.namelist()
