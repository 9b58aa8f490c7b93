"""Configuration files: what they say, which one holds for a file, and what is told about a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from p0lint.config.resolver import Resolver, Settings, SettingsWrong
from p0lint.config.settings import Override, PathPattern
from tests.p0lint.files import write


@pytest.fixture(autouse=True)
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


TOML = """
select = ["P01", "fallthrough"]
ignore = ["P0103"]
exclude = ["./generated", "*_pb2.py"]
extend-exclude = ["third_party/"]
force-exclude = true
durable = ["acme.stores.*"]
settings-readers = ["acme.config.read"]
gates = ["ACME_TEST"]
backing-services = ["acme.search.Index"]
"""
TABLES = """
[{prefix}non-durable]
memory = ["acme.stores.DictStore"]
noop = ["acme.audit.Blackhole"]

[[{prefix}overrides]]
paths = ["legacy/"]
ignore = ["P0101"]
"""
INI = """
[p0lint]
select = P01, fallthrough
ignore =
    P0103
exclude =
    ./generated
    *_pb2.py
extend-exclude = third_party/
force-exclude = true
durable = acme.stores.*
non-durable =
    acme.stores.DictStore
    noop: acme.audit.Blackhole
settings-readers = acme.config.read
gates = ACME_TEST
backing-services = acme.search.Index

[p0lint:legacy/]
ignore = P0101
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("p0lint.toml", TOML + TABLES.format(prefix=""), id="p0lint.toml"),
        pytest.param(
            "pyproject.toml", "[tool.p0lint]" + TOML + TABLES.format(prefix="tool.p0lint."), id="pyproject.toml"
        ),
        pytest.param("setup.cfg", INI, id="setup.cfg"),
    ],
)
def test_the_three_files_say_the_same(name: str, text: str, top: Path) -> None:
    write(top, {name: text})

    root = str(top)
    assert Resolver().for_file("app.py") == Settings(
        select=("P01", "fallthrough"),
        ignore=("P0103",),
        exclude=(PathPattern(root, "/generated"), PathPattern(root, "*_pb2.py")),
        extend_exclude=(PathPattern(root, "third_party/"),),
        force_exclude=True,
        durability=(
            ("acme.stores.*", "durable"),
            ("acme.stores.DictStore", "memory"),
            ("acme.audit.Blackhole", "noop"),
        ),
        settings_readers=("acme.config.read",),
        gates=("ACME_TEST",),
        backing_services=("acme.search.Index",),
        overrides=(Override((PathPattern(root, "legacy/"),), Settings(ignore=("P0101",))),),
    )


def test_without_a_file_nothing_is_set() -> None:
    assert Resolver().for_file("app.py") == Settings()


def test_files_of_other_tools_are_no_configuration(top: Path) -> None:
    write(
        top,
        {"setup.cfg": "[flake8]\n[flake8]\n", "pyproject.toml": "[tool.other\n", "a/pyproject.toml": "tool='p0lint'"},
    )

    assert Resolver().for_file("a/app.py") == Settings()


