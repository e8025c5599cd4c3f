"""The command line: arguments, one call, an exit code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from asyncfix import __version__
from asyncfix.commands import guarded

Command = TypeVar("Command", bound=Callable[..., Any])

_EXIT_CODES = """\b
Exit codes:
  0  {zero}
  1  {one}
  2  wrong usage or configuration, or a file that could not be read, parsed or written"""


def _command(zero: str, one: str) -> Callable[[Command], Command]:
    """Finish a command: exit codes in its help, and a sentence instead of a traceback for what a user did."""

    def finish(function: Command) -> Command:
        @functools.wraps(function)
        def guarded_command(*_: Any, **arguments: Any) -> None:
            sys.exit(guarded(function, **_spelled_out(arguments)))

        guarded_command.__doc__ = f"{function.__doc__}\n\n{_EXIT_CODES.format(zero=zero, one=one)}"
        return guarded_command  # type: ignore[return-value]

    return finish


_SHORT = {
    "grouped": ("shared-session-gather.grouped=aggregate", "Make aggregates over one table one query."),
    "group_by": ("shared-session-gather.grouped=group-by", "The same, with GROUP BY where that is equal."),
    "force_sequential": (
        "shared-session-gather.force-sequential=true",
        "Await in turn also what waits for more than its session.",
    ),
}
"""Options of rules that have a flag of their own: what they stand for, and their help."""


def _flag(name: str) -> str:
    return name.replace("_", "-")


def _spelled_out(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with flags as the rules' options that they stand for; an `-o` of the user's comes last and wins."""
    given = tuple(option for name, (option, _) in _SHORT.items() if arguments.pop(name, False))
    return {**arguments, "options": (*given, *arguments["options"])} if given else arguments


def _names(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name.strip() for text in value for name in text.split(",") if name.strip())
    if value and not names:
        raise click.BadParameter("names no rule")
    return names


def _shared(command: Command) -> Command:
    """The options that every command over paths has."""
    for decorate in reversed(
        [
            click.argument("paths", nargs=-1, type=click.Path()),
            click.option("--select", multiple=True, callback=_names, metavar="RULES", help="Only these rules."),
            click.option("--ignore", multiple=True, callback=_names, metavar="RULES", help="All but these rules."),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERN",
                help="Leave out paths that match, as in .gitignore, seen from the current folder.",
            ),
            click.option(
                "-o", "--option", "options", multiple=True, metavar="RULE.OPTION=VALUE", help="Set an option of a rule."
            ),
            *(click.option(f"--{_flag(name)}", is_flag=True, help=said) for name, (_, said) in _SHORT.items()),
            click.option("--jobs", "-j", type=click.IntRange(min=1), help="Processes; default: one per processor."),
        ]
    ):
        command = decorate(command)
    return command


def _showing(command: Command) -> Command:
    """The options of commands that show diffs."""
    for decorate in (
        click.option(
            "--diff-context", type=click.IntRange(min=0), default=3, show_default=True, help="Lines around each change."
        ),
        click.option("--only-named", is_flag=True, help="Leave fixes out that must change files not named in PATHS."),
        click.option("--unsafe", is_flag=True, help="Make fixes too that change more than the bug."),
    ):
        command = decorate(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="asyncfix", message="%(prog)s %(version)s")
def cli() -> None:
    """Find and rewrite, safely, the bugs of async Python whose error shows up far from the cause.

    \b
    asyncfix diff src        show what would be rewritten, and why
    asyncfix apply src       show it, ask, and write it
    asyncfix check src       findings only, for CI
    asyncfix explain RULE    what breaks, what is written, what is left alone
    """


@cli.command()
@_shared
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output-file", type=click.Path(dir_okay=False), help="Write the findings there instead.")
@click.option("--report-unused-ignores", is_flag=True, help="Report `# asyncfix: ignore` comments that cover nothing.")
@click.option("--stdin-filename", metavar="PATH", help="What to call standard input (`-`).")
@_command("nothing found", "findings")
def check(**arguments: Any) -> int:
    """Report findings, and write nothing. PATHS are files, folders or `-`; default: the current folder."""
    from asyncfix.commands import check as command

    return command.check(**arguments)


@cli.command()
@_shared
@_showing
@click.option("--stdin-filename", metavar="PATH", help="What to call standard input (`-`).")
@_command("nothing to do", "changes or findings")
def diff(**arguments: Any) -> int:
    """Show what `apply` would write, as a unified diff with reasons. PATHS are files, folders or `-`."""
    from asyncfix.commands import rewriting

    return rewriting.diff(**arguments)


@cli.command()
@_shared
@_showing
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--interactive", "-i", is_flag=True, help="Ask for each change.")
@click.option("--allow-dirty", is_flag=True, help="Write files with uncommitted changes too.")
@click.option("--force", is_flag=True, help="Write read-only files too.")
@_command("nothing left", "findings left")
def apply(**arguments: Any) -> int:
    """Show the rewrites, ask, and write them in place. PATHS are files or folders; default: the current folder."""
    from asyncfix.commands import rewriting

    return rewriting.apply(**arguments)


@cli.command()
@_command("always", "never")
def rules() -> int:
    """List the rules."""
    from asyncfix.commands import listing

    return listing.rules()


@cli.command()
@click.argument("rule")
@_command("the rule is there", "never")
def explain(rule: str) -> int:
    """Say what a rule finds, what it writes, and what it leaves alone."""
    from asyncfix.commands import listing

    return listing.explain(rule)
