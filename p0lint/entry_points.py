"""The entry points of a group, without the price of ``importlib.metadata`` where there are none."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

METADATA = (".dist-info", ".egg-info")


def entry_points(group: str) -> list[EntryPoint]:
    """
    What installed distributions offer under ``group``, each once, in order.

    ``importlib.metadata`` takes about as long to import as click, and most environments have no plugin.
    """
    if not _may_have(group):
        return []
    from importlib import metadata

    return sorted(set(metadata.entry_points(group=group)))


def _may_have(group: str) -> bool:
    """Whether a file of metadata names the group, or distributions may lie where only ``importlib.metadata`` looks."""
    finders = (finder for finder in sys.meta_path if finder is not PathFinder)
    return any(hasattr(finder, "find_distributions") for finder in finders) or any(
        _names_group(folder or os.curdir, f"[{group}]".encode()) for folder in sys.path
    )


def _names_group(folder: str, section: bytes) -> bool:
    try:
        names = os.listdir(folder)
    except NotADirectoryError:
        return True  # an archive
    except OSError:
        return False
    return any(
        name.endswith(".egg") or (name.endswith(METADATA) and _holds(os.path.join(folder, name), section))
        for name in names
    )


def _holds(metadata: str, section: bytes) -> bool:
    try:
        with open(os.path.join(metadata, "entry_points.txt"), "rb") as file:
            return section in file.read()
    except OSError:
        return False
