"""A look at paths: find the files, ask the gates, and detect in several processes. Nothing is printed.

Most runs end here, many over one clean file: what only a file with a finding needs is imported when there is one.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from asyncfix import files
from asyncfix.config import Settings
from asyncfix.errors import FileTrouble
from asyncfix.rule import Finding, Rule

if TYPE_CHECKING:
    from asyncfix.project import Module
    from asyncfix.workers import Lost

CHUNK = 100
"""Files that a process looks at before it reports."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
IGNORE_NEEDLE = b"asyncfix:"
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST

Progress = Callable[[int, int], None]
_LookAt = Callable[[Sequence[files.Found]], "Looked"]


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

    @property
    def exit_code(self) -> int:
        """0 nothing found, 1 findings, 2 a file that could not be read or parsed."""
        return 2 if self.errors else 1 if self.findings or self.unused_ignores else 0


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


def found_files(paths: Sequence[str], settings: Settings) -> tuple[list[files.Found], list[FileTrouble]]:
    """The files that these paths mean, and the paths that lead nowhere."""
    named = [path for path in paths if not settings.excluded_by_name(path)]
    return files.find(named, excluded=settings.excluded)


def look(
    found: Sequence[files.Found],
    sources: Sources,
    *,
    jobs: int,
    unused_ignores: bool = False,
    progress: Progress | None = None,
) -> Looked:
    """What the rules find in these files, by path and place."""
    look_at = partial(_look_at, sources=sources, unused_ignores=unused_ignores)
    chunks = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]
    parts: list[Looked] = []
    done = 0
    for chunk, part in _in_processes(look_at, chunks, jobs):
        parts += [part] if isinstance(part, Looked) else _one_by_one(look_at, chunk)
        done += len(chunk)
        if progress:
            progress(done, len(found))
    return _together(parts)


def _in_processes(
    look_at: _LookAt, chunks: Sequence[Sequence[files.Found]], jobs: int
) -> Iterator[tuple[Sequence[files.Found], Looked | Lost]]:
    if jobs == 1 or len(chunks) < 2:
        return ((chunk, look_at(chunk)) for chunk in chunks)
    from asyncfix import workers

    return workers.run(look_at, chunks, jobs)


def _one_by_one(look_at: _LookAt, chunk: Sequence[files.Found]) -> Iterator[Looked]:
    """A chunk whose process died, file by file: the culprit alone is lost."""
    from asyncfix import workers

    for (one,), part in workers.run(look_at, [[one] for one in chunk], jobs=1):
        if isinstance(part, Looked):
            yield part
        else:
            trouble = FileTrouble(one.path, f"cannot be analysed: the process that looked at it {part.reason}")
            yield Looked(files=1, errors=(trouble,))


def _together(parts: Iterable[Looked]) -> Looked:
    parts = list(parts)
    return Looked(
        files=sum(part.files for part in parts),
        findings=tuple(sorted((f for part in parts for f in part.findings), key=lambda f: (f.path, f.span, f.rule))),
        errors=tuple(sorted((e for part in parts for e in part.errors), key=str)),
        suppressed=sum(part.suppressed for part in parts),
        unused_ignores=tuple(sorted((u for p in parts for u in p.unused_ignores), key=lambda u: (u.path, u.line))),
    )


def _look_at(chunk: Sequence[files.Found], sources: Sources, unused_ignores: bool) -> Looked:
    # Trees are many small objects without cycles: the collector would only walk them, again and again.
    gc.disable()
    try:
        return _together([_at(found, sources, unused_ignores) for found in chunk])._replace(files=len(chunk))
    finally:
        gc.enable()


def _at(found: files.Found, sources: Sources, unused_ignores: bool) -> Looked:
    try:
        data = sources.read(found.path)
        if data.startswith(_UTF_16):
            raise FileTrouble(found.path, "cannot be decoded: it is UTF-16 or UTF-32, and Python source is neither")
        rules = [rule for rule in sources.settings.rules(found.path) if rule.may_hold(data)]
        if rules or (unused_ignores and IGNORE_NEEDLE in data):
            return _inside(sources, found.path, rules, unused_ignores)
        if found.named and not _compiles(data, found.path):
            # Who names a file wants to hear that it is no Python, even if no rule would have looked.
            sources.open_module(found.path).check_syntax()
    except FileTrouble as trouble:
        return Looked(errors=(trouble,))
    except Exception as exc:
        # One file must not end the run, whatever is in it.
        said = f"cannot be analysed: this is a bug in asyncfix: {type(exc).__name__}: {exc}"
        return Looked(errors=(FileTrouble(found.path, said),))
    return Looked()


def _inside(sources: Sources, path: str, rules: Sequence[Rule], unused_ignores: bool) -> Looked:
    from asyncfix import engine, suppress
    from asyncfix.project import Project

    project = Project(sources.open_module)
    module = project.at(path)
    findings = engine.detect(module, project, rules)
    comments = suppress.ignores(module)
    kept = suppress.kept(findings, comments)
    selected = {rule.name for rule in sources.settings.rules(path)}
    unused = suppress.unused(findings, comments, selected) if unused_ignores else []
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
