"""Where a report goes: one format to standard output, any number of others to files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from p0lint.errors import P0lintError

TEXT = "text"


class OutputUnusable(P0lintError):
    """A format was asked for that there is not, or at a place where it cannot go."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Outputs:
    """The format that goes to standard output, and for each file the format that it gets."""

    standard: str
    files: tuple[tuple[str, str], ...]


def parse_formats(asked: Sequence[str], known: Sequence[str]) -> Outputs:
    """The outputs that ``FORMAT`` and ``FORMAT=FILE`` ask for; text goes to standard output unless another one does."""
    standard: list[str] = []
    files: dict[str, str] = {}
    for each in asked:
        name, is_file, path = each.partition("=")
        if name not in known:
            raise OutputUnusable(f"--format {each!r} is not a format: choose one of {', '.join(known)}")
        if not is_file:
            standard.append(name)
        elif not path or path in files:
            raise OutputUnusable(f"--format {each!r} needs a file of its own: write {name}=FILE")
        else:
            files[path] = name
    if len(set(standard)) > 1:
        names = " and ".join(dict.fromkeys(standard))
        raise OutputUnusable(f"--format {names} cannot share standard output: write {standard[-1]}=FILE")
    return Outputs(standard[0] if standard else TEXT, tuple((name, path) for path, name in files.items()))


def write_whole(path: str, text: str) -> None:
    """Write a file so that nobody ever reads half of it; a pipe or device is written as it is."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
        else:
            _replace(os.path.realpath(path), text)
    except OSError as error:
        raise OutputUnusable(f"{path!r} cannot be written: {error.strerror}") from error


def _replace(path: str, text: str) -> None:
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".p0lint-")
    try:
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """The mode that the file has, or that a new one gets."""
    with suppress(OSError):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_error(text: str) -> None:
    """Write a message to standard error, each of its lines under the name of the program."""
    sys.stderr.write("".join(f"p0lint: {line}\n" for line in text.splitlines()))


def write_standard(text: str) -> None:
    """Write to standard output; that nobody reads on, as with ``| head``, is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would raise again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
