"""Which generated cases the command line asks for: pytest itself can only find node ids that begin with a file."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pytest_p0guard.items import ROOT


def take_cases(config: pytest.Config) -> tuple[Sequence[str], bool]:
    """
    The node ids of generated cases that were asked for, and whether no file or test was named beside them.

    They move from the arguments to an option, which crosses to the workers of xdist: these would make up for arguments
    that are gone by ``testpaths``.
    """
    option = config.option
    cases = [argument for argument in config.args if argument.startswith(f"{ROOT}::")]
    if cases:
        config.args = [argument for argument in config.args if argument not in cases]
        option.p0guard_cases = cases
        option.p0guard_cases_only = not config.args
    elif getattr(option, "p0guard_cases_only", False):  # set by the controller
        config.args = []
    return tuple(option.p0guard_cases), not any(_is_single(config, argument) for argument in config.args)


def _is_single(config: pytest.Config, argument: str) -> bool:
    return "::" in argument or (config.invocation_params.dir / argument).is_file()
