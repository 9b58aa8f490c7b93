"""The built-in rules, one file each: the first plugin."""

from __future__ import annotations

from p0lint.rule import Rule
from p0lint.rules.accepts_nondurable import AcceptsNondurable
from p0lint.rules.deferred_config import DeferredConfig
from p0lint.rules.env_default import EnvDefault
from p0lint.rules.except_fallback import ExceptFallback
from p0lint.rules.fallthrough import Fallthrough
from p0lint.rules.injection_default import InjectionDefault
from p0lint.rules.loopback_default import LoopbackDefault
from p0lint.rules.swallowed_failure import SwallowedFailure
from p0lint.rules.tmp_default import TmpDefault

RULES: tuple[type[Rule], ...] = (
    EnvDefault,
    LoopbackDefault,
    TmpDefault,
    Fallthrough,
    InjectionDefault,
    ExceptFallback,
    SwallowedFailure,
    DeferredConfig,
    AcceptsNondurable,
)
