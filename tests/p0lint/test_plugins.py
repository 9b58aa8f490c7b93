"""Rules come from plugins; a plugin that does not load is one clear error."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from p0lint.config.resolver import Settings
from p0lint.errors import P0lintError
from p0lint.plugins import NothingSelected, RuleSet, RuleUnknown, load_rules

RULE = '''
from collections.abc import Iterator

from p0lint import Finding, Rule, Selection
from p0lint.hookspecs import hookimpl


class {name}(Rule):
    """
    Summary.

    Why:
        Because.

    Bad:
        bad()

    Good:
        good()
    """

    code = "{code}"
    since = "1.0"
    message = "{{setting}}"
    hint = "do not"

    def check(self, selection: Selection) -> Iterator[Finding]:
        yield self.finding(selection)


@hookimpl
def p0lint_rules():
    return [{name}]
'''
HOOK = "from p0lint.hookspecs import hookimpl\n\n@hookimpl\ndef {}():\n    {}\n"

Install = Callable[[str], str]
numbers = itertools.count()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a distribution with one plugin module on the path, as an installer would; gives the module's name."""
    monkeypatch.syspath_prepend(tmp_path)

    def installed(source: str) -> str:
        name = f"plugin_{next(numbers)}"
        (tmp_path / f"{name}.py").write_text(source)
        metadata = tmp_path / f"{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[p0lint]\nacme = {name}\n")
        return name

    return installed


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def test_the_built_in_rules_are_sorted_by_code(rules: RuleSet) -> None:
    codes = [rule.code for rule in rules.rules]

    assert codes == sorted(codes)
    assert codes[:6] == ["P0001", "P0002", "P0003", "P0004", "P0005", "P0101"]
    assert [info.code for info in rules.infos] == codes


def test_a_plugin_adds_its_rules(install: Install) -> None:
    install(RULE.format(name="SlowStart", code="ACME1"))

    rules = load_rules()

    assert rules.named("slow-start").code == "ACME1"
    assert rules.named("ACME1").slug == "slow-start"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("P9999", "'P9999' is no rule: 'p0lint rules' lists them", id="code"),
        pytest.param("falthrough", "'falthrough' is no rule: did you mean 'fallthrough'?", id="slug"),
    ],
)
def test_a_rule_that_there_is_not_is_told(name: str, message: str, rules: RuleSet) -> None:
    with pytest.raises(RuleUnknown) as caught:
        rules.named(name)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(
            "import nothing_of_that_name",
            "cannot be loaded: ModuleNotFoundError: No module named 'nothing_of_that_name'",
            id="import",
        ),
        pytest.param("raise SystemExit(0)", "cannot be loaded: SystemExit: 0", id="exit"),
        pytest.param(
            HOOK.format("p0lint_ruls", "return []"),
            "cannot be loaded: PluginValidationError: unknown hook 'p0lint_ruls' in plugin",
            id="hook",
        ),
        pytest.param(
            HOOK.format("p0lint_rules", "return 1 / 0"),
            "fails in p0lint_rules(): ZeroDivisionError: division by zero",
            id="crash",
        ),
        pytest.param(
            HOOK.format("p0lint_rules", "return None"),
            "fails in p0lint_rules(): TypeError: 'NoneType' object is not iterable",
            id="nothing",
        ),
        pytest.param(
            HOOK.format("p0lint_rules", "return [int]"),
            "gives <class 'int'>, which is no subclass of p0lint.Rule",
            id="class",
        ),
        pytest.param(
            RULE.format(name="SlowStart", code="acme-1"),
            "gives an incomplete rule: rule SlowStart has the code 'acme-1': write capital letters, then digits",
            id="incomplete",
        ),
        pytest.param(
            RULE.format(name="SlowStart", code="ACME1").replace("def check(", "def chek("),
            "gives an incomplete rule: rule SlowStart does not say what it asks for: annotate the parameter of check() "
            "with a fact",
            id="abstract",
        ),
        pytest.param(
            RULE.format(name="SlowStart", code="P0101"),
            "gives SlowStart the code P0101, which EnvDefault of p0lint has: choose another",
            id="code",
        ),
        pytest.param(
            RULE.format(name="EnvDefault", code="ACME1"),
            "gives EnvDefault the slug env-default, which EnvDefault of p0lint has: choose another",
            id="slug",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(source: str, message: str, install: Install) -> None:
    name = install(source)

    with pytest.raises(P0lintError) as caught:
        load_rules()

    assert str(caught.value).startswith(f"plugin acme ({name} 1.0) {message}")


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        pytest.param(Settings(select=("P0101",)), {"P0101"}, id="code"),
        pytest.param(Settings(select=("P010", "fallthrough"), ignore=("P0102", "tmp-default")), None, id="mixed"),
        pytest.param(Settings(select=("P02", "env-default"), ignore=("P0202",)), {"P0101", "P0201", "P0203"}, id="all"),
    ],
)
def test_settings_select_rules(settings: Settings, codes: set[str] | None, rules: RuleSet) -> None:
    chosen = {rule.code for rule in rules.chosen(settings)}

    assert chosen == (codes or {"P0101", "P0104", "P0105"})


def test_without_a_select_every_rule_is_on(rules: RuleSet) -> None:
    assert rules.chosen(Settings()) == rules.rules


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param(
            Settings(select=("P0999",), origins=(("select", "setup.cfg"),)),
            "setup.cfg: select names 'P0999', which no rule has: 'p0lint rules' lists them",
            id="unknown",
        ),
        pytest.param(
            Settings(ignore=("env-defualt",), origins=(("ignore", "a.toml"), ("ignore", "the command line"))),
            "a.toml or the command line: ignore names 'env-defualt', which no rule has: did you mean 'env-default'?",
            id="near",
        ),
        pytest.param(
            Settings(select=()),
            "select and ignore leave no rule: select one, or leave the files out with 'exclude'",
            id="nothing",
        ),
    ],
)
def test_settings_that_select_what_is_not_there_are_told(settings: Settings, message: str, rules: RuleSet) -> None:
    with pytest.raises(P0lintError) as caught:
        rules.chosen(settings)

    assert str(caught.value) == message


def test_ignoring_everything_is_an_error(rules: RuleSet) -> None:
    with pytest.raises(NothingSelected):
        rules.chosen(Settings(ignore=("P",)))
