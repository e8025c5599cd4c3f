"""The command line: arguments, one call, an exit code."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from asyncfix import __version__
from asyncfix.commands import guarded
from asyncfix.errors import AsyncfixError

if TYPE_CHECKING:
    from asyncfix.rule import Rule

Command = TypeVar("Command", bound=Callable[..., Any])

_EXIT_CODES = """\b
Exit codes:
  0  {zero}
  1  {one}
  2  wrong usage or configuration, or a file that could not be read, parsed or written"""


def finished(zero: str, one: str) -> Callable[[Command], Command]:
    """Finish a command: exit codes in its help, and a sentence instead of a traceback for what a user did."""

    def finish(function: Command) -> Command:
        @functools.wraps(function)
        def guarded_command(*_: Any, **arguments: Any) -> None:
            sys.exit(guarded(function, **spelled_out(arguments)))

        guarded_command.__doc__ = (
            f"{inspect.cleandoc(function.__doc__ or '')}\n\n{_EXIT_CODES.format(zero=zero, one=one)}"
        )
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


def spelled_out(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with flags as the rules' options that they stand for; an `-o` of the user's comes last and wins."""
    given = tuple(option for name, (option, _) in _SHORT.items() if arguments.pop(name, False))
    return {**arguments, "options": (*given, *arguments["options"])} if given else arguments


def _names(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name.strip() for text in value for name in text.split(",") if name.strip())
    if value and not names:
        raise click.BadParameter("names no rule")
    return names


def _complete_rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules for what has been typed of them, behind those that stand before its last comma."""
    from asyncfix.report.explain import summary

    before, comma, begun = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{name}", help=summary(rule))
        for name, rule in _known_rules().items()
        if name.startswith(begun)
    ]


def _complete_options(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from asyncfix.config import option_types

    options = [f"{name}.{option}=" for name, rule in _known_rules().items() for option in option_types(rule)]
    return [CompletionItem(option) for option in options if option.startswith(incomplete)]


def _complete_formats(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from asyncfix.report.formats import NAMES

    return [CompletionItem(name) for name in NAMES if name.startswith(incomplete)]


def _known_rules() -> dict[str, type[Rule]]:
    from asyncfix.transforms import RULES, all_rules

    try:
        return all_rules()
    except AsyncfixError:
        # A key was pressed: the next command will say what is wrong.
        return {rule.name: rule for rule in RULES}


def shared(command: Command) -> Command:
    """The options that every command over paths has."""
    for decorate in reversed(
        [
            click.argument("paths", nargs=-1, type=click.Path()),
            click.option(
                "--select",
                multiple=True,
                callback=_names,
                metavar="RULES",
                shell_complete=_complete_rules,
                help="Only these rules.",
            ),
            click.option(
                "--ignore",
                multiple=True,
                callback=_names,
                metavar="RULES",
                shell_complete=_complete_rules,
                help="All but these rules.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERN",
                help="Leave out paths that match, as in .gitignore, seen from the current folder.",
            ),
            click.option(
                "-o",
                "--option",
                "options",
                multiple=True,
                metavar="RULE.OPTION=VALUE",
                shell_complete=_complete_options,
                help="Set an option of a rule.",
            ),
            *(click.option(f"--{_flag(name)}", is_flag=True, help=said) for name, (_, said) in _SHORT.items()),
            click.option("--jobs", "-j", type=click.IntRange(min=1), help="Processes; default: one per processor."),
        ]
    ):
        command = decorate(command)
    return command


_since = click.option(
    "--since", metavar="REF", help="Only findings in what was touched since HEAD and REF, a commit, parted."
)


def _showing(command: Command) -> Command:
    """The options of commands that show diffs."""
    for decorate in (
        _since,
        click.option(
            "--diff-context", type=click.IntRange(min=0), default=3, show_default=True, help="Lines around each change."
        ),
        click.option("--only-named", is_flag=True, help="Leave fixes out that must change files not named in PATHS."),
        click.option("--unsafe", is_flag=True, help="Make fixes too that change more than the bug."),
    ):
        command = decorate(command)
    return command


def remembering(command: Command) -> Command:
    """The options of commands that remember their results."""
    for decorate in (
        click.option("--cache-dir", metavar="FOLDER", help="Remember there; default: .asyncfix/cache in the project."),
        click.option("--no-cache", is_flag=True, help="Look at all files anew, and remember nothing."),
    ):
        command = decorate(command)
    return command


class _Commands(click.Group):
    """All commands; what others never need is imported when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), "batch"])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name == "batch":
            from asyncfix.cli.batch import batch

            return batch
        return super().get_command(context, name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="asyncfix", message="%(prog)s %(version)s")
def cli() -> None:
    """Find and rewrite, safely, the bugs of async Python whose error shows up far from the cause.

    \b
    asyncfix diff src        show what would be rewritten, and why
    asyncfix apply src       show it, ask, and write it
    asyncfix check src       findings only, for CI
    asyncfix undo            put back what the last apply wrote
    asyncfix batch plan      a monorepo in shards: plan, run, verify, export, undo
    asyncfix explain RULE    what breaks, what is written, what is left alone
    """


