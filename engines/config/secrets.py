"""Where secrets come from: the environment or a mounted file, named by a reference."""

from __future__ import annotations

import os
from pathlib import Path


class SecretMissing(Exception):
    """A reference leads to no secret; the message names the reference, which is none itself."""

    def __init__(self, reference: str, problem: str) -> None:
        super().__init__(reference, problem)
        self.reference, self.problem = reference, problem

    def __str__(self) -> str:
        return f"{self.reference} {self.problem}"


def resolve_secret(reference: str) -> str:
    """The secret that `secretref:env:NAME` or `secretref:file:/PATH` names; a file's last line break is left out."""
    _, source, name = (*reference.split(":", 2), "", "")[:3]
    if source == "env":
        secret = os.environ.get(name, "")
    elif source == "file":
        secret = _read(reference, Path(name))
    else:
        raise SecretMissing("a secret reference", "has another form than secretref:env:NAME or secretref:file:/PATH")
    if not secret:
        raise SecretMissing(reference, "is empty or not set: provide it to this process")
    return secret


def _read(reference: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n")
    except OSError as error:
        raise SecretMissing(reference, f"cannot be read ({type(error).__name__}): mount it for this process") from error
