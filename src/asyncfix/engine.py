"""Findings and their repair, in memory: paths and a way to open them in, a `Plan` out. No disk, no printing.

A pass makes the fixes that do not overlap, proves the result (see `proofs`) and looks again, until nothing is left to
do. LibCST is imported when the first edit is made.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix import suppress
from asyncfix.deep import with_deep_stack
from asyncfix.errors import FileTrouble
from asyncfix.project import Module, Project
from asyncfix.rule import Edit, Finding, Fix, Key, Rule, Span
from asyncfix.writing import Change

if TYPE_CHECKING:
    from asyncfix.spans import Splice

RulesOf = Callable[[str], Sequence[Rule]]


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
        return [finding for rule in rules for finding in rule.detect(module, project)]

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
) -> Plan:
    """Work out the repair of files that belong together.

    `open_module` makes the module of any path and may raise `FileTrouble`; `rules_of` gives the rules for a path.
    `allowed` says which fixes may be made; of the findings with a `declined` key the first so many are passed over.
    `at_most` ends the work after so many fixes. Fixes that overlap are made one after the other, each on the result
    of those before it, the inner one first.
    """
    state = first = _look(paths, {}, open_module, rules_of)
    outcomes = _Outcomes(first.findings)
    passed_over = Counter(declined or {})
    wary = False
    while at_most is None or outcomes.fixed_so_far < at_most:
        batch = _disjoint(_todo(state.findings, allowed, passed_over))
        batch = batch[: 1 if wary else None if at_most is None else at_most - outcomes.fixed_so_far]
        if not batch:
            break
        step = _step(state, batch, lambda contents: _look(paths, contents, open_module, rules_of))
        if step.unproven and len(step.done) > 1:
            wary = True
            continue
        for finding, reason in step.refused:
            outcomes.keep(finding, reason)
            passed_over[finding.key] += 1
        if step.unproven:
            (finding,) = step.done
            outcomes.drop(finding, step.unproven)
            passed_over[finding.key] += 1
        else:
            for finding in step.done:
                outcomes.fix(finding)
            state = step.state
    return outcomes.plan(first, state)


@dataclass(frozen=True)
class _State:
    """The files at one moment: their modules, what was found in them, and what could not be read."""

    project: Project
    contents: Mapping[str, bytes]
    findings: Sequence[Finding]
    errors: Sequence[FileTrouble]
    suppressed: int


def _look(
    paths: Iterable[str], contents: Mapping[str, bytes], open_module: Callable[[str], Module], rules_of: RulesOf
) -> _State:
    def open_now(path: str) -> Module:
        module = open_module(path)
        if path in contents:
            return Module(path, contents[path], target_version=module.target_version)
        return module

    project = Project(open_now)
    findings: list[Finding] = []
    errors: list[FileTrouble] = []
    suppressed = 0
    for path in dict.fromkeys((*paths, *contents)):
        try:
            found = detect(project.at(path), project, rules_of(path))
            left = suppress.kept(found, suppress.ignores(project.at(path))) if found else []
        except FileTrouble as trouble:
            errors.append(trouble)
        else:
            findings.extend(left)
            suppressed += len(found) - len(left)
    return _State(project, contents, findings, errors, suppressed)


class _Outcomes:
    """What became of each finding of the first look, in the words of that look."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._open = list(findings)
        self._fixed: list[Finding] = []
        self._kept: list[Finding] = []
        self._errors: list[FileTrouble] = []

    @property
    def fixed_so_far(self) -> int:
        return len(self._fixed)

    def _first_known(self, finding: Finding) -> Finding:
        same = [one for one in self._open if one is finding] or [one for one in self._open if one.key == finding.key]
        if not same:
            return finding
        self._open.remove(same[0])
        return same[0]

    def fix(self, finding: Finding) -> None:
        self._fixed.append(self._first_known(finding))

    def keep(self, finding: Finding, reason: str) -> None:
        self._kept.append(self._first_known(finding).kept(reason))

    def drop(self, finding: Finding, reason: str) -> None:
        """Keep a finding whose rewrite failed a proof: our bug, so an error too."""
        self.keep(finding, f"asyncfix's own rewrite failed its proof: {reason}")
        line = finding.span.line
        message = (
            f"line {line}: this is a bug in asyncfix: the rewrite for {finding.rule} {reason}; nothing was changed"
        )
        self._errors.append(FileTrouble(finding.path, message))

    def plan(self, first: _State, last: _State) -> Plan:
        changes = [
            Change(path, first.project.at(path).data, after)
            for path, after in last.contents.items()
            if first.project.at(path).data != after
        ]
        return Plan(
            fixed=tuple(map(sealed, self._fixed)),
            kept=tuple(map(sealed, [*self._kept, *self._open])),
            changes=tuple(sorted(changes, key=lambda change: change.path)),
            errors=(*first.errors, *self._errors),
            suppressed=first.suppressed,
        )