def test_the_nearest_file_wins_and_does_not_merge_by_itself(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\nignore = P01\n", "sub/p0lint.toml": 'gates = ["X"]', "sub/deep/a.py": ""})
    resolver = Resolver()

    assert resolver.for_file("a.py").ignore == ("P01",)
    assert resolver.for_file("sub/deep/a.py") == Settings(gates=("X",))


def test_in_one_folder_p0lint_toml_comes_first_and_setup_cfg_last(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\ngates = s\n", "pyproject.toml": '[tool.p0lint]\ngates = ["p"]\n'})
    first = Resolver().for_file("a.py").gates
    write(top, {"p0lint.toml": 'gates = ["own"]'})

    assert first == ("p",)
    assert Resolver().for_file("a.py").gates == ("own",)


def test_the_search_ends_at_the_top_of_the_repository(top: Path) -> None:
    write(top, {"p0lint.toml": 'gates = ["outside"]', "repository/.git/HEAD": ""})

    assert Resolver().for_file("repository/a.py") == Settings()


def test_extend_merges_over_the_named_file_and_patterns_keep_their_folder(top: Path) -> None:
    write(
        top,
        {
            "shared/base.toml": 'ignore = ["P0103"]\nextend-exclude = ["gen/"]',
            "app/setup.cfg": "[p0lint]\nextend = ../shared/base.toml\nignore = P0102\nextend-exclude = old/\n",
        },
    )

    settings = Resolver().for_file("app/a.py")

    assert settings.ignore == ("P0103", "P0102")
    assert settings.extend_exclude == (PathPattern(str(top / "shared"), "gen/"), PathPattern(str(top / "app"), "old/"))
    assert [origin for key, origin in settings.origins if key == "ignore"] == ["shared/base.toml", "app/setup.cfg"]


def test_an_override_holds_for_its_paths(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\nignore = P0102\n\n[p0lint:legacy/, *_old.py]\nignore = P0103\n"})
    resolver = Resolver()

    assert resolver.for_file("app.py").ignore == ("P0102",)
    assert resolver.for_file("legacy/deep/app.py").ignore == ("P0102", "P0103")
    assert resolver.for_file("app_old.py").origins[-1] == ("ignore", "setup.cfg for legacy/, *_old.py")


def test_the_command_line_wins_over_files_and_overrides(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\nselect = P01\nignore = P0102\n\n[p0lint:legacy/]\nselect = P02\n"})
    resolver = Resolver(Settings(select=("P03",)))

    assert [resolver.for_file(path).select for path in ("a.py", "legacy/a.py")] == [("P03",), ("P03",)]


def test_a_named_file_holds_everywhere_and_isolated_reads_none(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\ngates = near\n", "other.toml": 'gates = ["other"]'})

    assert Resolver(config="other.toml").for_file("a.py").gates == ("other",)
    assert Resolver(isolated=True).for_file("a.py") == Settings()


def test_one_resolver_gives_one_value_for_all_files_alike(top: Path) -> None:
    write(top, {"setup.cfg": "[p0lint]\ngates = X\n", "a/b/c.py": "", "d.py": ""})
    resolver = Resolver()

    assert resolver.for_file("a/b/c.py") is resolver.for_file("d.py") is resolver.for_folder("a")


def test_everything_wrong_in_a_file_is_told_at_once(top: Path) -> None:
    write(
        top,
        {
            "pyproject.toml": """
[tool.p0lint]
selct = ["P01"]
zzz = 1
ignore = "P01"
force-exclude = "yes"
durable = ["Store", "a.B"]
extend = 3
overrides = [{ignore = ["P01"], exclude = ["x"]}]
[tool.p0lint.non-durable]
memry = ["a.B"]
"""
        },
    )

    with pytest.raises(SettingsWrong) as caught:
        Resolver().for_file("a.py")

    assert str(caught.value).splitlines() == [
        "pyproject.toml: tool.p0lint.extend is 3, an integer: write the path of a configuration file",
        "pyproject.toml: tool.p0lint.selct is not a setting: did you mean 'select'?",
        (
            "pyproject.toml: tool.p0lint.zzz is not a setting: there are extend, select, ignore, durable, non-durable, "
            "settings-readers, gates, backing-services, exclude, extend-exclude, force-exclude, overrides"
        ),
        "pyproject.toml: tool.p0lint.ignore is 'P01', a string: write a list of texts",
        "pyproject.toml: tool.p0lint.force-exclude is 'yes', a string: write true or false",
        (
            "pyproject.toml: tool.p0lint.durable names 'Store', which is no full name: write 'package.module.Store' or "
            "'*.Store'"
        ),
        "pyproject.toml: tool.p0lint.overrides[0].paths is empty: name the files that it is for, such as 'legacy/'",
        (
            "pyproject.toml: tool.p0lint.overrides[0].exclude is not a setting: there are select, ignore, durable, "
            "non-durable, settings-readers, gates, backing-services"
        ),
        "pyproject.toml: tool.p0lint.non-durable.memry is not a kind: did you mean 'memory'?",
        "pyproject.toml: tool.p0lint.non-durable names 'a.B', which durable names too: keep one of them",
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"p0lint.toml": "select = [\n"},
            "p0lint.toml: cannot be read as TOML: Invalid value (at end of document)",
            id="toml",
        ),
        pytest.param(
            {"setup.cfg": "[p0lint]\n[p0lint]\n"},
            "setup.cfg: cannot be read as an INI file: While reading from it [line 2]: section 'p0lint' already exists",
            id="ini",
        ),
        pytest.param(
            {"pyproject.toml": "[tool]\np0lint = 3\n"},
            "pyproject.toml: tool.p0lint is 3, an integer: write a table",
            id="table",
        ),
        pytest.param(
            {"setup.cfg": "[p0lint]\nforce-exclude = maybe\n"},
            "setup.cfg: p0lint.force-exclude is 'maybe', a string: write true or false",
            id="ini-flag",
        ),
        pytest.param(
            {"p0lint.toml": 'extend = "base.toml"'},
            "p0lint.toml: extend names 'base.toml', which is no file",
            id="extend-missing",
        ),
        pytest.param(
            {"p0lint.toml": 'extend = "setup.cfg"', "setup.cfg": "[flake8]\n"},
            "setup.cfg: has no [p0lint]: write it, or name another file",
            id="extend-other-tool",
        ),
        pytest.param(
            {"p0lint.toml": 'extend = "base.toml"', "base.toml": 'extend = "p0lint.toml"'},
            "base.toml: extend goes in a ring, p0lint.toml -> base.toml -> p0lint.toml: take one link out",
            id="extend-ring",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told(files: dict[str, str], message: str, top: Path) -> None:
    write(top, files)

    with pytest.raises(SettingsWrong) as caught:
        Resolver().for_file("a.py")

    assert str(caught.value) == message


def test_a_file_that_is_not_utf8_is_told(top: Path) -> None:
    (top / "p0lint.toml").write_bytes(b"gates = [\n'\xff']")

    with pytest.raises(SettingsWrong) as caught:
        Resolver().for_file("a.py")

    assert str(caught.value) == "p0lint.toml: line 2 is not UTF-8: save the file as UTF-8"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("none.toml", "none.toml: cannot be read: No such file or directory", id="missing"),
        pytest.param("setup.cfg", "setup.cfg: has no [p0lint]: write it, or name another file", id="no-table"),
    ],
)
def test_a_named_file_must_be_one_of_ours(name: str, message: str, top: Path) -> None:
    write(top, {"setup.cfg": "[flake8]\n"})

    with pytest.raises(SettingsWrong) as caught:
        Resolver(config=name)

    assert str(caught.value) == message
