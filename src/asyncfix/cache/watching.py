"""What a process asks of the disk while it looks at files, written down in the order in which it asked.

Memos make one file's result depend on what was asked for an earlier file's sake. So a result is made of all that its
process had asked up to then, as far as it is still held: the questions about the tree, and those of its `Project`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from asyncfix import files
from asyncfix.cache.stamps import Stamp, stamp, stamp_of
from asyncfix.errors import FileTrouble
from asyncfix.project import DiskTree, Layout, Module, Project

if TYPE_CHECKING:
    from asyncfix.run import Outcome, Sources

Fact = tuple[str, str, object]
"""A question and its answer: `kind`, what it is about, and the answer if that is not the state of the file itself.

`file`, `folder`: whether a path is one. `listed`: the Python files below a folder, and the folders that hold some.
`roots`: the roots of a repository's projects, by name. `related`: the folders that have to do with a file.
`open`: what a file holds. `word`, `bases`: which files of a repository hold a word, or name a class among the bases of
another. `installed`: the version of a distribution.
"""

Ends = tuple[tuple[str, int], ...]
"""Of each log that something is made of, how many of its facts."""


class Note(NamedTuple):
    """A file as it was first met: its stamp from before it was read, and the hash of what was read; "" for folders."""

    stamp: Stamp
    digest: str = ""


class Record(NamedTuple):
    """What a process has written down since it last told. `logs` go on where they stopped, at the number given."""

    notes: Mapping[str, Note]
    unsure: frozenset[str]
    logs: Mapping[str, tuple[int, Sequence[Fact]]]
    listed: Mapping[str, tuple[str, ...]]
    configured: frozenset[str]
    outcomes: Sequence[Outcome] = ()


def digest(data: bytes) -> str:
    """The hash that stands for a file's bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_of_texts(texts: Sequence[str]) -> str:
    """The hash that stands for a sequence of texts."""
    return digest("\0".join(texts).encode(errors="surrogateescape"))


class Watch:
    """The disk as one process sees it, with what it asked."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._notes: dict[str, Note] = {}
        self._unsure: set[str] = set()
        self._logs: dict[str, list[Fact]] = {}
        self._listed: dict[str, tuple[str, ...]] = {}
        self._projects = 0
        self._configured: set[str] = set()
        self._begin()
        self.tree = _WatchedTree(self, sources)
        self.layout: Layout = _WatchedLayout(self.tree, self)

    def _begin(self) -> None:
        """Become the watch of this process: what the one that it was forked from has asked is part of it."""
        before: list[Fact] = next(iter(self._logs.values()), [])
        self._process = os.getpid()
        self._id = os.urandom(6).hex()
        self._logs = {self._id: list(before)}
        self._told: dict[str, int] = {}
        self._new_notes: dict[str, Note] = {}
        self._new_listed: dict[str, tuple[str, ...]] = {}

    def _be_of_this_process(self) -> None:
        if self._process != os.getpid():
            self._begin()

    @property
    def log(self) -> str:
        """The name of the log of this process."""
        return self._id

    # What is asked

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises `FileTrouble`."""
        try:
            data, state = files.content(path)
        except (OSError, FileTrouble) as error:
            self._unsure.add(path)
            raise (files.trouble_of(path, error) if isinstance(error, OSError) else error) from None
        self._met(path, stamp(state), data)
        return data

    def open_module(self, path: str) -> Module:
        """The module of a path. Raises `FileTrouble`."""
        try:
            data = self.read(path)
        except FileTrouble:
            self.say("open", path)
            raise
        return Module(path, data, target_version=self._sources.settings.target_version(path))

    def _met(self, path: str, found: Stamp, data: bytes) -> None:
        self._be_of_this_process()
        known = self._notes.get(path)
        if known is not None and known.stamp == found:
            return
        note = Note(found, digest(data))
        if known is None:
            self._notes[path] = self._new_notes[path] = note
        elif known.digest != note.digest:
            self._unsure.add(path)

    def know(self, path: str, note: Note) -> None:
        """Take over what somebody else has found out about a file."""
        self._notes[path] = self._new_notes[path] = note

    def asked(self, path: str) -> None:
        """Write down how a folder, or another file that only a walk reads, is before it is looked at."""
        self._be_of_this_process()
        if path not in self._notes:
            self._notes[path] = self._new_notes[path] = Note(stamp_of(path))

    def say(self, kind: str, about: str, answer: object = None) -> None:
        """Write down a question about the tree."""
        self._be_of_this_process()
        self._logs[self._id].append((kind, about, answer))

    def list(self, folder: str, paths: tuple[str, ...]) -> None:
        """Write down what lies below a folder."""
        self._listed[folder] = self._new_listed[folder] = paths
        self.say("listed", folder, listing(paths))

    # Projects

    def project(self) -> Project:
        """A project over this disk; what it asks goes into a log of its own."""
        self._be_of_this_process()
        self._projects += 1
        return WatchedProject(self, f"{self._id}.{self._projects}")

    def holds(self, project: Project) -> bool:
        """Whether a project was made in this process: a copy's log would not be complete."""
        return isinstance(project, WatchedProject) and project.process == os.getpid()

    def ends(self, project: Project) -> Ends:
        """What a result that the project has just come to is made of."""
        if not isinstance(project, WatchedProject) or not self.holds(project):
            return ()
        log = self._logs.setdefault(project.log, [])
        log += project.new_facts()
        return (self._id, len(self._logs[self._id])), (project.log, len(log))

    # What is told

    def told(self, outcomes: Sequence[Outcome]) -> Record:
        """What is new."""
        self._be_of_this_process()
        logs = {
            log: (self._told.get(log, 0), facts[self._told.get(log, 0) :])
            for log, facts in self._logs.items()
            if len(facts) > self._told.get(log, 0)
        }
        self._told = {log: len(facts) for log, facts in self._logs.items()}
        configured = frozenset(self._sources.settings.consulted - self._configured)
        self._configured |= configured
        record = Record(self._new_notes, frozenset(self._unsure), logs, self._new_listed, configured, outcomes)
        self._new_notes, self._new_listed = {}, {}
        return record


