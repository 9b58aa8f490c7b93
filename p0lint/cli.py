"""The command: options in, exit code out; no decisions. What a subcommand needs is imported when it runs."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from p0lint import __version__
from p0lint.errors import P0lintError
from p0lint.output import parse_formats, write_error, write_standard

if TYPE_CHECKING:
    from p0lint.api import CheckOptions
    from p0lint.config.settings import Settings

Items = tuple[str, ...] | None

COULD_NOT = 2


class Commands(click.Group):
    """``p0lint PATH…`` is ``p0lint check PATH…``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*self.commands, *(name for option in self.get_params(ctx) for name in option.opts)}
        return super().parse_args(ctx, args if args and args[0] in own else ["check", *args])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="p0lint %(version)s")
def commands() -> None:
    """
    Find the places where a service silently goes on with a backend that forgets.

    `p0lint PATH...` is `p0lint check PATH...`. Exit codes: 0 clean, 1 findings, 2 not all of the work could be done.
    """


def _items(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...] | None:
    """What a repeatable option lists, also with commas between; None if it was not given."""
    return tuple(item.strip() for value in values for item in value.split(",") if item.strip()) or None


def _number(ctx: click.Context, option: click.Parameter, value: str | None) -> int:
    """A number from 1 on; 0 if none was given."""
    if value is None:
        return 0
    if not value.isdecimal() or not int(value):
        raise click.UsageError(f"{option.opts[0]} is {value!r}: write a number from 1 on")
    return int(value)


def _listing(name: str, text: str) -> Any:
    return click.option(name, multiple=True, callback=_items, metavar="LIST", help=text)


CONFIGURATION = (
    _listing("--select", "Rules to run: codes, beginnings of codes or slugs, with commas between."),
    _listing("--ignore", "Rules to leave out, written likewise."),
    _listing("--exclude", "Patterns of paths to leave out, instead of the default ones."),
    _listing("--extend-exclude", "Patterns of paths to leave out besides."),
    click.option("--force-exclude", is_flag=True, help="Leave excluded paths out even if they are named here."),
    click.option("--config", metavar="FILE", help="The configuration for every path, instead of the nearest one."),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
)


def _configured(command: Any) -> Any:
    for option in reversed(CONFIGURATION):
        command = option(command)
    return command


