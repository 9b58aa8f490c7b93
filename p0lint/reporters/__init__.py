"""The formats of a report; the module of each is imported when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from p0lint.reporters.view import PLAIN, View

if TYPE_CHECKING:
    from p0lint.finding import Report

FORMATS = ("text", "concise", "json", "sarif", "github")

__all__ = ["FORMATS", "PLAIN", "View", "render"]


def render(name: str, report: Report, view: View = PLAIN) -> str:
    """A report in one of FORMATS: the same bytes for the same report and view; empty, or with a newline at its end."""
    text: str = import_module(f"p0lint.reporters.{name}").render(report, view)
    return text
