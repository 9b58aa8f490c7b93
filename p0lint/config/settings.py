"""The settings of a run as one value, and how two of them merge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

KINDS = ("memory", "noop", "local", "tmp", "loopback")
DURABLE = "durable"
FILE = ""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A pattern in gitignore's language, relative to the folder of the file that it stands in."""

    root: str
    text: str


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What one file or the command line says, or several of them merged.

    ``None`` where nothing is said: ``select`` is then every rule that is on by default and ``exclude`` is
    DEFAULT_EXCLUDE. ``durability`` holds pairs of a full name or pattern and its kind: one of KINDS, or ``durable``.
    ``origins`` holds pairs of a key and the place that set it, in the order of merging, with the key FILE for the place
    as a whole; it does not count when settings are compared.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    exclude: tuple[PathPattern, ...] | None = None
    extend_exclude: tuple[PathPattern, ...] = ()
    force_exclude: bool | None = None
    durability: tuple[tuple[str, str], ...] = ()
    settings_readers: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    backing_services: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def durable(self) -> tuple[str, ...]:
        """The names and patterns of what is durable."""
        return tuple(name for name, kind in self.durability if kind == DURABLE)

    @property
    def non_durable(self) -> tuple[tuple[str, str], ...]:
        """The names and patterns of what is not durable, each with its kind."""
        return tuple(pair for pair in self.durability if pair[1] != DURABLE)


@dataclass(frozen=True, slots=True)
class Override:
    """Settings for the files that one of the patterns matches."""

    paths: tuple[PathPattern, ...]
    settings: Settings


# Folders that tools fill, in which no source of the project stands. A virtual environment is known by its pyvenv.cfg,
# and what a build puts out is named in .gitignore: a package may well be called `venv` or `build`.
DEFAULT_EXCLUDE = (
    ".bzr/",
    ".cache/",
    ".direnv/",
    ".eggs/",
    ".git/",
    ".hg/",
    ".hypothesis/",
    ".ipynb_checkpoints/",
    ".mypy_cache/",
    ".nox/",
    ".pytest_cache/",
    ".ruff_cache/",
    ".svn/",
    ".tox/",
    ".venv/",
    "__pycache__/",
    "__pypackages__/",
    "node_modules/",
    "site-packages/",
)


def merge(far: Settings, near: Settings) -> Settings:
    """
    What holds where ``near`` extends ``far``.

    ``select``, ``exclude`` and ``force-exclude`` are replaced, every other key is added to. A ``select`` begins anew:
    it drops what ``far`` ignores. Of two kinds for one name the near one holds.
    """
    return Settings(
        select=far.select if near.select is None else near.select,
        ignore=_unique(far.ignore, near.ignore) if near.select is None else near.ignore,
        exclude=far.exclude if near.exclude is None else near.exclude,
        extend_exclude=_unique(far.extend_exclude, near.extend_exclude),
        force_exclude=far.force_exclude if near.force_exclude is None else near.force_exclude,
        durability=tuple((dict(far.durability) | dict(near.durability)).items()),
        settings_readers=_unique(far.settings_readers, near.settings_readers),
        gates=_unique(far.gates, near.gates),
        backing_services=_unique(far.backing_services, near.backing_services),
        overrides=far.overrides + near.overrides,
        origins=_origins(far, near),
    )


def _unique(far: tuple[T, ...], near: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(far + near))


def _origins(far: Settings, near: Settings) -> tuple[tuple[str, str], ...]:
    """The origins of both, without those of values that ``near`` replaces."""
    replaced = {
        "select": near.select is not None,
        "ignore": near.select is not None,
        "exclude": near.exclude is not None,
        "force-exclude": near.force_exclude is not None,
    }
    return _unique(tuple(pair for pair in far.origins if not replaced.get(pair[0], False)), near.origins)
