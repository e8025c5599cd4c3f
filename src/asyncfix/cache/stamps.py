"""What tells whether a file or a folder is as it was, without reading it.

A stamp is (mtime, ctime, size, inode), times in nanoseconds. No program can set a ctime, so that a file which was put
in the place of another of the same size and time still shows. A stamp of the last moment tells nothing: what was
written twice between two ticks of the clock has the same stamp both times, as in git's racy index.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Sequence
from operator import attrgetter

Stamp = tuple[int, int, int, int]

NEVER: Stamp = (0, 0, 0, 0)
"""The stamp that nothing has."""

WIDTH = len(NEVER)

_TICK = 100_000_000
_COARSE = 2_100_000_000
"""The clocks of file systems: some count in seconds, FAT in two of them."""

_FORKING_PAYS = 4_000
_MASK = (1 << 64) - 1
_fields = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino")


def stamp(state: os.stat_result) -> Stamp:
    """The stamp of a state."""
    mtime, ctime, size, inode = _fields(state)
    # Times before 1970 are negative, and stamps are stored as 64 bits without a sign.
    return mtime & _MASK, ctime & _MASK, size & _MASK, inode & _MASK


def stamp_of(path: str) -> Stamp:
    """The stamp of what a path leads to, `NEVER` where it leads nowhere."""
    try:
        return stamp(os.stat(path))
    except (OSError, ValueError):
        return NEVER


def is_settled(one: Stamp, now: int) -> bool:
    """Whether a later change would give another stamp than this one, which was taken at the time `now` or after it."""
    mtime, ctime, *_ = one
    # A time on the full hundredth of a second may come from a coarse clock.
    slack = _TICK if ctime % 10_000_000 and os.name == "posix" else _COARSE
    return one != NEVER and max(mtime, ctime) < now - slack


def kind(path: str) -> int:
    """Whether a path is a file, a folder, something else, a link to one of them, or nothing (0)."""
    try:
        own = stat.S_IFMT(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return 0
    if own != stat.S_IFLNK:
        return own
    try:
        return own | stat.S_IFMT(os.stat(path).st_mode) << 16
    except (OSError, ValueError):
        return own


def packed(stamps: Sequence[Stamp]) -> bytes:
    """Stamps one after the other, for `are_as_before`."""
    return array("Q", [number for one in stamps for number in one]).tobytes()


def unpacked(data: bytes) -> list[Stamp]:
    """The stamps that `packed` packed."""
    numbers = iter(array("Q", data).tolist())
    return list(zip(numbers, numbers, numbers, numbers, strict=True))


def are_as_before(paths: Sequence[str], stamps: bytes, jobs: int) -> bool:
    """Whether all paths have these stamps."""
    if jobs == 1 or len(paths) < _FORKING_PAYS or not hasattr(os, "fork"):
        return _are_as_before(paths, stamps)
    middle = len(paths) // 2
    end = len(stamps) // len(paths) * middle
    child = os.fork()
    if not child:
        os._exit(not _are_as_before(paths[:middle], stamps[:end]))
    is_second_half = _are_as_before(paths[middle:], stamps[end:])
    return os.waitpid(child, 0)[1] == 0 and is_second_half


def _are_as_before(paths: Sequence[str], stamps: bytes) -> bool:
    found = array("Q")
    add, fields, state = found.extend, _fields, os.stat
    try:
        for path in paths:
            add(fields(state(path)))
    except (OSError, ValueError):
        return False
    except OverflowError:
        return packed([stamp_of(path) for path in paths]) == stamps
    return found.tobytes() == stamps
