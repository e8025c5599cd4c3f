"""The repair of what a look found: findings in groups that share files, each group planned in a process of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from asyncfix import engine, workers
from asyncfix.deep import with_deep_stack
from asyncfix.errors import FileTrouble
from asyncfix.rule import Finding, Key
from asyncfix.run import Looked, Progress, Sources
from asyncfix.writing import Change

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


def _planned(work: Sequence[Group], planner: _Planner, jobs: int) -> Iterator[tuple[Group, engine.Plan | workers.Lost]]:
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
        except Exception as exc:
            said = f"this is a bug in asyncfix: planning its repair failed with {type(exc).__name__}: {exc}"
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


def _lost(group: Group, lost: workers.Lost) -> engine.Plan:
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
                Change(path, sources.read(path), given[path]) for path in sorted(given.keys() - sources.given.keys())
            ]
            return replace(plan, fixed=tuple(fixed), changes=tuple(changes))
        if accept(plan):
            fixed += plan.fixed
            given.update({change.path: change.after for change in plan.changes})
        else:
            declined[plan.fixed[0].key] += 1
