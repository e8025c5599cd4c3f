"""A progress bar on standard error, on a terminal, for work that takes long enough to wonder about."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from asyncfix.report.output import Output

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before the bar appears."""


class Bar:
    """Called with what is done and what there is to do; draws from the second call after `PATIENCE` on."""

    def __init__(self, output: Output, label: str) -> None:
        self._output = output
        self._label = label
        self._start = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._output.plain or time.monotonic() - self._start < PATIENCE:
            return
        if self._progress is None:
            from rich.progress import Progress

            # No refresh thread: worker processes are forked while the bar is up.
            self._progress = Progress(console=self._output.console, transient=True, auto_refresh=False)
            self._task = self._progress.add_task(self._label, total=total)
            self._progress.start()
        assert self._task is not None
        self._progress.update(self._task, completed=done, refresh=True)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def bar(output: Output, label: str) -> Iterator[Bar]:
    """A bar that goes away when its work is done."""
    made = Bar(output, label)
    try:
        yield made
    finally:
        made.close()
