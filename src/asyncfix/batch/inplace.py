"""A unit's files written and put back, whatever an earlier attempt has left: all of a unit, or none of it.

What a file's bytes are says how far it is: those from before, those after, or somebody else's, which are never touched.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from asyncfix import files
from asyncfix.batch.summary import FileStatus
from asyncfix.errors import FileTrouble
from asyncfix.ledger.results import FileState
from asyncfix.writing import TEMP_SUFFIX, Change, write_all

Unit = Sequence[tuple[FileState, Change]]
States = list[tuple[int, FileStatus, str | None]]
_State = Literal["before", "after", "other"]

EDITED = "was edited meanwhile; it was left alone"
TIED = "was left alone with {path}, which changes together with it"


class Written(NamedTuple):
    """What became of a unit: the status of each of its files, and those that are written now."""

    states: States
    is_written: bool
    error: str | None = None


def write(unit: Unit, *, force: bool = False) -> Written:
    """Write a unit's files that are not written yet. Where one was edited, those that are written are put back."""
    return _move(unit, _now(unit), force=force)


def _move(unit: Unit, now: Sequence[_State], *, force: bool) -> Written:
    if "other" in now:
        _put_back_quietly(unit)
        return Written(_conflict(unit, now, "conflict"), is_written=False)
    waiting = [change for (_, change), state in zip(unit, now, strict=True) if state == "before"]
    troubles = write_all(waiting, force=force) if waiting else []
    if not troubles:
        return Written([(file.id, "written", None) for file, _ in unit], is_written=True)
    after = _now(unit)
    if "other" in after:
        _put_back_quietly(unit)
        return Written(_conflict(unit, after, "conflict"), is_written=False)
    if "before" not in after:
        return Written([(file.id, "written", None) for file, _ in unit], is_written=True)
    _put_back_quietly(unit)
    return Written(_failed(unit, troubles), is_written=False, error=str(troubles[0]))


def put_back(unit: Unit) -> States:
    """Undo a unit: its files as they were before. Where one was edited since, none of them is touched."""
    now = _now(unit)
    if "other" in now:
        return _conflict(unit, now, "written")
    backward = [
        Change(change.path, change.after, change.before)
        for (_, change), state in zip(unit, now, strict=True)
        if state == "after"
    ]
    troubles = write_all(backward, force=True) if backward else []
    if not troubles:
        return [(file.id, "reverted", None) for file, _ in unit]
    said = f"could not be put back: {troubles[0].message}"
    return [(file.id, "written", said) for file, _ in unit]


def untouched(unit: Unit) -> int:
    """How many files of a unit are as before, where nobody edited any of it."""
    now = _now(unit)
    return 0 if "other" in now else now.count("before")


def is_ours(unit: Unit) -> bool:
    """Whether a unit is written, in part at least, and nobody edited it since."""
    now = _now(unit)
    return "after" in now and "other" not in now


def _put_back_quietly(unit: Unit) -> None:
    """Those files of a unit that are written, one by one: another of them cannot be, or was edited."""
    for _, change in unit:
        if _state(change) == "after":
            write_all([Change(change.path, change.after, change.before)], force=True)


def _now(unit: Unit) -> list[_State]:
    return [_state(change) for _, change in unit]


def _state(change: Change) -> _State:
    try:
        data = files.read(change.path)
    except FileTrouble:
        return "other"
    return "before" if data == change.before else "after" if data == change.after else "other"


def _conflict(unit: Unit, now: Sequence[_State], rest: FileStatus) -> States:
    """The states of a unit's files if one was edited; `rest` is what the others are."""
    culprit = next(change.path for (_, change), state in zip(unit, now, strict=True) if state == "other")
    return [
        (file.id, "conflict", EDITED) if state == "other" else (file.id, rest, TIED.format(path=culprit))
        for (file, _), state in zip(unit, now, strict=True)
    ]


def _failed(unit: Unit, troubles: Sequence[FileTrouble]) -> States:
    said = {trouble.path: trouble.message for trouble in troubles}
    other = f"could not be written together with {troubles[0].path}"
    return [(file.id, "error", said.get(file.path, other)) for file, _ in unit]


def sweep(paths: Iterable[str]) -> int:
    """Remove the half-written files that a killed process left beside these; how many. Only for who has the lock."""
    count = 0
    for folder in {os.path.dirname(os.path.realpath(path)) for path in paths}:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                if name.endswith(TEMP_SUFFIX):
                    os.unlink(os.path.join(folder, name))
                    count += 1
    return count
