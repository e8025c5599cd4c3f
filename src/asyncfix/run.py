"""One run over paths: find the files, look at them in several processes, plan their repair. Nothing is printed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from asyncfix import engine, files, suppress
from asyncfix.config import Settings
from asyncfix.deep import with_deep_stack
from asyncfix.errors import FileTrouble
from asyncfix.project import Module, Project
from asyncfix.rule import Finding, Key

if TYPE_CHECKING:
    from asyncfix.workers import Lost

CHUNK = 100
"""Files that a process looks at before it reports."""

TIME_LIMIT = 60.0
"""Seconds for planning the repair of files that belong together; LibCST finds no end in a sum of 20,000 terms."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class UnusedIgnore:
    """An ignore comment that covers nothing."""

    path: str
    line: int
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
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


@dataclass(frozen=True)
class Sources:
    """Where files come from: the disk, or `given` (standard input, or what an earlier step made of a file)."""

    settings: Settings
    given: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        return self.given[path] if path in self.given else files.read(path)

    def open_module(self, path: str) -> Module:
        """The module of a path. Raises `FileTrouble`."""
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
    look_at = _Look(sources, unused_ignores)
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
    look_at: _Look, chunks: Sequence[Sequence[files.Found]], jobs: int
) -> Iterator[tuple[Sequence[files.Found], Looked | Lost]]:
    if jobs == 1 or len(chunks) < 2:
        return ((chunk, look_at(chunk)) for chunk in chunks)
    from asyncfix import workers

    return workers.run(look_at, chunks, jobs)


def _one_by_one(look_at: _Look, chunk: Sequence[files.Found]) -> Iterator[Looked]:
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


@dataclass(frozen=True)
class _Look:
    """Looks at files; it is handed to child processes."""

    sources: Sources
    unused_ignores: bool

    def __call__(self, chunk: Sequence[files.Found]) -> Looked:
        return replace(_together(map(self._at, chunk)), files=len(chunk))

    def _at(self, found: files.Found) -> Looked:
        try:
            return self._inside(found)
        except FileTrouble as trouble:
            return Looked(errors=(trouble,))

    def _inside(self, found: files.Found) -> Looked:
        data = self.sources.read(found.path)
        rules = [rule for rule in self.sources.settings.rules(found.path) if rule.may_hold(data)]
        ignores_wanted = self.unused_ignores and suppress.NEEDLE in data
        if not rules and not ignores_wanted and not found.named:
            return Looked()
        project = Project(self.sources.open_module)
        module = project.at(found.path)
        if not rules and not ignores_wanted:
            # Who names a file wants to hear that it is no Python, even if no rule would have looked.
            module.check_syntax()
            return Looked()
        findings = engine.detect(module, project, rules)
        comments = suppress.ignores(module)
        kept = suppress.kept(findings, comments)
        unused = suppress.unused(findings, comments) if self.unused_ignores else []
        return Looked(
            findings=tuple(map(engine.sealed, kept)),
            suppressed=len(findings) - len(kept),
            unused_ignores=tuple(UnusedIgnore(found.path, one.line, tuple(sorted(one.rules))) for one in unused),
        )


@dataclass(frozen=True)
class Choice:
    """Which fixes may be made. `only` are the files that may change, None for any."""

    unsafe: bool = False
    only: frozenset[str] | None = None

    def __call__(self, finding: Finding) -> bool:
        if finding.fix is None or (finding.fix.safety == "unsafe" and not self.unsafe):
            return False
        return self.only is None or finding.fix.touches <= self.only


def plans(
    looked: Looked, sources: Sources, choice: Choice, *, jobs: int, progress: Progress | None = None
) -> list[engine.Plan]:
    """The plans that repair what a look found, one for each set of files that belong together, by path."""
    work = [group for group in groups(looked.findings) if any(map(choice, group.findings))]
    idle = [group for group in groups(looked.findings) if group not in work]
    made = [engine.Plan(kept=group.findings) for group in idle]
    for done, (group, result) in enumerate(_planned(work, _Planner(sources, choice), jobs), start=1):
        made.append(result if isinstance(result, engine.Plan) else _lost(group, result))
        if progress:
            progress(done, len(work))
    return sorted(made, key=lambda plan: plan.findings[0].path if plan.findings else "")


@dataclass(frozen=True)
class Group:
    """Files that fixes tie together, and the findings in them."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]


def groups(findings: Sequence[Finding]) -> list[Group]:
    """The findings in sets that share no file, neither their own nor one that a fix changes."""
    group_of: dict[str, list[Finding]] = {}
    for finding in findings:
        paths = {finding.path, *(finding.fix.touches if finding.fix else ())}
        joined: list[Finding] = []
        for held in {id(held): held for path in paths if (held := group_of.get(path)) is not None}.values():
            joined += held
        joined.append(finding)
        for one in joined:
            for path in {one.path, *(one.fix.touches if one.fix else ())}:
                group_of[path] = joined
    return [
        Group(tuple(sorted(path for path, held in group_of.items() if held is members)), tuple(members))
        for members in {id(members): members for members in group_of.values()}.values()
    ]


def _planned(work: Sequence[Group], planner: _Planner, jobs: int) -> Iterator[tuple[Group, engine.Plan | Lost]]:
    from asyncfix import workers

    if work:
        # Imported once, before the processes fork. Rewriting itself is left to them: it may crash.
        from asyncfix import spans  # noqa: F401
    return workers.run(planner, work, jobs, TIME_LIMIT)


@dataclass(frozen=True)
class _Planner:
    """Plans one group; it is handed to child processes, since LibCST may crash on what it is given."""

    sources: Sources
    choice: Choice
    declined: Counter[Key] = field(default_factory=Counter)
    at_most: int | None = None

    def __call__(self, group: Group) -> engine.Plan:
        return with_deep_stack(
            lambda: engine.plan(
                group.paths,
                self.sources.open_module,
                self.sources.settings.rules,
                allowed=self.choice,
                declined=self.declined,
                at_most=self.at_most,
            )
        )


def _lost(group: Group, lost: Lost) -> engine.Plan:
    reason = f"the code around it is too much for the rewriting library: the process that rewrote it {lost.reason}"
    kept = [finding.kept(reason) if finding.fix else finding for finding in group.findings]
    return engine.Plan(kept=tuple(kept))


def step_by_step(group: Group, sources: Sources, choice: Choice, accept: Callable[[engine.Plan], bool]) -> engine.Plan:
    """The plan that is left of a group when each of its fixes, one after the other, is put before `accept`."""
    given = dict(sources.given)
    declined: Counter[Key] = Counter()
    fixed: list[Finding] = []
    while True:
        now = Sources(sources.settings, given)
        ((_, plan),) = _planned([group], _Planner(now, choice, declined, at_most=1), jobs=1)
        if not isinstance(plan, engine.Plan):
            plan = _lost(group, plan)
        if not plan.fixed:
            changes = [
                files.Change(path, sources.read(path), given[path])
                for path in sorted(given.keys() - sources.given.keys())
            ]
            return replace(plan, fixed=tuple(fixed), changes=tuple(changes))
        if accept(plan):
            fixed += plan.fixed
            given.update({change.path: change.after for change in plan.changes})
        else:
            declined[plan.fixed[0].key] += 1


def default_jobs() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
