"""Findings and their repair, in memory: paths and a way to open them in, a `Plan` out. No disk, no printing.

A pass makes the fixes that do not overlap, proves the result (see `proofs`) and looks again, until nothing is left to
do. LibCST is imported when the first edit is made.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from asyncfix import own_rules, suppress
from asyncfix.deep import with_deep_stack
from asyncfix.errors import FileTrouble
from asyncfix.project import DiskTree, Layout, Module, Project, Tree
from asyncfix.rule import Finding, Fix, Identity, Key, Rule, Span
from asyncfix.writing import Change

RulesOf = Callable[[str], Sequence[Rule]]
Look = Callable[[Mapping[str, bytes]], "_State"]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known about a set of files that belong together.

    `fixed` are the findings that `changes` repair, `kept` the others, with the reason. The findings carry no edits,
    so that a plan can be handed from process to process. Line numbers are those of the files as they are now.
    """

    fixed: tuple[Finding, ...] = ()
    kept: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    errors: tuple[FileTrouble, ...] = ()
    suppressed: int = 0

    @property
    def findings(self) -> list[Finding]:
        """All findings, by path and place."""
        return sorted((*self.fixed, *self.kept), key=lambda finding: (finding.path, finding.span, finding.rule))


def detect(module: Module, project: Project, rules: Sequence[Rule]) -> list[Finding]:
    """What these rules find in one module, ignore comments not yet looked at, in source order.

    Raises `FileTrouble` when the module cannot be decoded or parsed.
    """

    def all_of_it() -> list[Finding]:
        return [finding for rule in rules for finding in own_rules.found(rule, module, project)]

    try:
        found = all_of_it()
    except RecursionError:
        found = with_deep_stack(all_of_it)
    return sorted(found, key=lambda finding: (finding.span, finding.rule))


def sealed(finding: Finding) -> Finding:
    """A finding without its edits, which hold functions: it can be pickled."""
    if finding.fix is None:
        return finding
    return dataclasses.replace(finding, fix=finding.fix.sealed())


def is_safe(finding: Finding) -> bool:
    """Whether a finding has a fix that is applied by default."""
    return finding.fix is not None and finding.fix.safety == "safe"


def plan(
    paths: Sequence[str],
    open_module: Callable[[str], Module],
    rules_of: RulesOf,
    *,
    allowed: Callable[[Finding], bool] = is_safe,
    declined: Counter[Key] | None = None,
    at_most: int | None = None,
    tree: Tree | None = None,
) -> Plan:
    """Work out the repair of files that belong together.

    `open_module` makes the module of any path and may raise `FileTrouble`; `rules_of` gives the rules for a path.
    `allowed` says which fixes may be made; of the findings with a `declined` key the first so many are passed over.
    `at_most` ends the work after so many fixes. `tree` says which other files the project has, by default those on the
    disk; what they hold is asked of `open_module`. Fixes that overlap are made one after the other, each on the result
    of those before it, the inner one first.
    """
    state, look = _first_look(paths, open_module, rules_of, tree)
    first = state
    known = _Known(first.findings, declined or Counter())
    wary = False
    while at_most is None or known.fixed_so_far < at_most:
        batch = _disjoint([finding for finding in known.todo() if finding.fix and allowed(finding)])
        batch = batch[: 1 if wary else None if at_most is None else at_most - known.fixed_so_far]
        if not batch:
            break
        step = _step(state, batch, look)
        if step.unproven and len(step.done) > 1:
            wary = True
            continue
        for finding, reason in step.refused:
            known.keep(finding, reason)
        if step.unproven:
            known.drop(step.done[0], step.unproven)
        elif step.done:
            known.fix(step.done, step.state.findings)
            state = step.state
    return known.plan(first, state)


def each_alone(
    paths: Sequence[str],
    open_module: Callable[[str], Module],
    rules_of: RulesOf,
    *,
    allowed: Callable[[Finding], bool] = is_safe,
    tree: Tree | None = None,
) -> dict[Identity, Plan]:
    """For each finding whose fix may be made, what repairs it and nothing else in the files as they are.

    Takes what `plan` takes. Fixes that do not overlap are proved together; of each alone it is proved that its result
    compiles. A fix that is refused, or fails a proof, is a plan that keeps its finding.
    """
    state, look = _first_look(paths, open_module, rules_of, tree)
    made: dict[Identity, Plan] = {}
    waiting = [finding for finding in state.findings if finding.fix and allowed(finding)]
    wary = False
    while batch := _disjoint(waiting)[: 1 if wary else None]:
        step = _step(state, batch, look)
        if step.unproven and len(batch) > 1:
            wary = True
            continue
        for finding in batch:
            made[finding.identity] = _kept(step, finding) or _alone(state, finding, open_module)
        waiting = [finding for finding in waiting if finding.identity not in made]
    return made


