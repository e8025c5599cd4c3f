"""A look at paths: find the files, ask the gates, and detect in several processes. Nothing is printed.

Most runs end here, many over one clean file: what only a file with a finding needs is imported when there is one.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from asyncfix import files
from asyncfix.config import Settings
from asyncfix.errors import ConfigError, FileTrouble
from asyncfix.rule import Finding, Rule
from asyncfix.transforms import all_rules

if TYPE_CHECKING:
    from asyncfix.baseline import Compared
    from asyncfix.cache import Notebook
    from asyncfix.cache.memory import Memory
    from asyncfix.cache.watching import Ends, Record, Watch
    from asyncfix.project import DiskTree, Layout, Module, Project
    from asyncfix.workers import Lost

CHUNK = 100
"""Files that a process looks at before it reports."""

FEW = 64
"""So many files are looked at sooner than it is found out whether their projects are worth it."""

MOST_BYTES = 8_000_000
"""Source that one project holds before files of the same process get another: a tree takes thirty times as much."""

MOST_OBJECTS = 1_000_000
"""New objects that are kept before the collector looks for cycles among them: those of some dozen trees."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
IGNORE_NEEDLE = b"asyncfix:"
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST

Progress = Callable[[int, int], None]
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


class UnusedIgnore(NamedTuple):
    """An ignore comment that covers nothing. `unknown` are those of its `rules` that there are not."""

    path: str
    line: int
    rules: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class Looked(NamedTuple):
    """What a look at files found. The findings carry no edits."""

    files: int = 0
    findings: tuple[Finding, ...] = ()
    errors: tuple[FileTrouble, ...] = ()
    suppressed: int = 0
    unused_ignores: tuple[UnusedIgnore, ...] = ()
    compared: Compared | None = None
    """What a baseline made of it; the findings it knows are no longer among `findings`."""
    untouched: int | None = None
    """How many findings were left out since nobody has touched them, where that was asked for."""

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 findings, or gone ones in a baseline, 2 a file that could not be read or parsed."""
        gone = self.compared.gone if self.compared else ()
        return 2 if self.errors else 1 if self.findings or self.unused_ignores or gone else 0


_NOTHING = Looked()


class Sources(NamedTuple):
    """Where files come from: the disk, or `given` (standard input, or what an earlier step made of a file)."""

    settings: Settings
    given: Mapping[str, bytes] = {}  # never changed

    def read(self, path: str) -> bytes:
        return self.given[path] if path in self.given else files.read(path)

    def open_module(self, path: str) -> Module:
        """The module of a path. Raises `FileTrouble`."""
        from asyncfix.project import Module

        return Module(path, self.read(path), target_version=self.settings.target_version(path))

    def tree(self) -> DiskTree:
        """The disk with `given` laid over it."""
        from asyncfix.project import DiskTree

        return DiskTree(self.given, self.excluded)

    def excluded(self, path: str, is_folder: bool) -> bool:
        """Whether a path is left out where nobody has named what it lies in."""
        try:
            return self.settings.excluded(path, is_folder)
        except ConfigError:
            # That of a folder that nobody asked for.
            return False


def found_files(
    paths: Sequence[str], settings: Settings, notebook: Notebook | None = None
) -> tuple[list[files.Found], list[FileTrouble]]:
    """The files that these paths mean, and the paths that lead nowhere."""
    named = [path for path in paths if not settings.excluded_by_name(path)]
    if notebook is None:
        return files.find(named, excluded=settings.excluded)
    return files.find(named, excluded=settings.excluded, asked=notebook.watch.asked)


def look(
    found: Sequence[files.Found],
    sources: Sources,
    *,
    jobs: int,
    unused_ignores: bool = False,
    progress: Progress | None = None,
    notebook: Notebook | None = None,
) -> Looked:
    """What the rules find in these files, by path and place.

    Files whose rules depend on what their project holds come last, when the others have told. With a `notebook` what
    it remembers is not looked at again, and it gets to know what is new.
    """
    work = _Work(
        sources,
        unused_ignores,
        {rule.name: rule.project_needles for rule in all_rules().values() if rule.project_needles},
        notebook.watch if notebook else None,
    )
    parts: list[_Part] = []
    done = 0

    def add(part: _Part) -> None:
        nonlocal done
        parts.append(part)
        if notebook and part.record:
            notebook.add(part.record)
        done += part.looked.files
        if progress:
            progress(done, len(found))

    items = [_Item(one) for one in found]
    memory = None
    if notebook:
        memory = notebook.what_holds([one.path for one in found], partial(_by_parts, jobs=jobs))
        part, items = _remembered(items, memory)
        add(part)
    for part in _parts(work, items, jobs):
        add(part)
    waiting = [one for part in parts for one in part.waiting]
    if memory and memory.is_settled and all(one.found.path in memory.results for one in waiting):
        items = [_Item(one.found, memory.results[one.found.path].without) for one in waiting]
    else:
        items = _settled(waiting, found, parts, work, jobs)
    if memory:
        part, items = _remembered(items, memory)
        add(part)
    for part in _parts(work, items, jobs):
        add(part)
    return _together(part.looked for part in parts)


class _Item(NamedTuple):
    """A file to look at, and the rules that cannot find anything in its project.

    `without` is None at first. In what waits it holds the rules whose word the file does not have itself.
    """

    found: files.Found
    without: frozenset[str] | None = None


class _Part(NamedTuple):
    """What came of some files: what was found in them, or that they wait until more is known of their project.

    `holders` are the files that hold a word of a rule's `project_needles`, by the rule's name.
    """

    looked: Looked = Looked()
    waiting: tuple[_Item, ...] = ()
    holders: Mapping[str, Sequence[str]] = {}  # never changed
    record: Record | None = None


class Outcome(NamedTuple):
    """What came of one file. `looked` is None for one that waits for its project.

    `held` are the rules a word of which the file holds, `unknown` those that it waits for; `without` are the rules that
    were left out, and `ends` is empty where the file's own bytes have told. What is not `sure` may be otherwise next
    time, although nothing has changed.
    """

    path: str
    looked: Looked | None = None
    held: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    ends: Ends = ()
    sure: bool = True


def _by_parts(
    function: Callable[[Sequence[str]], list[_Answer]], paths: Sequence[str], jobs: int
) -> Iterator[list[_Answer]]:
    """The answers of a function to parts of these paths; where a process dies, to one path after the other."""
    chunks = [paths[start : start + 10 * CHUNK] for start in range(0, len(paths), 10 * CHUNK)]
    for chunk, answer in _in_processes(function, chunks, jobs):
        yield answer if isinstance(answer, list) else function(chunk)


def _remembered(items: Sequence[_Item], memory: Memory) -> tuple[_Part, list[_Item]]:
    """What is remembered of files, as if it had been looked at now, and the files that must be looked at."""
    looked: list[Looked] = []
    waiting: list[_Item] = []
    holders: dict[str, list[str]] = {}
    rest: list[_Item] = []
    for item in items:
        path = item.found.path
        gate, result = memory.gates.get(path), memory.results.get(path)
        if gate is None:
            rest.append(item)
            continue
        is_first = item.without is None
        if is_first and gate.unknown:
            waiting.append(_Item(item.found, gate.unknown))
        elif not gate.has_result:
            looked.append(_NOTHING)
        elif result is not None and result.without == (item.without or frozenset()):
            looked.append(result.looked)
        else:
            rest.append(item)
            continue
        for name in gate.held if is_first else ():
            holders.setdefault(name, []).append(path)
    return _Part(_together(looked)._replace(files=len(looked)), tuple(waiting), holders), rest


def _parts(work: _Work, items: Sequence[_Item], jobs: int) -> Iterator[_Part]:
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    was_on = gc.isenabled()
    # Trees are many small objects without cycles: the collector would only walk them, again and again, and between two
    # chunks once over all that is held. Processes begin with what is said here.
    gc.disable()
    try:
        for chunk, part in _in_processes(work, chunks, jobs):
            if isinstance(part, _Part):
                yield part
            else:
                yield from _one_by_one(work, chunk)
    finally:
        if was_on:
            gc.enable()


def _in_processes(
    function: Callable[[_Asked], _Answer], chunks: Sequence[_Asked], jobs: int
) -> Iterator[tuple[_Asked, _Answer | Lost]]:
    if jobs == 1 or len(chunks) < 2:
        return ((chunk, function(chunk)) for chunk in chunks)
    from asyncfix import workers

    return workers.run(function, chunks, jobs)


def _one_by_one(work: _Work, chunk: Sequence[_Item]) -> Iterator[_Part]:
    """A chunk whose process died, file by file: the culprit alone is lost."""
    from asyncfix import workers

    for (one,), part in workers.run(work, [[one] for one in chunk], jobs=1):
        if isinstance(part, _Part):
            yield part
        else:
            said = f"cannot be analysed: the process that looked at it {part.reason}"
            yield _Part(Looked(files=1, errors=(FileTrouble(one.found.path, said),)))


def _settled(
    waiting: Sequence[_Item], found: Sequence[files.Found], parts: Sequence[_Part], work: _Work, jobs: int
) -> list[_Item]:
    """The waiting files, each with the rules that need not look at it."""
    if len(waiting) <= FEW:
        return [_Item(one.found, frozenset()) for one in waiting]
    from asyncfix import gating

    def ask(searches: Sequence[gating.Search]) -> Iterator[tuple[gating.Search, gating.Hits]]:
        for search, hits in _in_processes(partial(gating.hits, read=work.sources.read), searches, jobs):
            yield search, hits if isinstance(hits, gating.Hits) else search.everything()

    seen = [one.path for one in found]
    without: dict[str, set[str]] = {one.found.path: set() for one in waiting}
    for name, words in work.gates.items():
        asking = {one.found.path for one in waiting if name in (one.without or ())}
        holders = [path for part in parts for path in part.holders.get(name, ())]
        for path in asking - gating.in_units_that_count(asking, seen, holders, words, work.layout, ask):
            without[path].add(name)
    return [_Item(one.found, frozenset(without[one.found.path])) for one in waiting]


def _together(parts: Iterable[Looked]) -> Looked:
    parts = list(parts)
    return Looked(
        files=sum(part.files for part in parts),
        findings=tuple(sorted((f for part in parts for f in part.findings), key=lambda f: (f.path, f.span, f.rule))),
        errors=tuple(sorted((e for part in parts for e in part.errors), key=str)),
        suppressed=sum(part.suppressed for part in parts),
        unused_ignores=tuple(sorted((u for p in parts for u in p.unused_ignores), key=lambda u: (u.path, u.line))),
    )


@dataclass
class _Work:
    """What a process does with a chunk of files. `gates` are the rules with `project_needles`."""

    sources: Sources
    unused_ignores: bool
    gates: Mapping[str, tuple[bytes, ...]]
    watch: Watch | None = None
    _project: Project | None = None

    @cached_property
    def layout(self) -> Layout:
        """Which files there are: one for all chunks of a process."""
        if self.watch:
            return self.watch.layout
        from asyncfix.project import Layout

        return Layout(self.sources.tree())

    @property
    def disk(self) -> Sources | Watch:
        """Where files are read."""
        return self.watch or self.sources

    @property
    def project(self) -> Project:
        """What the chunks of a process have in common is opened once, until it gets too much."""
        from asyncfix.project import Project

        if self.watch and self._project and not self.watch.holds(self._project):
            self._project = None
        if self._project is None or self._project.size > MOST_BYTES:
            # What rules keep of a project may hold it in cycles, which only the collector breaks.
            self._project = None
            gc.collect()
            watch = self.watch
            self._project = watch.project() if watch else Project(self.sources.open_module, self.layout)
        return self._project

    def ends(self) -> Ends:
        """What a result that was just found is made of, as far as the project has told of it."""
        # Not `self.project`, which may be the next one already.
        return self.watch.ends(self._project) if self.watch and self._project else ()

    def __call__(self, chunk: Sequence[_Item]) -> _Part:
        return _Chunk(self).part(chunk)


class _Chunk:
    """The look at one chunk."""

    def __init__(self, work: _Work) -> None:
        self._work = work
        self._sources = work.sources
        self._waiting: list[_Item] = []
        self._holders: dict[str, list[str]] = {name: [] for name in work.gates}

    def part(self, chunk: Sequence[_Item]) -> _Part:
        outcomes = [self._at(item) for item in chunk]
        looked = [outcome.looked for outcome in outcomes if outcome.looked]
        together = _together(looked)._replace(files=len(looked))
        record = self._work.watch.told(outcomes) if self._work.watch else None
        return _Part(together, tuple(self._waiting), self._holders, record)

    def _at(self, item: _Item) -> Outcome:
        """What comes of one file."""
        found, without = item
        held: tuple[str, ...] = ()
        left_out = without or frozenset()
        try:
            data = self._work.disk.read(found.path)
            if data.startswith(_UTF_16):
                raise FileTrouble(found.path, "cannot be decoded: it is UTF-16 or UTF-32, and Python source is neither")
            rules = [rule for rule in self._sources.settings.rules(found.path) if rule.may_hold(data)]
            if without is None:
                held = self._held(found.path, data)
                if unknown := frozenset(rule.name for rule in rules if rule.name in self._work.gates).difference(held):
                    self._waiting.append(_Item(found, unknown))
                    return Outcome(found.path, None, held, unknown)
            rules = [rule for rule in rules if rule.name not in left_out]
            if rules or (self._work.unused_ignores and IGNORE_NEEDLE in data):
                looked = self._inside(found.path, rules)
                return Outcome(found.path, looked, held, without=left_out, ends=self._work.ends())
            if found.named and not _compiles(data, found.path):
                # Who names a file wants to hear that it is no Python, even if no rule would have looked.
                self._work.disk.open_module(found.path).check_syntax()
        except FileTrouble as trouble:
            return Outcome(found.path, Looked(errors=(trouble,)), held, without=left_out, ends=self._work.ends())
        except Exception as exc:
            # One file must not end the run, whatever is in it.
            from asyncfix import own_rules

            said = f"cannot be analysed: this is a bug in {own_rules.raised_in(exc)}: {type(exc).__name__}: {exc}"
            return Outcome(found.path, Looked(errors=(FileTrouble(found.path, said),)), sure=False)
        return Outcome(found.path, _NOTHING, held, without=left_out)

    def _held(self, path: str, data: bytes) -> tuple[str, ...]:
        """The rules that want a word in the file or in its project, where the file has one."""
        held = tuple(name for name, words in self._work.gates.items() if any(word in data for word in words))
        for name in held:
            self._holders[name].append(path)
        return held

    def _inside(self, path: str, rules: Sequence[Rule]) -> Looked:
        from asyncfix import engine, suppress

        project = self._work.project
        module = project.at(path)
        findings = engine.detect(module, project, rules)
        if gc.get_count()[0] > MOST_OBJECTS:
            gc.collect(0)
        comments = suppress.ignores(module)
        kept = suppress.kept(findings, comments)
        selected = {rule.name for rule in self._sources.settings.rules(path)}
        unused = suppress.unused(findings, comments, selected) if self._work.unused_ignores else []
        return Looked(
            findings=tuple(map(engine.sealed, kept)),
            suppressed=len(findings) - len(kept),
            unused_ignores=tuple(
                UnusedIgnore(path, one.line, tuple(sorted(one.rules)), tuple(suppress.unknown(one))) for one in unused
            ),
        )


def _compiles(data: bytes, path: str) -> bool:
    """Whether the running Python can parse a file; what `ast.parse` does, without importing `ast`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, path, "exec", _ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False
    return True


def default_jobs() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