@commands.command()
@click.argument("paths", nargs=-1)
@click.option("--stdin-filename", metavar="FILE", help="Check standard input, named as -, as if it stood in this file.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help="text, concise, json, sarif or github; to a file if one is named. May be repeated.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour in text.")
@_configured
@click.option("--no-sieve", is_flag=True, help="Parse every file, also one that cannot hold a finding.")
@click.option("--jobs", callback=_number, metavar="N", help="Worker processes; by default as many as pay.")
@click.option("--sarif-category", default="", metavar="NAME", help="Tells apart several SARIF uploads of one commit.")
def check(
    paths: tuple[str, ...],
    stdin_filename: str | None,
    formats: tuple[str, ...],
    color: str,
    no_sieve: bool,
    jobs: int,
    sarif_category: str,
    **configured: Any,
) -> int:
    """Check files and folders; the current folder if none is named."""
    from p0lint import api
    from p0lint.delivery import deliver
    from p0lint.reporters import FORMATS

    outputs = parse_formats(formats, FORMATS)
    options = _options(configured, sieve=not no_sieve, jobs=jobs)
    if stdin_filename is not None or "-" in paths:
        paths, options = _unsaved(paths, stdin_filename, options)
    report = api.check(paths or (".",), options)
    deliver(report, outputs, color=color, category=sarif_category)
    return report.exit_code


def _unsaved(paths: tuple[str, ...], filename: str | None, options: CheckOptions) -> tuple[tuple[str], CheckOptions]:
    """The path of what an editor hands over on standard input, and the options that hold it."""
    from dataclasses import replace

    from p0lint.reading import unsaved

    if filename is None:
        raise click.UsageError("'-' is standard input: name the file that it stands for with --stdin-filename")
    if paths != ("-",):
        raise click.UsageError("--stdin-filename is for standard input: name '-' as the only path")
    if not filename or os.path.isdir(filename):
        raise click.UsageError(f"--stdin-filename is {filename!r}: write the path of a file")
    return (filename,), replace(options, sources=unsaved(filename, sys.stdin.buffer.read()))


@commands.command("rules")
def list_rules() -> int:
    """List the rules, those of plugins too."""
    from p0lint.pages import plain_list
    from p0lint.plugins import load_rules

    write_standard(plain_list(load_rules().infos))
    return 0


@commands.command("rule")
@click.argument("name", metavar="CODE")
def show_rule(name: str) -> int:
    """Tell of one rule, by code or slug: what, why, bad, good, the hint."""
    from p0lint.pages import plain_page
    from p0lint.plugins import load_rules

    write_standard(plain_page(load_rules().named(name).info()))
    return 0


@commands.command("config")
@click.argument("path", default=".")
@_configured
def show_config(path: str, **configured: Any) -> int:
    """Show the settings that hold for a file or folder, and where each came from."""
    from p0lint.config.page import settings_page
    from p0lint.config.resolver import Resolver
    from p0lint.paths import display_path

    options = _options(configured)
    resolver = Resolver(options.command_line, config=options.config, isolated=options.isolated)
    settings = resolver.for_folder(path) if os.path.isdir(path) else resolver.for_file(path)
    write_standard(settings_page(display_path(path), settings))
    return 0


@commands.command()
@click.argument("place", metavar="PATH:LINE")
@_configured
def explain(place: str, **configured: Any) -> int:
    """Tell why a line is reported, or why it is not."""
    from p0lint import api

    found = re.fullmatch(r"(?P<path>.+?):(?P<line>\d+)(?::\d+)?", place)
    if not found:
        raise click.UsageError(f"{place!r} is no place in a file: write PATH:LINE")
    write_standard(api.explain(found["path"], int(found["line"]), _options(configured)).text + "\n")
    return 0


def _options(configured: dict[str, Any], *, sieve: bool = True, jobs: int = 0) -> CheckOptions:
    """The options of a run, from those of the command line."""
    from p0lint.api import CheckOptions

    config, isolated = configured.pop("config"), configured.pop("isolated")
    command_line = _command_line(**configured)
    return CheckOptions(command_line, config=config, isolated=isolated, sieve=sieve, jobs=jobs)


def _command_line(select: Items, ignore: Items, exclude: Items, extend_exclude: Items, force_exclude: bool) -> Settings:
    """The settings that the options state; patterns are relative to the working folder."""
    from p0lint.config.files import path_pattern
    from p0lint.config.settings import Settings

    folder = os.getcwd()
    given = {
        "select": select,
        "ignore": ignore,
        "exclude": exclude,
        "extend-exclude": extend_exclude,
        "force-exclude": force_exclude,
    }
    return Settings(
        select=select,
        ignore=ignore or (),
        exclude=None if exclude is None else tuple(path_pattern(folder, text) for text in exclude),
        extend_exclude=tuple(path_pattern(folder, text) for text in extend_exclude or ()),
        force_exclude=force_exclude or None,
        origins=tuple((key, "the command line") for key, value in given.items() if value),
    )


def main() -> int:
    """Run the command; the exit code is 2 for whatever kept it from doing all of its work."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return commands.main(prog_name="p0lint", standalone_mode=False) or 0
    except click.ClickException as error:
        write_error(_worded(error))
    except P0lintError as error:
        write_error(str(error))
    except click.Abort:
        write_error("interrupted")
    except Exception:
        import traceback

        traceback.print_exc()
        write_error("this is a bug in p0lint: it could not do its work")
    return COULD_NOT


def _worded(error: click.ClickException) -> str:
    """What click found wrong with the command line, in our words."""
    if isinstance(error, click.NoSuchOption):
        near = f": did you mean {error.possibilities[0]!r}?" if error.possibilities else ": see 'p0lint --help'"
        return f"{error.option_name!r} is not an option{near}"
    if isinstance(error, click.MissingParameter) and error.param and error.ctx:
        return f"{error.param.human_readable_name} is missing: see '{error.ctx.command_path} --help'"
    if isinstance(error, click.BadParameter) and error.param:
        return f"{error.param.opts[0]}: {error.message.rstrip('.')}"
    message = error.format_message().rstrip(".")
    return message[:1].lower() + message[1:]