class WatchedProject(Project):
    """A project that knows which of its questions have not been written down."""

    def __init__(self, watch: Watch, log: str) -> None:
        super().__init__(watch.open_module, watch.layout)
        self.log = log
        self.process = os.getpid()
        self._written: set[Fact] = set()

    def new_facts(self) -> list[Fact]:
        """What was asked since this was last called."""
        new = sorted(set(self._facts()) - self._written, key=lambda fact: fact[:2])
        self._written.update(new)
        return new

    def _facts(self) -> Iterator[Fact]:
        yield from (("open", path, None) for path in self.opened)
        yield from (("word", word, None) for _, word in self.searched)
        yield from (("installed", name, version) for name, version in self.installed_versions.items())


class _WatchedTree(DiskTree):
    def __init__(self, watch: Watch, sources: Sources) -> None:
        super().__init__(excluded=sources.excluded)
        self._watch = watch
        self._answers: dict[tuple[str, str], bool] = {}
        self._is_searched = False

    @contextmanager
    def searched(self) -> Iterator[None]:
        """In here files are only searched for something, which is written down elsewhere."""
        before, self._is_searched = self._is_searched, True
        try:
            yield
        finally:
            self._is_searched = before

    def is_file(self, path: str) -> bool:
        answer = self._answers.get(("file", path))
        if answer is None:
            answer = self._answers["file", path] = super().is_file(path)
            self._watch.say("file", path, answer)
        return answer

    def is_folder(self, path: str) -> bool:
        answer = self._answers.get(("folder", path))
        if answer is None:
            answer = self._answers["folder", path] = super().is_folder(path)
            self._watch.say("folder", path, answer)
        return answer

    def python_files(self, folder: str) -> tuple[str, ...]:
        found = tuple(super().python_files(folder))
        self._watch.list(folder, found)
        return found

    def read(self, path: str) -> bytes:
        if not (self._is_searched and path.endswith((".py", ".pyw"))):
            self._watch.say("open", path)
        return self._watch.read(path)

    def asked(self, path: str) -> None:
        self._watch.asked(path)


class _WatchedLayout(Layout):
    def __init__(self, tree: _WatchedTree, watch: Watch) -> None:
        super().__init__(tree)
        self._watched = tree
        self._watch = watch
        self._said: set[str] = set()

    def _related_to(self, near: str) -> tuple[str, ...]:
        whole = self.files(near)
        with self._watched.searched():
            found = super()._related_to(near)
        self._watch.say("related", near, related(found, whole))
        return found

    def _is_shared(self, init: str) -> bool:
        # Remembered with what is found below, which may be asked for while files are only searched.
        self._watch.say("open", init)
        return super()._is_shared(init)

    def extended(self, near: str) -> Mapping[str, tuple[str, ...]]:
        self.files(near)
        with self._watched.searched():
            return _Asked(super().extended(near), self)

    def bases_asked(self, name: str, paths: Sequence[str]) -> None:
        if name not in self._said:
            self._said.add(name)
            self._watch.say("bases", name)
        for path in paths:
            if path not in self._said:
                self._said.add(path)
                self._watch.say("open", path)

    def roots_by_name(self, top: str) -> Mapping[str, tuple[str, ...]]:
        found = super().roots_by_name(top)
        self._watch.say("roots", top, roots(found))
        return found


class _Asked(Mapping[str, tuple[str, ...]]):
    """The files that extend classes of a name; who asks for a name is written down."""

    def __init__(self, found: Mapping[str, tuple[str, ...]], layout: _WatchedLayout) -> None:
        self._found = found
        self._layout = layout

    def __getitem__(self, name: str) -> tuple[str, ...]:
        paths = self._found.get(name)
        self._layout.bases_asked(name, paths or ())
        if paths is None:
            raise KeyError(name)
        return paths

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("names are asked for one by one")

    def __len__(self) -> int:
        return len(self._found)


def listing(paths: Sequence[str]) -> list[str]:
    """What stands for a listing: a hash of the files, and one of the folders above them."""
    return [digest_of_texts(paths), digest_of_texts(sorted(_folders(paths)))]


def related(paths: Sequence[str], whole: Sequence[str]) -> str:
    """What stands for the files that have to do with one, out of the whole repository: their folders."""
    if len(paths) == len(whole):
        return "all"
    return digest_of_texts(sorted({path.rpartition("/")[0] for path in paths}))


def _folders(paths: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found


def roots(by_name: Mapping[str, tuple[str, ...]]) -> str:
    """What stands for the roots of a repository's projects."""
    return digest_of_texts([f"{name}\0{root}" for name in sorted(by_name) for root in by_name[name]])
