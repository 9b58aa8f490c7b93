"""The settings that hold for a path, written as p0lint.toml would have them, with where each came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from p0lint.config.settings import DEFAULT_EXCLUDE, FILE, KINDS, PathPattern, Settings


def settings_page(shown: str, settings: Settings) -> str:
    """Valid TOML; what is not set stands in a comment."""
    files = [origin for key, origin in settings.origins if key == FILE]
    lines = [f"# settings for {shown}, from {', '.join(dict.fromkeys(files)) or 'no configuration file'}"]
    for key, value in _values(settings):
        origins = list(dict.fromkeys(origin for each, origin in settings.origins if each == key.partition(".")[0]))
        if value is None:
            lines.append(f"# {key}: {_default(key)}")
        else:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}  # {', '.join(origins)}")
    return "\n".join(lines) + "\n"


def _values(settings: Settings) -> Iterator[tuple[str, object]]:
    """Each key with its value; None where nothing is set."""
    yield "select", None if settings.select is None else list(settings.select)
    yield "ignore", list(settings.ignore) or None
    yield "exclude", None if settings.exclude is None else _texts(settings.exclude)
    yield "extend-exclude", _texts(settings.extend_exclude) or None
    yield "force-exclude", settings.force_exclude
    yield "durable", list(settings.durable) or None
    for kind in KINDS:
        if names := [name for name, each in settings.non_durable if each == kind]:
            yield f"non-durable.{kind}", names
    if not settings.non_durable:
        yield "non-durable", None
    yield "settings-readers", list(settings.settings_readers) or None
    yield "gates", list(settings.gates) or None
    yield "backing-services", list(settings.backing_services) or None


def _texts(patterns: Iterable[PathPattern]) -> list[str]:
    return [pattern.text for pattern in patterns]


def _default(key: str) -> str:
    return {
        "select": "every rule",
        "exclude": " ".join(DEFAULT_EXCLUDE),
        "force-exclude": "false",
    }.get(key, "nothing")
