"""The control plane on the command line: what is printed, and the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.routing.__main__ import main
from engines.routing.registry import Route
from engines.routing.testing import EVERYONE, healthy_routes, registry_with

BY = ("--actor", "ada", "--reason", "try it")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command on a registry that has been made."""

    def one(*arguments: str) -> tuple[int, str, str]:
        code = main(["--registry", f"sqlite:///{tmp_path / 'routes.db'}", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert one("init")[0] == 0
    return one


def revision(said: str) -> str:
    return said.split("revision ")[1].strip()


def test_routes_are_set_got_listed_and_deleted(run: Run) -> None:
    code, said, _ = run(
        "set", "kpi", "t_acme/prod/*", "postgres", "url=postgresql://192.0.2.10/app?sslmode=require", *BY
    )
    assert code == 0

    got = json.loads(run("get", "kpi", "t_acme/prod/*")[1])
    assert got["revision"] == revision(said)
    assert got["route"]["config"] == {"url": "postgresql://192.0.2.10/app?sslmode=require"}
    assert json.loads(run("list")[1]) == got
    assert run("list", "seo")[1] == ""

    assert run("set", "kpi", "t_acme/prod/*", "durable-stub", "--expected", got["revision"], *BY)[0] == 0
    now = json.loads(run("get", "kpi", "t_acme/prod/*")[1])["revision"]
    assert run("delete", "kpi", "t_acme/prod/*", "--expected", now, *BY)[0] == 0
    assert run("list")[1] == ""


def test_refusals_are_told_with_every_reason(run: Run) -> None:
    code, said, error = run("set", "kpi", "t_acme/prod/*", "redis", "url=redis://:hunter2@localhost", *BY)

    assert (code, said) == (1, "")
    assert "[secret]" in error
    assert "[loopback]" in error
    assert "hunter2" not in error


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("set", "kpi", "t_acme/prod/*", "postgres", "url", *BY), "a part of the configuration is not KEY=VALUE"),
        (("get", "kpi", "t_acme/prod/*"), "no route for 'kpi' in tenant t_acme, env prod, project *"),
        (("plan", "/no/such/file"), "/no/such/file cannot be read (FileNotFoundError): name a file of routes"),
        (
            ("set", "kpi", "t_acme/prod/*", "durable-stub", "--actor", " ", "--reason", "x"),
            "needs an actor and a reason",
        ),
        (("set", "KPI", "t_acme/prod/*", "durable-stub", *BY), "that is no route: kind: string should match"),
        (
            ("set", "kpi", "t_acme/prod/*", "durable-stub", "--last-known-good", "9999", *BY),
            "that is no route: last_known_good_seconds: input should be less than or equal to 3600",
        ),
    ],
)
def test_what_cannot_be_done_is_exit_code_1(run: Run, arguments: tuple[str, ...], problem: str) -> None:
    code, _, error = run(*arguments)

    assert code == 1
    assert problem in error


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["get", "kpi", "t_acme"], "scope 't_acme' is not a name: use 1 to 63 of A-Z a-z 0-9 _ . -"),
        (["delete", "kpi", "t/e/p"], "the following arguments are required: --reason, --actor"),
        (["rollback", "7", *BY], "'7' is not a revision: copy one from 'list', 'get' or 'history'"),
        (["history", "--limit", "-1"], "'-1' is no number of lines: give 0 or more"),
        (["nonsense"], "invalid choice: 'nonsense'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_command_line_is_exit_code_2(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("address", ["sqlite", "postgres"], indirect=True)
def test_database_without_a_registry_is_told_from_one_that_does_not_answer(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if address.startswith("sqlite"):
        Path(address.removeprefix("sqlite:///")).touch()

    assert main(["--registry", address, "status"]) == 69
    assert capsys.readouterr().err == (
        "there is no routing registry at its address: make one with 'python -m engines.routing init'\n"
    )
    assert main(["--registry", address, "init"]) == 0
    assert main(["--registry", address, "status"]) == 0


def test_registry_that_is_not_there_is_exit_code_69(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--registry", f"sqlite:///{tmp_path / 'none.db'}", "list"]) == 69
    assert "could not be reached while opening it" in capsys.readouterr().err
    assert main(["list"]) == 1
    assert "is not given" in capsys.readouterr().err


def test_file_of_routes_is_planned_and_applied(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "routes.json"
    steps = [
        {"kind": kind, "scope": "t_system/prod/*", "route": {"backend": "durable-stub"}} for kind in ("kpi", "seo")
    ]
    file.write_text(json.dumps(steps))

    code, said, _ = run("plan", str(file))
    assert code == 0
    *changes, at = said.splitlines()
    assert changes == [f"+ {kind} in t_system/prod/*: no route -> durable-stub" for kind in ("kpi", "seo")]
    assert run("list")[1] == ""

    assert run("apply", str(file), "--head", revision(at), *BY)[0] == 0
    assert [json.loads(line)["kind"] for line in run("list")[1].splitlines()] == ["kpi", "seo"]
    assert run("apply", str(file), "--head", revision(at), *BY)[0] == 1
    assert run("plan", str(file))[1].startswith("nothing to change\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "invalid JSON: EOF while parsing"),
        ("[1]", "0: input should be an object"),
        (
            '[{"kind": "kpi", "scope": "t_acme", "route": null}]',
            "0.scope: scope 't_acme' is not a name: use 1 to 63 of A-Z a-z 0-9 _ . -, a letter or digit first",
        ),
        ('[{"kind": "kpi"}]', "0.scope: field required; 0.route: field required"),
    ],
)
def test_file_that_holds_something_else_is_refused(run: Run, tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "routes.json").write_text(text)

    code, _, error = run("plan", str(tmp_path / "routes.json"))

    assert code == 1
    assert f"is no list of routes: {why}" in error


def test_history_explain_status_and_rollback(run: Run) -> None:
    first = revision(run("set", "kpi", "t_system/prod/*", "durable-stub", *BY)[1])
    run("set", "seo", "t_system/prod/*", "durable-stub", *BY)

    assert json.loads(run("history", "kpi")[1])["revision"] == first
    assert [one["won"] for one in json.loads(run("explain", "kpi", "t_a/prod/p")[1])["candidates"]] == [
        False,
        False,
        True,
    ]
    assert json.loads(run("status")[1])["routes"] == 2
    assert run("rollback", first, *BY)[0] == 0
    assert json.loads(run("status")[1])["routes"] == 1
    assert run("new-epoch", *BY)[0] == 0
    assert run("rollback", first, *BY)[0] == 1


def test_check_judges_every_route_and_has_its_own_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [Route(kind, EVERYONE, "redis", {"url": "redis://"}) for kind in ("kpi", "seo")]
    registry_with(tmp_path, bad)

    assert main(["--registry", f"sqlite:///{tmp_path / 'routes.db'}", "check"]) == 78
    assert capsys.readouterr().err.count("[loopback]") == 2


def test_check_of_a_deployment_tells_all_that_start_up_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    registry_with(tmp_path, healthy_routes()[1:])

    assert main(["--registry", f"sqlite:///{tmp_path / 'routes.db'}", "check", "--deploy"]) == 78
    assert "ENGINES_SCOPES is not set" in caplog.text
    assert "analytics_events in t_system/prod/*: no route" in caplog.text
    assert "[tmp]" in caplog.text
