"""`asyncfix batch` on the command line."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from asyncfix.cli import remembering, shared, spelled_out
from asyncfix.commands import guarded

Command = TypeVar("Command", bound=Callable[..., Any])

_CODES = """\b
Exit codes:
  0  done
  1  shards failed or were put back, or others are still at work on some
  2  wrong usage or configuration, or a ledger that cannot be used
  3  done, but files that somebody edited were left alone"""

_BY = ["owner", "package", "dir", "none"]


def _finished(function: Command) -> Command:
    @functools.wraps(function)
    def guarded_command(*_: Any, **arguments: Any) -> None:
        sys.exit(guarded(function, **spelled_out(arguments)))

    guarded_command.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\n{_CODES}"
    return guarded_command  # type: ignore[return-value]


def _ledger(command: Command) -> Command:
    return click.option(
        "--ledger",
        metavar="URL",
        help="Where runs are kept: an SQLite file, or postgresql://... for several machines. "
        "Default: ASYNCFIX_LEDGER, else .asyncfix/ledger.db in the repository.",
    )(command)


def _cutting(command: Command) -> Command:
    """The options that say what a plan holds."""
    for decorate in (
        click.option("--max-files", type=click.IntRange(min=1), help="Files in a shard, 40 by default."),
        click.option(
            "--by", type=click.Choice(_BY), help="What shards follow: CODEOWNERS (default), packages, folders, nothing."
        ),
        click.option("--unsafe", is_flag=True, help="Make fixes too that change more than the bug."),
        remembering,
        shared,
    ):
        command = decorate(command)
    return command


def _carrying_out(command: Command) -> Command:
    """The options that say how a plan is carried out."""
    for decorate in reversed(
        [
            click.option(
                "--mode",
                type=click.Choice(["inplace", "branch", "patch"]),
                default="inplace",
                show_default=True,
                help="Write the files, or leave them and make a branch or a patch of each shard.",
            ),
            click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N shards."),
            click.option("--keep-going", is_flag=True, help="Begin other shards when one has failed."),
            click.option(
                "--verify",
                metavar="COMMAND",
                help="Run in the root after each shard, which is put back if it fails. {shard} is its folder, {files} "
                "its files. Default: what [tool.asyncfix.batch] says; '' for none.",
            ),
            click.option(
                "--verify-timeout",
                "verify_seconds",
                type=click.FloatRange(min=0, min_open=True),
                metavar="SECONDS",
                help="How long the command may take for one shard.",
            ),
            click.option(
                "--baseline/--no-baseline",
                default=True,
                show_default=True,
                help="Run the command before each shard too: what fails then is not put back.",
            ),
            click.option("--output", metavar="FOLDER", type=click.Path(), help="Where --mode patch writes."),
            click.option("--scheduler", metavar="URL", help="A Dask scheduler, tcp://host:8786, that has the workers."),
            click.option("--allow-dirty", is_flag=True, help="Write files with uncommitted changes too."),
            click.option("--allow-no-vcs", is_flag=True, help="Write where there is no git repository."),
            click.option("--force", is_flag=True, help="Write read-only files too."),
        ]
    ):
        command = decorate(command)
    return command


@click.group()
def batch() -> None:
    """Migrate a repository in shards: stop and go on at any time, verify each, undo all of it.

    \b
    asyncfix batch plan                                what would change, where, whose it is
    asyncfix batch run --limit 1                       try the first shard
    asyncfix batch run --verify 'pytest -q {shard}'    go on, and put back what fails
    asyncfix batch status                              how far it is
    asyncfix batch export --to patch                   one patch for each owner
    asyncfix batch undo --all                          everything as it was
    """


@batch.command()
@_cutting
@_ledger
@_finished
def plan(**arguments: Any) -> int:
    """Find out what would change, in which shards, and whose it is. Only the ledger is written.

    \b
    asyncfix batch plan
    asyncfix batch plan --by package --max-files 20 services
    """
    from asyncfix.commands import batch as command

    return command.plan(**arguments)


@batch.command()
@_cutting
@_carrying_out
@_ledger
@_finished
def run(**arguments: Any) -> int:
    """Carry the plan out, or make one first. After a stop, a crash or a failure, run it again to go on.

    \b
    asyncfix batch run --verify 'pytest -q {shard}' --keep-going
    asyncfix batch run --mode branch
    asyncfix batch run --ledger postgresql://ledger@db.example/asyncfix
    """
    from asyncfix.commands import batch as command

    return command.run(**arguments)


@batch.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@_ledger
@_finished
def status(**arguments: Any) -> int:
    """Say how far the last run is, also while it runs in another terminal or on another machine.

    \b
    asyncfix batch status
    """
    from asyncfix.commands import batch as command

    return command.status(**arguments)


@batch.command()
@click.argument("shard", required=False)
@click.option("--failed", is_flag=True, help="All that failed, or that somebody's edits kept from being written.")
@_ledger
@_finished
def retry(**arguments: Any) -> int:
    """Have a shard (its number or key) done again by the next `batch run`.

    \b
    asyncfix batch retry 3
    asyncfix batch retry --failed
    """
    from asyncfix.commands import batch as command

    return command.retry(**arguments)


@batch.command()
@click.argument("shard", required=False)
@click.option("--all", "all_", is_flag=True, help="All shards.")
@_ledger
@_finished
def undo(**arguments: Any) -> int:
    """Put the files of a shard (its number or key) back as they were, but for those that were edited since.

    \b
    asyncfix batch undo 3
    asyncfix batch undo --all
    """
    from asyncfix.commands import batch as command

    return command.undo(**arguments)


@batch.command()
@click.option("--to", type=click.Choice(["branch", "patch"]), default="branch", show_default=True, help="What is made.")
@click.option("--per", type=click.Choice(["owner", "shard"]), help="One for each; default: as the plan was cut.")
@click.option("--onto", metavar="BRANCH", help="Say what would conflict with this branch, and name it for merging.")
@click.option("--output", metavar="FOLDER", type=click.Path(), help="Where patches go; default: .asyncfix/patches.")
@click.option("--force", is_flag=True, help="Replace branches or patches of these names.")
@_ledger
@_finished
def export(**arguments: Any) -> int:
    """Make branches or patches of what the last run has written. Nothing is pushed; the commands for that are printed.

    \b
    asyncfix batch export --onto main
    asyncfix batch export --to patch --output patches
    """
    from asyncfix.commands import batch as command

    return command.export(**arguments)


@batch.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "html", "csv", "json", "sarif"]),
    default="text",
    show_default=True,
    help="What is made.",
)
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False), help="Write it there.")
@_ledger
@_finished
def report(**arguments: Any) -> int:
    """Report on the last run: by owner, rule and status, with the diffs.

    \b
    asyncfix batch report --format html --output report.html
    """
    from asyncfix.commands import batch as command

    return command.report(**arguments)
