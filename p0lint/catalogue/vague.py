"""Words that say other things so often that something beside them must tell what they mean."""

from __future__ import annotations

VAGUE = 3  # the rank of a word that says other things as often
BESIDE = 2  # how many lines above a vague word the name may stand that gives it its meaning
# Words that say other things so often that they count only beside the name of what they are a setting of.
LOOSE = frozenset(
    b"file files pickle posix console disk ssd temporary temp tmp tempfile tempdir numpy networkx embedded eager immediate simple"
    b" dict dictionary mock scratch lance ephemeral background-tasks background_tasks volatile stub fake annoy chroma chromadb".split()
)

# Settings that choose, and leave it to what is around them to say of what: the driver of a module named storage.
CHOOSERS = frozenset({"driver", "engine", "provider", "adapter", "backend"})


def is_loose(text: str) -> bool:
    """Whether a whole text is a word that says other things so often that it needs a name beside it."""
    return text.lower().encode("utf-8", "replace") in LOOSE