def _alone(state: _State, finding: Finding, open_module: Callable[[str], Module]) -> Plan:
    def compiled_only(contents: Mapping[str, bytes]) -> _State:
        return _State(_project(contents, open_module), contents, (), (), 0)

    step = _step(state, [finding], compiled_only)
    return _kept(step, finding) or Plan(fixed=(sealed(finding),), changes=_changes(state, step.state))


def _kept(step: _Step, finding: Finding) -> Plan | None:
    """The plan of a finding whose fix a step has not made, and why; None if it has."""
    refused = next((reason for one, reason in step.refused if one is finding), None)
    if refused is None and step.unproven is None:
        return None
    return Plan(kept=(finding.kept(refused or _failed_proof(step.unproven or "")),))


def _failed_proof(reason: str) -> str:
    return f"the rewrite failed its proof: {reason}"


def _first_look(
    paths: Sequence[str], open_module: Callable[[str], Module], rules_of: RulesOf, tree: Tree | None
) -> tuple[_State, Look]:
    """What is found in these files and those that the fixes change, and a way to look at them with new contents."""
    layout = Layout(DiskTree() if tree is None else tree)

    def look(contents: Mapping[str, bytes]) -> _State:
        return _look(paths, contents, open_module, rules_of, layout)

    # What a fix finds in a file that it changes is not to be taken for something that it made.
    while not (touched := _touched(paths, state := look({}))) <= set(paths):
        paths = [*paths, *sorted(touched - set(paths))]
    return state, look


@dataclass(frozen=True)
class _State:
    """The files at one moment: their modules, what was found in them, and what could not be read."""

    project: Project
    contents: Mapping[str, bytes]
    findings: Sequence[Finding]
    errors: Sequence[FileTrouble]
    suppressed: int


def _look(
    paths: Iterable[str],
    contents: Mapping[str, bytes],
    open_module: Callable[[str], Module],
    rules_of: RulesOf,
    layout: Layout,
) -> _State:
    project = _project(contents, open_module, layout)
    findings: list[Finding] = []
    errors: list[FileTrouble] = []
    suppressed = 0
    for path in dict.fromkeys((*paths, *contents)):
        try:
            module = project.at(path)
            found = detect(module, project, [rule for rule in rules_of(path) if rule.may_hold(module.data)])
            left = suppress.kept(found, suppress.ignores(module)) if found else []
        except FileTrouble as trouble:
            errors.append(trouble)
        else:
            findings.extend(left)
            suppressed += len(found) - len(left)
    return _State(project, contents, findings, errors, suppressed)


def _project(
    contents: Mapping[str, bytes], open_module: Callable[[str], Module], layout: Layout | None = None
) -> Project:
    """The project with new contents laid over it."""

    def open_now(path: str) -> Module:
        module = open_module(path)
        if path in contents:
            return Module(path, contents[path], target_version=module.target_version)
        return module

    return Project(open_now, layout)


def _touched(paths: Iterable[str], state: _State) -> set[str]:
    """The paths with all those that the fixes of their findings change."""
    return set(paths).union(*(finding.fix.touches for finding in state.findings if finding.fix))


