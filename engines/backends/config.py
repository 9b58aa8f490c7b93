"""Reading a backend's configuration: every key is known, nothing is taken from elsewhere."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from engines.routing.ports import Config, ConfigRefused


def checked(
    backend: str, config: Config, *, needed: AbstractSet[str], optional: AbstractSet[str] = frozenset()
) -> Config:
    """The configuration, if it has every key that is needed and none that is unknown; a value must not be empty."""
    for key in sorted(needed - config.keys()):
        raise ConfigRefused(backend, key, "is missing: add it to the route")
    for key in sorted(config.keys() - needed - optional):
        raise ConfigRefused(backend, key, f"is not known: use {', '.join(sorted(needed | optional))}")
    for key in sorted(config):
        if not config[key]:
            raise ConfigRefused(backend, key, "is empty: give it a value or leave it out")
    return config
