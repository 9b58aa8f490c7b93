"""Errors as one line of text."""

from __future__ import annotations


def error_text(error: BaseException) -> str:
    """
    The type and the words of ``error``, with its notes and, of a group, the errors in it.

    Not the causes: a refusal has to name things itself.
    """
    words = [str(error), *getattr(error, "__notes__", ())]
    words.extend(error_text(inner) for inner in getattr(error, "exceptions", ()))
    return f"{type(error).__name__}: {' '.join(word for word in words if word)}".rstrip(": ")
