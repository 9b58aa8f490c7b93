"""How a path is written in every message and report."""

from __future__ import annotations

import os


def display_path(path: str, folder: str | None = None) -> str:
    """``path`` relative to the working folder (or ``folder``) if it lies below, else absolute; always with ``/``."""
    absolute = os.path.abspath(path)
    below = folder or os.getcwd()
    prefix = below if below.endswith(os.sep) else below + os.sep
    if absolute.startswith(prefix):
        absolute = absolute[len(prefix) :]
    elif absolute == below:
        absolute = "."
    return absolute.replace(os.sep, "/")


def folder_in_repository(folder: str) -> str:
    """The path of a folder below the top of its repository, with ``/``; empty at the top, and outside of any."""
    top = folder
    while not os.path.exists(os.path.join(top, ".git")):
        if os.path.dirname(top) == top:
            return ""
        top = os.path.dirname(top)
    below = os.path.relpath(folder, top).replace(os.sep, "/")
    return "" if below == "." else below
