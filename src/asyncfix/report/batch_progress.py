"""How far a run is, while it runs: two bars on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from asyncfix.report.output import Output

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

EVERY = 10.0
"""Seconds between two lines."""

ENOUGH = 20
"""Files that must be done before it is said how long the rest will take."""

_WAITING = ("pending", "claimed", "reverting", "intent")


class Watch:
    """Told the counts of shards and files by status, again and again."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._start = self._said = time.monotonic()
        self._at_start: int | None = None
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, shards: Mapping[str, int], files: Mapping[str, int]) -> None:
        if self._at_start is None:
            self._at_start = _done(files)
        if self._output.plain:
            self._line(shards, files)
        else:
            self._bars(shards, files)

    def _line(self, shards: Mapping[str, int], files: Mapping[str, int]) -> None:
        if time.monotonic() - self._said < EVERY:
            return
        self._said = time.monotonic()
        text = f"{_done(shards)}/{_all(shards)} shards, {_done(files)}/{_all(files)} files ({_counts(shards)})"
        left = self._left(files)
        self._output.show([(f"asyncfix: {text}{f', {left}' if left else ''}\n", "")])
        self._output.stream.flush()

    def _bars(self, shards: Mapping[str, int], files: Mapping[str, int]) -> None:
        if self._progress is None:
            self._progress = self._made(shards, files)
        for name, counts, more in (("files", files, self._left(files)), ("shards", shards, _counts(shards))):
            self._progress.update(self._tasks[name], completed=_done(counts), total=_all(counts), more=more)
        self._progress.refresh()

    def _made(self, shards: Mapping[str, int], files: Mapping[str, int]) -> Progress:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[more]}"),
        )
        made = Progress(*columns, console=self._output.console, transient=True, auto_refresh=False)
        for name, counts in (("files", files), ("shards", shards)):
            self._tasks[name] = made.add_task(name, total=_all(counts), more="")
        made.start()
        return made

    def _left(self, files: Mapping[str, int]) -> str:
        done = _done(files) - (self._at_start or 0)
        if done < ENOUGH:
            return ""
        seconds = (_all(files) - _done(files)) * (time.monotonic() - self._start) / done
        return f"about {_duration(seconds)} left"


def _all(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _done(counts: Mapping[str, int]) -> int:
    return sum(count for status, count in counts.items() if status not in _WAITING)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in sorted(counts.items()) if count)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"
