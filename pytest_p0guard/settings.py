"""The ini settings and options of one run as a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_p0guard.errors import SettingWrong
from pytest_p0guard.names import Name, parse
from pytest_p0guard.verdict import AT_STARTUP, IN_CALL

MODES = ("off", "warn", "strict")


@dataclass(frozen=True, slots=True)
class Settings:
    """``adapters`` gives the adapter of a factory that has one; ``report`` is the file of the JSON report, or empty."""

    factories: tuple[Name, ...]
    validators: tuple[Name, ...]
    adapters: dict[Name, Name]
    when: str
    mode: str
    report: str

    @property
    def is_strict(self) -> bool:
        return self.mode == "strict"


def read(getini: Callable[[str], Any], getoption: Callable[[str], Any]) -> Settings | None:
    """The settings, None when the guard is not configured or switched off; raises ``SettingWrong``."""
    mode = getoption("p0guard")
    factories = _names("p0guard_factories", getini)
    validators = _names("p0guard_validators", getini)
    adapters = _names("p0guard_adapter", getini)
    if not (factories or validators or adapters):
        _nothing_asked(mode, getoption("p0guard_report"))
        return None
    _complete(factories, validators, adapters)
    if mode == "off":
        return None
    return Settings(
        factories=factories,
        validators=validators,
        adapters=dict(zip(factories, adapters, strict=False)),
        when=_when(getini("p0guard_when")),
        mode=mode or "strict",
        report=getoption("p0guard_report") or "",
    )


def _names(setting: str, getini: Callable[[str], Any]) -> tuple[Name, ...]:
    return tuple(parse(setting, text) for text in getini(setting))


def _nothing_asked(mode: str | None, report: str | None) -> None:
    """Whoever asks for the guard by an option must not get a run without it."""
    if mode in ("warn", "strict") or report:
        option = "--p0guard-report" if report else f"--p0guard={mode}"
        raise SettingWrong(option, "there is nothing to watch: set p0guard_factories and p0guard_validators")


def _complete(factories: Sequence[Name], validators: Sequence[Name], adapters: Sequence[Name]) -> None:
    if not factories:
        raise SettingWrong("p0guard_factories", "is not set: name the functions that build the application")
    if not validators:
        raise SettingWrong("p0guard_validators", "is not set: name the functions that validate what it is built on")
    if len(adapters) > len(factories):
        reason = f"names {len(adapters)} adapters for {len(factories)} factories: the first is for the first, and so on"
        raise SettingWrong("p0guard_adapter", reason)


def _when(text: str) -> str:
    if text not in (IN_CALL, AT_STARTUP):
        raise SettingWrong("p0guard_when", f"{text!r} is neither {IN_CALL!r} nor {AT_STARTUP!r}")
    return text
