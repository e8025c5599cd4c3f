"""The cache file of one run: opened before the files are looked for, written when all has been looked at."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from asyncfix.cache import places, stamps, storing
from asyncfix.cache.keys import key_of
from asyncfix.files import Found
from asyncfix.git import git_root

if TYPE_CHECKING:
    from asyncfix.cache.memory import AtOnce, Memory
    from asyncfix.cache.summing_up import Summary
    from asyncfix.cache.watching import Record, Watch
    from asyncfix.config import CommandLine
    from asyncfix.run import Looked, Sources

MOST_BYTES = 100_000_000
"""What is not stored, since reading it would take as long as looking again."""


_BROKEN = (storing.Unreadable, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What reading a file raises that is none of ours, although its checksums are right."""


class Whole(NamedTuple):
    """An earlier run, nothing of which has changed since."""

    found: Sequence[Found]
    looked: Looked
    has_baseline: bool
    """Whether the configuration of one of the files names a baseline."""


def notebook(
    paths: Sequence[str], line: CommandLine, folder: str | None, *, unused_ignores: bool, jobs: int
) -> Notebook:
    """The notebook of a run, in a folder: by default that of the project."""
    key = key_of(paths, line, unused_ignores)
    folder = folder or places.default_folder()
    return Notebook(key, folder, places.file_in(folder, key), tuple(paths) or (".",), jobs)


class _Paths(Sequence[Found]):
    """The files of an earlier run; most commands only count them."""

    def __init__(self, paths: Sequence[str], named: Sequence[int]) -> None:
        self._paths = paths
        self._named = frozenset(named)

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, number: int) -> Found: ...
    @overload
    def __getitem__(self, number: slice) -> list[Found]: ...
    def __getitem__(self, number: int | slice) -> Found | list[Found]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        return Found(self._paths[number], named=number in self._named)


def _are_there(said: dict[str, Any]) -> bool:
    """Whether what has no stamp is as it was."""
    if any(_top(path) != [path, *others] for path, *others in said["tops"]):
        return False
    if any(stamps.kind(path) != kind for path, kind in said["kinds"]):
        return False
    if not said["installed"]:
        return True
    from asyncfix.project.index import installed_version

    return all(installed_version(name) == version for name, version in said["installed"].items())


def _top(path: str) -> list[str | None]:
    """A folder whose files were asked for, what it really is, and the root of its git repository."""
    real = os.path.realpath(path).replace(os.sep, "/")
    return [path, real, git_root(real.rstrip("/"))]


class Notebook:
    """What is remembered of one run."""

    watch: Watch

    def __init__(self, key: str, folder: str, path: str, paths: Sequence[str], jobs: int) -> None:
        self._key = key
        self._folder = folder
        self._path = path
        self._paths = paths
        self._jobs = jobs
        self._now = 0
        self._records: list[Record] = []

    # What is remembered

    def whole(self) -> Whole | None:
        """The result of the last such run, if nothing has changed since."""
        try:
            head, names, states, *_ = storing.read(self._path)
            said = json.loads(storing.content(head))
            if said["key"] != self._key or said["looked"] is None or not _are_there(said):
                return None
            paths = os.fsdecode(storing.content(names)).split("\0")
            if not stamps.are_as_before(paths, storing.content(states), self._jobs):
                return None
            from asyncfix.cache import values

            found = _Paths(paths[: said["found"]], said["named"])
            return Whole(found, values.restored(said["looked"]), said["has_baseline"])
        except _BROKEN:
            return None

    def _memory(self) -> Memory:
        from asyncfix.cache import memory
        from asyncfix.cache.watching import Note

        try:
            head, names, states, digests, rest = storing.read(self._path)
            said = json.loads(storing.content(head))
            if said["key"] != self._key:
                return memory.Memory()
            paths = os.fsdecode(storing.content(names)).split("\0")[: said["files"]]
            texts = storing.content(digests).decode().split(",")
            found = dict(zip(paths, map(Note, stamps.unpacked(storing.content(states)), texts), strict=False))
            before = memory.unpacked(storing.content(rest), found)
        except _BROKEN:
            return memory.Memory()
        is_configured_so = memory.configuration(before.configured) == before.configured
        return before if is_configured_so else memory.Memory()

    # What is written down

    def begin(self, sources: Sources) -> bool:
        """Get ready to write down a run; False where nothing can be written."""
        try:
            places.prepare(self._folder)
            probe = storing.Draft(self._path)
            probe.drop()
        except OSError:
            return False
        from asyncfix.cache.watching import Watch

        # The clock of the file system may be behind ours.
        self._now = min(time.time_ns(), probe.made)
        self.watch = Watch(sources)
        return True

    def what_holds(self, found: Collection[str], at_once: AtOnce) -> Memory:
        """What is remembered of these files and is true of them now."""
        from asyncfix.cache import memory

        self._held = memory.what_holds(self._memory(), self.watch, found, at_once)
        return self._held

    def add(self, record: Record) -> None:
        """Write down what a process says."""
        self._records.append(record)

    def finish(self, found: Sequence[Found], looked: Looked, *, is_all: bool, has_baseline: bool) -> None:
        """Store it. Without `is_all` there were paths that could not be looked at."""
        from asyncfix.cache.summing_up import Summary

        self.add(self.watch.told([]))
        summary = Summary(found, self._records, self._held, self.watch.log, self._now)
        try:
            sections = self._sections(summary, found, looked if is_all else None, has_baseline)
            if sum(map(len, sections)) <= MOST_BYTES:
                storing.Draft(self._path).finish(sections)
                places.tidy(self._folder, self._path, time.time())
        except OSError:
            # Remembering is a service: the next run looks again.
            return

    def _sections(
        self, summary: Summary, found: Sequence[Found], looked: Looked | None, has_baseline: bool
    ) -> list[bytes]:
        from asyncfix.cache import values

        memory = summary.memory
        walked = summary.walked(self._folder)
        kinds = summary.kinds(walked)
        paths = [*memory.notes, *walked]
        head = {
            "key": self._key,
            "files": len(memory.notes),
            "found": len(found),
            "named": [number for number, each in enumerate(found) if each.named],
            "kinds": kinds,
            "tops": [_top(path) for path in sorted({*filter(os.path.isdir, self._paths), *summary.tops})],
            "installed": summary.installed,
            "has_baseline": has_baseline,
            "looked": values.plain(looked) if looked and kinds is not None and summary.is_complete else None,
        }
        all_stamps = [*(note.stamp for note in memory.notes.values()), *walked.values()]
        return [
            json.dumps(head).encode(),
            os.fsencode("\0".join(paths)),
            stamps.packed(all_stamps),
            ",".join(note.digest for note in memory.notes.values()).encode(),
            memory.packed(),
        ]
