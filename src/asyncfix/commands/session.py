"""What commands over paths have in common: what they work on, and where they write."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix import files, run
from asyncfix.config import CommandLine, Settings
from asyncfix.errors import FileTrouble, UsageError
from asyncfix.report import text
from asyncfix.report.output import Output, standard_error, standard_output
from asyncfix.report.progress import bar

STDIN = "-"


class Session(NamedTuple):
    """What a command over paths works on, and where it writes."""

    sources: run.Sources
    found: Sequence[files.Found]
    errors: Sequence[FileTrouble]
    jobs: int
    out: Output
    err: Output

    def look(self, *, unused_ignores: bool = False) -> run.Looked:
        """The findings, with the paths that lead nowhere among the errors."""
        with bar(self.err, "looking") as progress:
            looked = run.look(
                self.found, self.sources, jobs=self.jobs, unused_ignores=unused_ignores, progress=progress
            )
        looked = looked._replace(errors=(*self.errors, *looked.errors))
        self.err.show(text.troubles(looked.errors))
        return looked


def start(
    paths: Sequence[str],
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
    jobs: int | None = None,
    stdin_filename: str | None = None,
) -> Session:
    """The session of a command line. Raises `ConfigError` and `UsageError`."""
    try:
        os.getcwd()
    except OSError:
        raise UsageError("the current folder is gone; change to one that is there") from None
    if "" in paths:
        raise UsageError("an empty path names nothing; leave it out to mean the current folder")
    settings = Settings(CommandLine(select, ignore, exclude, options))
    out, err, jobs = standard_output(), standard_error(), jobs or run.default_jobs()
    if STDIN in paths:
        if len(paths) > 1:
            raise UsageError("`-` (standard input) cannot be mixed with other paths")
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        name = stdin_filename or STDIN
        given = {name: sys.stdin.buffer.read()}
        return Session(run.Sources(settings, given), [files.Found(name, named=True)], [], 1, out, err)
    found, errors = run.found_files(paths or ["."], settings)
    return Session(run.Sources(settings), found, errors, jobs, out, err)
