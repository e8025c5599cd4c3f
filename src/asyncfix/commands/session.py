"""What commands over paths have in common: what they work on, and where they write."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix import files, run
from asyncfix.commands import FOLDER_IS_GONE, folder_is_gone
from asyncfix.config import CommandLine, Settings
from asyncfix.errors import ConfigError, FileTrouble, UsageError
from asyncfix.report import text
from asyncfix.report.output import Output, standard_error, standard_output
from asyncfix.report.progress import bar

if TYPE_CHECKING:
    from asyncfix.cache import Notebook, Whole

STDIN = "-"


class Session(NamedTuple):
    """What a command over paths works on, and where it writes."""

    sources: run.Sources
    found: Sequence[files.Found]
    errors: Sequence[FileTrouble]
    jobs: int
    out: Output
    err: Output
    unused_ignores: bool = False
    notebook: Notebook | None = None
    remembered: Whole | None = None
    """An earlier run, if nothing has changed since."""

    def has_baseline(self, paths: Sequence[str] = ()) -> bool:
        """Whether the configuration of one of the files names a baseline; that of `paths` where there are no files."""
        if self.remembered:
            return self.remembered.has_baseline
        folders = {os.path.dirname(one.path) for one in self.found} or set(paths or ["."])
        return any(self.sources.settings.config(os.path.join(folder, "")).baseline for folder in folders)

    def look(self) -> run.Looked:
        """The findings, with the paths that lead nowhere among the errors."""
        looked = self.remembered.looked if self.remembered else self._look()
        looked = looked._replace(errors=(*self.errors, *looked.errors))
        self.err.show(text.troubles(looked.errors))
        return looked

    def _look(self) -> run.Looked:
        with bar(self.err, "looking") as progress:
            looked = run.look(
                self.found,
                self.sources,
                jobs=self.jobs,
                unused_ignores=self.unused_ignores,
                progress=progress,
                notebook=self.notebook,
            )
        if self.notebook:
            self.notebook.finish(self.found, looked, is_all=not self.errors, has_baseline=self.has_baseline())
        return looked


def start(
    paths: Sequence[str],
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
    jobs: int | None = None,
    stdin_filename: str | None = None,
    unused_ignores: bool = False,
    no_cache: bool = False,
    cache_dir: str | None = None,
    folder: str | None = None,
) -> Session:
    """The session of a command line that was given in `folder`. Raises `ConfigError` and `UsageError`."""
    if folder_is_gone():
        raise UsageError(FOLDER_IS_GONE)
    if "" in paths:
        raise UsageError("an empty path names nothing; leave it out to mean the current folder")
    line = CommandLine(select, ignore, exclude, options, folder)
    settings = Settings(line)
    out, err, jobs = standard_output(), standard_error(), jobs or run.default_jobs()
    if STDIN in paths:
        if len(paths) > 1:
            raise UsageError("`-` (standard input) cannot be mixed with other paths")
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        name = stdin_filename or STDIN
        given = {name: sys.stdin.buffer.read()}
        sources, found = run.Sources(settings, given), [files.Found(name, named=True)]
        return Session(sources, found, [], 1, out, err, unused_ignores)
    sources = run.Sources(settings)
    notebook = None if no_cache else _notebook(paths, line, settings, cache_dir, unused_ignores, jobs)
    if notebook and (whole := notebook.whole()):
        return Session(sources, whole.found, [], jobs, out, err, unused_ignores, remembered=whole)
    if notebook and not notebook.begin(sources):
        notebook = None
    found, errors = run.found_files(paths or ["."], settings, notebook)
    return Session(sources, found, errors, jobs, out, err, unused_ignores, notebook)


def _notebook(
    paths: Sequence[str],
    line: CommandLine,
    settings: Settings,
    cache_dir: str | None,
    unused_ignores: bool,
    jobs: int,
) -> Notebook | None:
    """What is remembered of such runs; None where nothing is to be."""
    if paths and len(paths) <= run.FEW and not any(map(os.path.isdir, paths)):
        # Looking takes no longer than remembering would.
        return None
    from asyncfix import cache

    try:
        config = settings.config("")
    except ConfigError:
        # The files that are meant may have another one.
        return None
    if not (config.cache or cache_dir):
        return None
    folder = cache_dir or os.environ.get(cache.VARIABLE) or config.cache_dir
    return cache.notebook(paths, line, folder, unused_ignores=unused_ignores, jobs=jobs)