@cli.command()
@shared
@remembering
@click.option(
    "--format",
    "formats_",
    multiple=True,
    metavar="NAME[=FILE]",
    shell_complete=_complete_formats,
    help="text (the default), json, sarif, github, gitlab or junit, on standard output or in a file. Repeatable.",
)
@click.option("--output-file", type=click.Path(), metavar="FILE", help="The file of the format that names none.")
@click.option("--report-unused-ignores", is_flag=True, help="Report `# asyncfix: ignore` comments that cover nothing.")
@click.option("--baseline", metavar="FILE", help="Leave out the findings that are known there: see `baseline write`.")
@click.option("--no-baseline", is_flag=True, help="Do not leave them out, whatever pyproject.toml says.")
@_since
@click.option("--stdin-filename", metavar="PATH", help="What to call standard input (`-`).")
@finished("nothing found", "findings, or known ones that are gone")
def check(**arguments: Any) -> int:
    """Report findings, and change no code. PATHS are files, folders or `-`; default: the current folder.

    \b
    asyncfix check src
    asyncfix check --format text --format sarif=asyncfix.sarif src
    """
    from asyncfix.commands import check as command

    return command.check(**arguments)


@cli.command()
@shared
@remembering
@_showing
@click.option("--stdin-filename", metavar="PATH", help="What to call standard input (`-`).")
@finished("nothing to do", "changes or findings")
def diff(**arguments: Any) -> int:
    """Show what `apply` would write, as a unified diff with reasons. PATHS are files, folders or `-`.

    \b
    asyncfix diff src
    asyncfix diff --select finally-jump src > fixes.patch && git apply fixes.patch
    asyncfix diff --stdin-filename app/db.py - < app/db.py
    """
    from asyncfix.commands import rewriting

    return rewriting.diff(**arguments)


@cli.command()
@shared
@remembering
@_showing
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--interactive", "-i", is_flag=True, help="Ask for each change.")
@click.option("--allow-dirty", is_flag=True, help="Write files with uncommitted changes too.")
@click.option("--force", is_flag=True, help="Write read-only files too.")
@click.option("--no-undo", is_flag=True, help="Do not keep what `undo` needs to put the files back.")
@finished("nothing left", "findings left")
def apply(**arguments: Any) -> int:
    """Show the rewrites, ask, and write them in place. PATHS are files or folders; default: the current folder.

    \b
    asyncfix apply src
    asyncfix apply --yes -o finally-jump.style=hoist src
    asyncfix apply --since origin/main
    """
    from asyncfix.commands import rewriting

    return rewriting.apply(**arguments)


@cli.command()
@click.argument("run", required=False, type=click.IntRange(min=1))
@click.option("--list", "list_", is_flag=True, help="List what can be put back, and change nothing.")
@finished("all of it is as it was before", "files that were edited since were left alone")
def undo(**arguments: Any) -> int:
    """Put back what `apply` wrote: what the last one did, or the one of number RUN. What was edited since stays.

    \b
    asyncfix undo
    asyncfix undo --list
    """
    from asyncfix.commands import undo as command

    return command.undo(**arguments)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@finished("always", "never")
def rules(as_json: bool) -> int:
    """List the rules, those of other distributions among them.

    \b
    asyncfix rules
    """
    from asyncfix.commands import listing

    return listing.rules(as_json)


@cli.command()
@click.argument("rule", shell_complete=_complete_rules)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@finished("the rule is there", "never")
def explain(rule: str, as_json: bool) -> int:
    """Say what a rule finds, what it writes, and what it leaves alone, with an example.

    \b
    asyncfix explain finally-jump
    """
    from asyncfix.commands import listing

    return listing.explain(rule, as_json)


_baseline_file = click.option(
    "--file",
    metavar="FILE",
    help="The baseline; default: that of pyproject.toml, else asyncfix-baseline.json in the project's root.",
)


@cli.group()
def baseline() -> None:
    """Keep the findings that one lives with in a file, so that `check` is silent about them.

    \b
    asyncfix baseline write src       all that is found now
    asyncfix check src --baseline asyncfix-baseline.json
    asyncfix baseline update src      take out what is fixed
    """


@baseline.command()
@shared
@remembering
@_baseline_file
@click.option("--force", is_flag=True, help="Replace one that is there.")
@finished("written", "never")
def write(**arguments: Any) -> int:
    """Write a baseline of all findings. PATHS are files or folders; default: the current folder.

    \b
    asyncfix baseline write
    asyncfix baseline write --file ci/known.json src tests
    """
    from asyncfix.commands import baseline as command

    return command.write(**arguments)


@baseline.command()
@shared
@remembering
@_baseline_file
@click.option("--add", is_flag=True, help="Put new findings in as well.")
@finished("it knows all findings", "findings that it does not know")
def update(**arguments: Any) -> int:
    """Take out of a baseline what is fixed. PATHS are files or folders; default: the current folder.

    \b
    asyncfix baseline update
    asyncfix baseline update --add src
    """
    from asyncfix.commands import baseline as command

    return command.update(**arguments)
