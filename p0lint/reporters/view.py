"""What a reporter is told beside the report."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """
    How a report is to be shown.

    ``colour`` is for people alone: no machine format carries it. ``prefix`` is the path of the working folder below the
    root of the repository, with ``/`` and empty at the root. ``category`` tells apart SARIF uploads of one commit.
    """

    colour: bool = False
    prefix: str = ""
    category: str = ""

    def in_repository(self, path: str) -> str:
        """A path of the report relative to the root of the repository; an absolute one stays as it is."""
        return posixpath.normpath(posixpath.join(self.prefix, path))


PLAIN = View()
