"""Which sources are so likely to be broken that they are parsed even in a run in which not every file is."""

from __future__ import annotations

MARKS = (b"<<<<<<< ", b"\0")  # what a half-done merge and a binary file leave in a source
OPEN = (b"(", b"[", b"{", b",", b"\\")  # what a source that was cut off ends with


def is_suspicious(source: bytes) -> bool:
    """Whether a source should be parsed to see that it is valid."""
    if any(mark in source for mark in MARKS) or source[-200:].rstrip().endswith(OPEN):
        return True
    return not source.isascii() and not _is_utf8(source)


def _is_utf8(source: bytes) -> bool:
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return True
