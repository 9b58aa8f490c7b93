"""The commands of the control plane: options in, text out, an exit code back."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from engines.common.scope import Scope
from engines.common.wording import where_and_why
from engines.routing import documents
from engines.routing.documents import RouteBody, Step
from engines.routing.plan import Plan, applied, planned
from engines.routing.problem import Problem
from engines.routing.registry import Registry
from engines.routing.route import Author, Change, Revision, Route

DONE, REFUSED, CHECK_FAILED = 0, 1, 78

Command = Callable[[Registry, "Options"], int]
T = TypeVar("T")
STEPS = TypeAdapter(list[Step])


class Options(argparse.Namespace):
    """The command line, read."""

    run: Command
    registry: str
    creates: bool = False
    kind: str
    scope: Scope
    backend: str
    config: list[str]
    last_known_good: float
    expected: Revision | None
    file: Path
    head: Revision
    to: Revision
    limit: int
    actor: str
    reason: str
    deploy: bool = False

    @property
    def author(self) -> Author:
        """Who changes routes on this command line, and why."""
        return Author(self.actor, self.reason)


def parser(description: str) -> argparse.ArgumentParser:
    """The command line of the control plane."""
    formatter = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("python -m engines.routing", description=description, formatter_class=formatter)
    top.add_argument("--registry", default="", metavar="ADDRESS", help="where it is, instead of ENGINES_REGISTRY")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Command, *, writes: bool = False) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=(run.__doc__ or "").strip(), description=run.__doc__)
        one.set_defaults(run=run)
        if writes:
            one.add_argument("--reason", required=True, help="why; it stays in the history")
            one.add_argument("--actor", required=True, help="who; it stays there too")
        return one

    _add_reading(command)
    _add_writing(command)
    return top


def _add_reading(command: Callable[..., argparse.ArgumentParser]) -> None:
    command("init", init).set_defaults(creates=True)
    command("list", list_routes).add_argument("kind", nargs="?")
    _place(command("get", get))
    _place(command("explain", explain))
    history_of = command("history", history)
    history_of.add_argument("kind", nargs="?")
    history_of.add_argument("--limit", type=_told(_limit), default=100)
    command("status", status)
    command("plan", plan).add_argument("file", type=Path)
    checking = command("check", check)
    checking.add_argument("--deploy", action="store_true", help="check all that start-up does, settings included")


def _add_writing(command: Callable[..., argparse.ArgumentParser]) -> None:
    setting = _place(command("set", set_route, writes=True))
    setting.add_argument("backend")
    setting.add_argument("config", nargs="*", metavar="KEY=VALUE")
    setting.add_argument("--last-known-good", type=float, default=0.0, metavar="SECONDS")
    deleting = _place(command("delete", delete, writes=True))
    for one in (setting, deleting):
        one.add_argument(
            "--expected", type=_told(Revision.parse), help="the route's revision as you saw it; none: it is new"
        )
    applying = command("apply", apply, writes=True)
    applying.add_argument("file", type=Path)
    applying.add_argument("--head", type=_told(Revision.parse), required=True, help="the revision that 'plan' printed")
    rolling = command("rollback", rollback, writes=True)
    rolling.add_argument("to", type=_told(Revision.parse), help="the revision whose routes are wanted back")
    rolling.add_argument(
        "--head", type=_told(Revision.parse), help="refuse if the registry is no longer at this revision"
    )
    command("new-epoch", new_epoch, writes=True)


def _place(one: argparse.ArgumentParser) -> argparse.ArgumentParser:
    one.add_argument("kind")
    one.add_argument("scope", type=_told(Scope.parse), metavar="TENANT/ENV/PROJECT")
    return one


def _told(read: Callable[[str], T]) -> Callable[[str], T]:
    """Let argparse repeat why a text cannot be read, and not only that it cannot."""

    def told(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return told


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is no number of lines: give 0 or more")
    return int(text)


def init(registry: Registry, _options: Options) -> int:
    """make an empty registry, unless there is one"""
    return _print(documents.of_status(registry.status()))


def list_routes(registry: Registry, options: Options) -> int:
    """print all routes, or those of one kind"""
    return _print(documents.of_stored(stored) for stored in registry.list(options.kind))


def get(registry: Registry, options: Options) -> int:
    """print the route of exactly one scope"""
    return _print(documents.of_stored(registry.read(options.kind, options.scope)))


def explain(registry: Registry, options: Options) -> int:
    """print every candidate of a lookup and why it won or lost"""
    return _print(documents.of_explanation(registry.explain(options.kind, options.scope)))


def history(registry: Registry, options: Options) -> int:
    """print what was changed by whom and why, newest first"""
    return _print(documents.of_entry(entry) for entry in registry.history(kind=options.kind, limit=options.limit))


def status(registry: Registry, _options: Options) -> int:
    """print the revision and how many routes there are"""
    return _print(documents.of_status(registry.status()))


def plan(registry: Registry, options: Options) -> int:
    """print what a file would change, and what forbids it; nothing is written"""
    made = planned(registry, _steps(options.file))
    _print_plan(made)
    print(f"at revision {made.head}")
    return _report(made.problems, REFUSED)


def apply(registry: Registry, options: Options) -> int:
    """write what a plan has shown, as one revision"""
    revision, made = applied(registry, _steps(options.file), options.author, options.head)
    _print_plan(made)
    print(f"revision {revision}")
    return DONE


def set_route(registry: Registry, options: Options) -> int:
    """write one whole route"""
    config = dict(_pair(text) for text in options.config)
    try:
        body = RouteBody(backend=options.backend, config=config, last_known_good_seconds=options.last_known_good)
        Step(kind=options.kind, scope=str(options.scope), route=body)
    except ValidationError as error:
        raise ValueError(f"that is no route: {_wrong(error)}") from None
    change = Change.put(body.at(options.kind, options.scope), options.expected)
    print(f"revision {registry.change([change], options.author)}")
    return DONE


def delete(registry: Registry, options: Options) -> int:
    """remove one route"""
    change = Change(options.kind, options.scope, None, options.expected)
    print(f"revision {registry.change([change], options.author)}")
    return DONE


def rollback(registry: Registry, options: Options) -> int:
    """make all routes what they were, as a new revision"""
    print(f"revision {registry.rollback(options.to, options.author, head=options.head)}")
    return DONE


def new_epoch(registry: Registry, options: Options) -> int:
    """say that a backup was restored: no revision that was seen before counts any more"""
    print(f"revision {registry.store.renew_epoch(options.author)}")
    return DONE


def check(registry: Registry, _options: Options) -> int:
    """judge all routes by the policy, and print every problem at once"""
    routes = [stored.route for stored in registry.list()]
    return _report([problem for route in routes for problem in registry.policy.problems(route)], CHECK_FAILED)


def _steps(file: Path) -> list[Step]:
    """The steps of a JSON file: a list of {kind, scope, route: {backend, config} or null to delete}."""
    try:
        return STEPS.validate_json(file.read_bytes())
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({type(error).__name__}): name a file of routes") from error
    except ValidationError as error:
        raise ValueError(f"{file} is no list of routes: {_wrong(error)}") from None


def _wrong(error: ValidationError) -> str:
    found = map(where_and_why, error.errors(include_input=False))
    return "; ".join(f"{where}: {why}" if where else why for where, why in found)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise ValueError("a part of the configuration is not KEY=VALUE: write, for example, url=postgresql://db/app")
    return key, value


def _print(what: dict[str, Any] | Iterable[dict[str, Any]]) -> int:
    """One JSON document a line."""
    for one in [what] if isinstance(what, dict) else what:
        print(json.dumps(one))
    return DONE


def _print_plan(made: Plan) -> None:
    for change, old in made.changes:
        sign = "-" if change.new is None else "~" if old else "+"
        print(f"{sign} {change.kind} in {change.scope}: {_backend(old)} -> {_backend(change.new)}")
    if not made.changes:
        print("nothing to change")


def _backend(route: Route | None) -> str:
    return route.backend if route else "no route"


def _report(problems: Iterable[Problem], failed: int) -> int:
    found = list(problems)
    for problem in found:
        print(problem, file=sys.stderr)
    return failed if found else DONE
