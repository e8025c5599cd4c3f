"""Changes to files, written all of them or none, each in one atomic step."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.errors import FileTrouble
from asyncfix.files import content, trouble_of, why

TEMP_SUFFIX = ".asyncfix-tmp"
"""How the names of half-written files end: what a killed run leaves behind can be swept by it."""


class Change(NamedTuple):
    """What a file is to become: its path, the bytes that were read from it, the bytes to write."""

    path: str
    before: bytes
    after: bytes


class _Target(NamedTuple):
    change: Change
    real: str
    state: os.stat_result


class _Staged(NamedTuple):
    target: _Target
    temp: str


def write_all(changes: Sequence[Change], *, force: bool = False) -> list[FileTrouble]:
    """Write all of the changes, or none of them and say why; an empty list means that all are written.

    Each file is replaced in one step by a complete new one with the same mode, owner and extended attributes;
    a symbolic link stays, and what it leads to is replaced. Not written are files that no longer hold
    `before`, that have hard links, whose owner or group cannot be kept and, without `force`, read-only ones.

    All new files lie ready on the disk before the first one replaces anything, and when one cannot, those
    before it are put back. A signal that would end the process (Ctrl-C, SIGTERM, SIGHUP) is delivered when
    this is done. Of a group, `kill -9` may leave some files written and others not, but none half-written; it
    may leave files behind that end in `TEMP_SUFFIX`.
    """
    staged: list[_Staged] = []
    with _signals_held():
        try:
            targets, troubles = _targets(changes, force)
            if not troubles:
                staged.extend(_stage(target) for target in targets)
                troubles = _replace(staged)
            return troubles
        except FileTrouble as trouble:
            return [trouble]
        finally:
            for each in staged:
                _remove(each.temp)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    import signal

    came: list[int] = []
    handlers = {}
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)):
        # In other threads than the main one, where handlers cannot be set, signals do not arrive either.
        with contextlib.suppress(ValueError):
            if number not in handlers and signal.getsignal(number) is not None:
                handlers[number] = signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in reversed(handlers.items()):
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def _targets(changes: Sequence[Change], force: bool) -> tuple[list[_Target], list[FileTrouble]]:
    targets: dict[str, _Target] = {}
    troubles = []
    for change in changes:
        try:
            target = _target(change, force)
            if targets.setdefault(target.real, target) is not target:
                raise FileTrouble(change.path, "is to be written twice at once")
        except FileTrouble as trouble:
            troubles.append(trouble)
    return list(targets.values()), troubles


def _target(change: Change, force: bool) -> _Target:
    real = os.path.realpath(change.path)
    try:
        data, state = content(real)
    except OSError as error:
        raise trouble_of(change.path, error) from None
    except FileTrouble as trouble:
        raise FileTrouble(change.path, trouble.message) from None
    if data != change.before:
        raise _conflict(change)
    if state.st_nlink > 1:
        raise FileTrouble(change.path, "has hard links; writing would separate them")
    if not (force or state.st_mode & stat.S_IWUSR):
        raise FileTrouble(change.path, "is read-only")
    return _Target(change, real, state)


def _conflict(change: Change) -> FileTrouble:
    return FileTrouble(change.path, "changed since it was read; nothing was written")


def _stage(target: _Target) -> _Staged:
    """Put the new file, complete and on the disk, beside the old one."""
    import tempfile

    path = target.change.path
    try:
        descriptor, temp = tempfile.mkstemp(TEMP_SUFFIX, ".", os.path.dirname(target.real))
    except OSError as error:
        raise FileTrouble(path, f"no new file can be made beside it: {why(path, error)}") from None
    try:
        with open(descriptor, "wb") as file:
            file.write(target.change.after)
            file.flush()
            _dress(descriptor, target)
            os.fsync(descriptor)
    except BaseException as error:
        _remove(temp)
        if isinstance(error, OSError):
            raise trouble_of(path, error) from None
        raise
    return _Staged(target, temp)


def _dress(descriptor: int, target: _Target) -> None:
    """Give the new file the owner, attributes and mode of the old one."""
    if sys.platform == "win32":
        return
    wanted, now = target.state, os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (wanted.st_uid, wanted.st_gid):
        try:
            os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
        except PermissionError:
            raise FileTrouble(target.change.path, "belongs to others, whom writing would replace") from None
    _copy_attributes(target.real, descriptor)
    os.fchmod(descriptor, stat.S_IMODE(wanted.st_mode))  # Last: a change of owner takes setuid away.


def _copy_attributes(source: str, descriptor: int) -> None:
    if sys.platform != "linux":
        return
    for name in _attributes(source):
        try:
            os.setxattr(descriptor, name, os.getxattr(source, name))
        except OSError as error:
            # Labels such as those of SELinux are for the system to give, and it has given them already.
            if error.errno != errno.ENOTSUP and not name.startswith("security."):
                raise


def _attributes(path: str) -> list[str]:
    if sys.platform != "linux":
        return []
    try:
        return os.listxattr(path)
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return []
        raise


def _replace(staged: Sequence[_Staged]) -> list[FileTrouble]:
    done: list[Change] = []
    try:
        for each in staged:
            _check_untouched(each.target)
        for each in staged:
            _check_untouched(each.target)
            os.replace(each.temp, each.target.real)
            done.append(each.target.change)
    except BaseException as error:
        left = _put_back(done)
        match error:
            case FileTrouble():
                return [error, *left]
            case OSError():
                change = staged[len(done)].target.change
                return [trouble_of(change.path, error), *left]
        raise
    for folder in {os.path.dirname(each.target.real) for each in staged}:
        _sync_folder(folder)
    return []


def _check_untouched(target: _Target) -> None:
    try:
        now = os.stat(target.real)
    except OSError as error:
        raise trouble_of(target.change.path, error) from None
    for field in ("st_dev", "st_ino", "st_mtime_ns", "st_size"):
        if getattr(now, field) != getattr(target.state, field):
            raise _conflict(target.change)


def _put_back(done: Sequence[Change]) -> list[FileTrouble]:
    return [
        FileTrouble(trouble.path, f"is written and could not be put back: {trouble.message}")
        for change in reversed(done)
        for trouble in write_all([Change(change.path, change.after, change.before)], force=True)
    ]


def _sync_folder(folder: str) -> None:
    # Windows and some file systems cannot do it; the files are written all the same.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(temp: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(temp)