class _Known:
    """What is known of each finding of the first look: how it stands now, and what became of it.

    Fixes move lines, so a finding is followed through the passes: of those with one key the order stays.
    """

    def __init__(self, findings: Sequence[Finding], declined: Counter[Key]) -> None:
        self._now = [(finding, finding) for finding in findings]
        self._fixed: list[Finding] = []
        self._kept: list[Finding] = []
        self._errors: list[FileTrouble] = []
        left = Counter(declined)
        # Not asked about again: declined, refused or dropped. By identity: equal findings are not the same one.
        self._settled: set[int] = set()
        for finding in findings:
            if left[finding.key] > 0:
                left[finding.key] -= 1
                self._settled.add(id(finding))

    @property
    def fixed_so_far(self) -> int:
        return len(self._fixed)

    def todo(self) -> list[Finding]:
        """The findings as they stand now that nothing has been decided about."""
        return [now for now, first in self._now if id(first) not in self._settled]

    def _take(self, finding: Finding) -> Finding:
        """The first look's words for a finding, which is settled from now on."""
        first = next(first for now, first in self._now if now is finding)
        self._settled.add(id(first))
        return first

    def keep(self, finding: Finding, reason: str) -> None:
        self._kept.append(self._take(finding).kept(reason))

    def drop(self, finding: Finding, reason: str) -> None:
        """Keep a finding whose rewrite failed a proof: a bug, so an error too."""
        from asyncfix import own_rules

        first = self._take(finding)
        self._kept.append(first.kept(_failed_proof(reason)))
        line, whose = first.span.line, own_rules.bug_in(first.rule)
        said = f"line {line}: this is a bug in {whose}: the rewrite for {first.rule} {reason}; nothing was changed"
        self._errors.append(FileTrouble(first.path, said))

    def fix(self, done: Sequence[Finding], found: Sequence[Finding]) -> None:
        """These are fixed, and what is left stands now as it was found after that."""
        self._fixed += [self._take(finding) for finding in done]
        waiting: dict[Key, list[Finding]] = {}
        for now, first in self._now:
            if not any(now is one for one in done):
                waiting.setdefault(now.key, []).append(first)
        left = []
        for now in found:
            same = waiting.get(now.key)
            left.append((now, same.pop(0) if same else now))
        # What one fix cured along with its own finding is fixed too, unless it had been settled otherwise.
        cured = (first for firsts in waiting.values() for first in firsts if id(first) not in self._settled)
        self._fixed += cured
        self._now = left

    def plan(self, first: _State, last: _State) -> Plan:
        decided = {one.identity for one in self._kept}
        left = [
            told if now.fix or told.kept_because else told.kept(now.kept_because or "another fix came in between")
            for now, told in self._now
            if told.identity not in decided
        ]
        return Plan(
            fixed=tuple(map(sealed, self._fixed)),
            kept=tuple(map(sealed, [*self._kept, *left])),
            changes=_changes(first, last),
            errors=(*first.errors, *self._errors),
            suppressed=first.suppressed,
        )


def _changes(first: _State, last: _State) -> tuple[Change, ...]:
    """What became of the files between two moments, by path."""
    before = {path: first.project.at(path).data for path in last.contents}
    changes = (Change(path, before[path], after) for path, after in last.contents.items() if before[path] != after)
    return tuple(sorted(changes, key=lambda change: change.path))


def _disjoint(findings: Sequence[Finding]) -> list[Finding]:
    """The findings whose fixes do not get in each other's way, the smaller of two that overlap."""
    chosen: list[Finding] = []
    for finding in sorted(findings, key=_extent):
        if not any(_overlap(finding.fix, other.fix) for other in chosen if finding.fix and other.fix):
            chosen.append(finding)
    return sorted(chosen, key=lambda finding: (finding.path, finding.span))


def _extent(finding: Finding) -> tuple[int, int, str, Span]:
    assert finding.fix is not None
    spans = _spans(finding.fix).values()
    lines = sum(span.end_line - span.line for span in spans)
    columns = sum(span.end_column - span.column for span in spans)
    return lines, columns, finding.path, finding.span


def _spans(fix: Fix) -> dict[str, Span]:
    """Per path, from the start of the first edit to the end of the last."""
    found: dict[str, Span] = {}
    for edit in fix.edits:
        span = edit.anchor.span
        known = found.get(edit.path, span)
        found[edit.path] = Span(*min(known[:2], span[:2]), *max(known[2:], span[2:]))
    return found


def _overlap(one: Fix, other: Fix) -> bool:
    ours, theirs = _spans(one), _spans(other)
    shared = ours.keys() & theirs.keys()
    return any(ours[path].meets(theirs[path]) for path in shared) or bool(shared and one.introduces & other.introduces)


@dataclass(frozen=True)
class _Step:
    """What one pass came to; `unproven` is the reason when its result failed a proof."""

    done: Sequence[Finding]
    refused: Sequence[tuple[Finding, str]]
    state: _State
    unproven: str | None = None


def _step(state: _State, batch: Sequence[Finding], look: Look) -> _Step:
    """Make the fixes of one batch that do not refuse, and prove the result."""
    from asyncfix import proofs
    from asyncfix.editing import edited
    from asyncfix.spans import RefusedEdit

    refused: list[tuple[Finding, str]] = []
    left = list(batch)
    contents: Mapping[str, bytes] = {}
    while left:
        try:
            contents = {**state.contents, **edited(state.project, left)}
            break
        except RefusedEdit as exc:
            hit = [finding for finding in left if exc.concerns(finding)]
            if exc.is_bug:
                return _Step(hit, refused, state, exc.reason)
            refused.extend((finding, exc.reason) for finding in hit)
            left = [finding for finding in left if finding not in hit]
    if not left:
        return _Step([], refused, state)
    after = look(contents)
    return _Step(left, refused, after, proofs.failure(state, after, left))
