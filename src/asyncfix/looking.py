"""What a process does with a chunk of files: ask the gates, parse what is left, detect. Nothing is printed.

Most runs end here, many over one clean file: what only a file with a finding needs is imported when there is one.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from asyncfix import files
from asyncfix.config import Settings
from asyncfix.errors import ConfigError, FileTrouble
from asyncfix.rule import Finding, Rule

if TYPE_CHECKING:
    from asyncfix.baseline import Compared
    from asyncfix.cache.watching import Ends, Record, Watch
    from asyncfix.project import DiskTree, Layout, Module, Project

MOST_BYTES = 5_000_000
"""Source that one project holds before files of the same process get another: a tree takes thirty times as much."""

MOST_OBJECTS = 3_000_000
"""New objects that are kept before the collector looks for cycles among them: those of some dozen trees."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_IGNORE_NEEDLE = b"asyncfix:"
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST


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


NOTHING = Looked()
"""What is found in a file that no rule looks at."""


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


class Item(NamedTuple):
    """A file to look at, and the rules that cannot find anything in its project.

    `without` is None at first. In what waits it holds the rules whose word the file does not have itself.
    """

    found: files.Found
    without: frozenset[str] | None = None


class Part(NamedTuple):
    """What came of some files: what was found in them, or that they wait until more is known of their project.

    `holders` are the files that hold a word of a rule's `project_needles`, by the rule's name.
    """

    looked: Looked = Looked()
    waiting: tuple[Item, ...] = ()
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


def together(parts: Iterable[Looked]) -> Looked:
    """What several looks found, by path and place."""
    parts = list(parts)
    return Looked(
        files=sum(part.files for part in parts),
        findings=tuple(sorted((f for part in parts for f in part.findings), key=lambda f: (f.path, f.span, f.rule))),
        errors=tuple(sorted((e for part in parts for e in part.errors), key=str)),
        suppressed=sum(part.suppressed for part in parts),
        unused_ignores=tuple(sorted((u for p in parts for u in p.unused_ignores), key=lambda u: (u.path, u.line))),
    )


@dataclass
class Work:
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
            if self._project is not None:
                self._project.forget()
                self._project = None
                # What rules keep of a project may hold other things in cycles, which only the collector breaks.
                gc.collect()
            watch = self.watch
            self._project = watch.project() if watch else Project(self.sources.open_module, self.layout)
        return self._project

    def ends(self) -> Ends:
        """What a result that was just found is made of, as far as the project has told of it."""
        # Not `self.project`, which may be the next one already.
        return self.watch.ends(self._project) if self.watch and self._project else ()

    def __call__(self, chunk: Sequence[Item]) -> Part:
        return Chunk(self).part(chunk)


class Chunk:
    """The look at one chunk."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._sources = work.sources
        self._waiting: list[Item] = []
        self._holders: dict[str, list[str]] = {name: [] for name in work.gates}

    def part(self, chunk: Sequence[Item]) -> Part:
        outcomes = [self._at(item) for item in chunk]
        looked = [outcome.looked for outcome in outcomes if outcome.looked]
        record = self._work.watch.told(outcomes) if self._work.watch else None
        return Part(together(looked)._replace(files=len(looked)), tuple(self._waiting), self._holders, record)

    def _at(self, item: Item) -> Outcome:
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
                    self._waiting.append(Item(found, unknown))
                    return Outcome(found.path, None, held, unknown)
            rules = [rule for rule in rules if rule.name not in left_out]
            if rules or (self._work.unused_ignores and _IGNORE_NEEDLE in data):
                looked = self._inside(found, data, rules)
                return Outcome(found.path, looked, held, without=left_out, ends=self._work.ends())
            if found.named and not _compiles(data, found.path):
                self._work.disk.open_module(found.path).check_syntax()
        except FileTrouble as trouble:
            return Outcome(found.path, Looked(errors=(trouble,)), held, without=left_out, ends=self._work.ends())
        except ConfigError:
            raise
        except Exception as exc:
            # One file must not end the run, whatever is in it.
            from asyncfix import own_rules

            said = f"cannot be analysed: this is a bug in {own_rules.raised_in(exc)}: {type(exc).__name__}: {exc}"
            return Outcome(found.path, Looked(errors=(FileTrouble(found.path, said),)), sure=False)
        return Outcome(found.path, NOTHING, held, without=left_out)

    def _held(self, path: str, data: bytes) -> tuple[str, ...]:
        """The rules that want a word in the file or in its project, where the file has one."""
        held = tuple(name for name, words in self._work.gates.items() if any(word in data for word in words))
        for name in held:
            self._holders[name].append(path)
        return held

    def _inside(self, found: files.Found, data: bytes, rules: Sequence[Rule]) -> Looked:
        from asyncfix import engine, suppress

        path, project = found.path, self._work.project
        module = project.at(path)
        findings = engine.detect(module, project, rules)
        if found.named and not module.is_parsed and not _compiles(data, path):
            # Who names a file wants to hear that it is no Python, although no rule had to parse it.
            module.check_syntax()
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
