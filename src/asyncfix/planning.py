"""The repair of what a look found: findings in groups that share files, each group planned in a process of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from asyncfix import engine, workers
from asyncfix.deep import with_deep_stack
from asyncfix.errors import ConfigError, FileTrouble
from asyncfix.rule import Finding, Identity, Key
from asyncfix.run import Looked, Progress, Sources
from asyncfix.writing import Change

_Made = TypeVar("_Made")

TIME_LIMIT = 60.0
"""Seconds for planning the repair of files that belong together; LibCST finds no end in a sum of 20,000 terms."""


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
    looked: Looked,
    sources: Sources,
    choice: Choice,
    *,
    jobs: int,
    progress: Progress | None = None,
    isolated: bool = True,
    passed_over: Counter[Key] | None = None,
) -> list[engine.Plan]:
    """The plans that repair what a look found, one for each set of files that belong together, by path.

    Findings that are `passed_over`, so many of each key, are in the files too; no plan has anything to do with them.
    Without `isolated` no process is started: a crash of LibCST is one of the caller's, and there is no time limit.
    """
    work = [group for group in groups(looked.findings) if any(map(choice, group.findings))]
    idle = [group for group in groups(looked.findings) if group not in work]
    made = [engine.Plan(kept=group.findings) for group in idle]
    planner = _Planner(sources, choice, passed_over or Counter())
    results = _planned(work, planner, jobs) if isolated else ((group, planner(group)) for group in work)
    for done, (group, result) in enumerate(results, start=1):
        plan = result if isinstance(result, engine.Plan) else _lost(group, result)
        made.append(_without(plan, passed_over) if passed_over else plan)
        if progress:
            progress(done, len(work))
    return sorted(made, key=lambda plan: plan.findings[0].path if plan.findings else "")


def _without(plan: engine.Plan, passed_over: Counter[Key]) -> engine.Plan:
    return replace(plan, kept=tuple(finding for finding in plan.kept if finding.key not in passed_over))


def in_groups(
    work: Sequence[Group], sources: Sources, choice: Choice, *, jobs: int
) -> Iterator[tuple[Group, engine.Plan | workers.Lost]]:
    """Each group with its plan, as they come in, or with what became of the process that was to make it."""
    return _planned(work, _Planner(sources, choice), jobs)


def each_alone(
    looked: Looked, sources: Sources, choice: Choice, *, jobs: int, progress: Progress | None = None
) -> dict[Identity, engine.Plan]:
    """For each finding that may be fixed, the plan that repairs it and nothing else in the files as they are now."""
    work = [group for group in groups(looked.findings) if any(map(choice, group.findings))]
    made: dict[Identity, engine.Plan] = {}
    for done, (group, result) in enumerate(_planned(work, _AlonePlanner(sources, choice), jobs), start=1):
        if isinstance(result, workers.Lost):
            lost = _lost(group, result)
            made |= {finding.identity: lost for finding in group.findings if choice(finding)}
        else:
            made |= result
        if progress:
            progress(done, len(work))
    return made


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


def _planned(
    work: Sequence[Group], planner: Callable[[Group], _Made], jobs: int
) -> Iterator[tuple[Group, _Made | workers.Lost]]:
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
        try:
            return self._plan(group)
        except ConfigError:
            raise
        except Exception as exc:
            from asyncfix import own_rules

            whose = own_rules.raised_in(exc)
            said = f"this is a bug in {whose}: planning its repair failed with {type(exc).__name__}: {exc}"
            kept = [finding.kept(said) if finding.fix else finding for finding in group.findings]
            return engine.Plan(kept=tuple(kept), errors=(FileTrouble(group.paths[0], said),))

    def _plan(self, group: Group) -> engine.Plan:
        return with_deep_stack(
            lambda: engine.plan(
                group.paths,
                self.sources.open_module,
                self.sources.settings.rules,
                allowed=self.choice,
                declined=self.declined,
                at_most=self.at_most,
                tree=self.sources.tree(),
            )
        )


@dataclass(frozen=True)
class _AlonePlanner:
    """Plans the repair of each finding of a group by itself."""

    sources: Sources
    choice: Choice

    def __call__(self, group: Group) -> dict[Identity, engine.Plan]:
        try:
            return with_deep_stack(
                lambda: engine.each_alone(
                    group.paths,
                    self.sources.open_module,
                    self.sources.settings.rules,
                    allowed=self.choice,
                    tree=self.sources.tree(),
                )
            )
        except Exception as exc:
            kept = _failed(group, exc)
            return {finding.identity: kept for finding in group.findings if self.choice(finding)}


def _failed(group: Group, exc: Exception) -> engine.Plan:
    from asyncfix import own_rules

    whose = own_rules.raised_in(exc)
    said = f"this is a bug in {whose}: planning its repair failed with {type(exc).__name__}: {exc}"
    kept = [finding.kept(said) if finding.fix else finding for finding in group.findings]
    return engine.Plan(kept=tuple(kept), errors=(FileTrouble(group.paths[0], said),))


def _lost(group: Group, lost: workers.Lost) -> engine.Plan:
    reason = f"the code around it is too much for the rewriting library: the process that rewrote it {lost.reason}"
    kept = [finding.kept(reason) if finding.fix else finding for finding in group.findings]
    return engine.Plan(kept=tuple(kept))


def step_by_step(
    group: Group,
    sources: Sources,
    choice: Choice,
    accept: Callable[[engine.Plan], bool],
    passed_over: Counter[Key] | None = None,
) -> engine.Plan:
    """The plan that is left of a group when each of its fixes, one after the other, is put before `accept`.

    What is `passed_over` is not, as with `plans`.
    """
    given = dict(sources.given)
    passed_over = passed_over or Counter()
    declined = Counter(passed_over)
    fixed: list[Finding] = []
    while True:
        now = Sources(sources.settings, given)
        ((_, plan),) = _planned([group], _Planner(now, choice, declined, at_most=1), jobs=1)
        if not isinstance(plan, engine.Plan):
            plan = _lost(group, plan)
        if not plan.fixed:
            changes = [
                Change(path, sources.read(path), given[path]) for path in sorted(given.keys() - sources.given.keys())
            ]
            return _without(replace(plan, fixed=tuple(fixed), changes=tuple(changes)), passed_over)
        if accept(plan):
            fixed += plan.fixed
            given.update({change.path: change.after for change in plan.changes})
        else:
            declined[plan.fixed[0].key] += 1
