"""Whether a stream gets colour, and the colours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

AUTO, ALWAYS, NEVER = CHOICES = ("auto", "always", "never")
FORCING = ("FORCE_COLOR", "CLICOLOR_FORCE")

BOLD = "1"
RED = "1;31"
YELLOW = "1;33"
GREEN = "1;32"
BLUE = "1;34"
CYAN = "1;36"


def wants_colour(choice: str, stream: TextIO, environ: Mapping[str, str] | None = None) -> bool:
    """
    Whether what is written to a stream is coloured; to be asked for each stream.

    The first that speaks decides: the ``--color`` option, ``NO_COLOR``, ``FORCE_COLOR`` or ``CLICOLOR_FORCE``, and then
    whether the stream is a terminal that is not ``dumb``. An empty variable counts as unset, and ``0`` forces nothing.
    """
    environ = os.environ if environ is None else environ
    if choice != AUTO:
        return choice == ALWAYS
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in FORCING):
        return True
    return stream.isatty() and environ.get("TERM") != "dumb"


class Paint:
    """Colours texts, or leaves all of them as they are."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour and text else text
