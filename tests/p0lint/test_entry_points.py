"""The quick look for plugins sees what ``importlib.metadata`` sees."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from p0lint.entry_points import entry_points

ENTRY = "[console_scripts]\na = b:c\n\n[acme_group]\nfirst = first_module\n"


def test_without_a_plugin_there_is_none_and_metadata_is_not_imported() -> None:
    script = (
        "import sys; from p0lint.entry_points import entry_points;"
        "print(entry_points('group_that_nobody_has'), 'importlib.metadata' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[] False\n"


@pytest.mark.parametrize("suffix", ["dist-info", "egg-info"])
def test_a_distribution_on_the_path_is_seen(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / f"acme-1.0.{suffix}"
    folder.mkdir()
    (folder / "entry_points.txt").write_text(ENTRY)
    (folder / "METADATA").write_text("Name: acme\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)

    assert entry_points("acme_group") == list(metadata.entry_points(group="acme_group"))
    assert [entry_point.value for entry_point in entry_points("acme_group")] == ["first_module"]


def test_a_distribution_in_an_archive_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "acme.whl", "w") as archive:
        archive.writestr("acme-1.0.dist-info/entry_points.txt", ENTRY)
        archive.writestr("acme-1.0.dist-info/METADATA", "Name: acme\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path / "acme.whl")

    assert [entry_point.value for entry_point in entry_points("acme_group")] == ["first_module"]