def _todo(
    findings: Iterable[Finding], allowed: Callable[[Finding], bool], passed_over: Mapping[Key, int]
) -> list[Finding]:
    left = Counter(passed_over)
    todo = []
    for finding in findings:
        if left[finding.key] > 0:
            left[finding.key] -= 1
        elif finding.fix is not None and finding.fix.edits and allowed(finding):
            todo.append(finding)
    return todo


def _disjoint(findings: Sequence[Finding]) -> list[Finding]:
    """The findings whose fixes do not get in each other's way, the smaller of two that overlap."""
    chosen: list[Finding] = []
    for finding in sorted(findings, key=_extent):
        if not any(_overlap(finding.fix, other.fix) for other in chosen if finding.fix and other.fix):
            chosen.append(finding)
    return sorted(chosen, key=lambda finding: (finding.path, finding.span))


def _extent(finding: Finding) -> tuple[int, str, Span]:
    assert finding.fix is not None
    return sum(span.end_line - span.line for span in _spans(finding.fix).values()), finding.path, finding.span


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


def _step(state: _State, batch: Sequence[Finding], look: Callable[[Mapping[str, bytes]], _State]) -> _Step:
    """Make the fixes of one batch that do not refuse, and prove the result."""
    from asyncfix import proofs
    from asyncfix.spans import RefusedEdit

    refused: list[tuple[Finding, str]] = []
    left = list(batch)
    contents: Mapping[str, bytes] = {}
    while left:
        try:
            contents = {**state.contents, **_edited(state.project, left)}
            break
        except RefusedEdit as exc:
            hit = [finding for finding in left if exc.concerns(finding)]
            refused.extend((finding, exc.reason) for finding in hit)
            left = [finding for finding in left if finding not in hit]
    if not left:
        return _Step([], refused, state)
    after = look(contents)
    return _Step(left, refused, after, proofs.failure(state, after, left))


def _edited(project: Project, findings: Sequence[Finding]) -> dict[str, bytes]:
    """The bytes of the files that these fixes change. Raises `RefusedEdit`."""
    by_path: dict[str, list[Edit]] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            by_path.setdefault(edit.path, []).append(edit)
    return {path: _edited_file(project.at(path), edits, findings) for path, edits in by_path.items()}


def _edited_file(module: Module, edits: Sequence[Edit], findings: Sequence[Finding]) -> bytes:
    from asyncfix import spans

    blocks = spans.merged(module, edits)
    rewritten = [spans.rewrite(module, block, inside) for block, inside in blocks]
    dropped = Counter(comment for finding in findings if finding.fix for comment in finding.fix.drops_comments)
    for (_, inside), block in zip(blocks, rewritten, strict=True):
        lost = Counter(block.comments_before) - Counter(block.comments_after) - dropped
        if lost:
            raise spans.RefusedEdit(inside, f"the rewrite would lose the comment {next(iter(lost))!r}")
    data = spliced(module, [block.splice for block in rewritten])
    fixes = [finding.fix for finding in findings if finding.fix]
    wanted = [wanted for fix in fixes for path, wanted in fix.wanted if path == module.path]
    unneeded = [name for fix in fixes for path, name in fix.unneeded if path == module.path]
    if not wanted and not unneeded:
        return data
    from asyncfix import imports

    result = Module(module.path, data, target_version=module.target_version)
    return spliced(result, imports.settle(result, wanted, unneeded))


def spliced(module: Module, splices: Sequence[Splice]) -> bytes:
    """A module's bytes with these splices, ascending and apart, put in; all other bytes are the file's own."""
    pieces, position = [], 0
    for splice in splices:
        pieces += [module.text[position : splice.start], splice.text]
        position = splice.end
    pieces.append(module.text[position:])
    return module.bom + "".join(pieces).encode(module.encoding)
