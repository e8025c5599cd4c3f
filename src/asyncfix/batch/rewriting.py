"""The new bytes of a shard's files, worked out in memory; nothing is touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from asyncfix import engine, git, planning, run, workers
from asyncfix import files as disk
from asyncfix.batch.plan import finding_row
from asyncfix.batch.summary import FileStatus, FindingRow
from asyncfix.errors import FileTrouble
from asyncfix.ledger.results import FileState, Outcome
from asyncfix.rule import Finding, Fix, Span
from asyncfix.writing import Change

ATTEMPTS = 2
"""Processes that may die over the same files before these are given up."""


def outcomes(
    files: Sequence[FileState],
    findings: Mapping[int, Sequence[FindingRow]],
    sources: run.Sources,
    choice: planning.Choice,
    *,
    allow_dirty: bool,
) -> list[Outcome]:
    """What is to become of each of these files, which wait for their turn.

    A file that somebody is editing is a conflict, and with it its unit, unless `allow_dirty`. Files are analysed as
    they are now, whatever they were when they were planned.
    """
    ready, made = _ready(files, allow_dirty)
    by_group = {planning.Group(tuple(f.path for f in unit), _findings(unit, findings)): unit for unit in ready}
    for group, result in _plans(list(by_group), sources, choice):
        unit = by_group[group]
        made += list(_outcomes(unit, result)) if isinstance(result, engine.Plan) else _crashed(unit, findings, result)
    return sorted(made, key=lambda outcome: outcome.file)


def units(files: Sequence[FileState]) -> list[list[FileState]]:
    """The files in those sets that are written together."""
    found: defaultdict[int, list[FileState]] = defaultdict(list)
    for file in files:
        found[file.unit].append(file)
    return list(found.values())


def _ready(files: Sequence[FileState], allow_dirty: bool) -> tuple[list[list[FileState]], list[Outcome]]:
    """The units that can be planned, and what is to be said about the files of the others."""
    moved, made = set(), []
    for file in files:
        try:
            if sha256(disk.read(file.path)).hexdigest() != file.before:
                moved.add(file.path)
        except FileTrouble as trouble:
            made.append(Outcome(file.id, "conflict", error=f"cannot be read any longer: {trouble.message}"))
    edited = set() if allow_dirty else set(git.uncommitted(sorted(moved)))
    made += [Outcome(f.id, "conflict", error="was edited since the plan was made") for f in files if f.path in edited]
    stopped = {outcome.file for outcome in made}
    ready = []
    for unit in units(files):
        if stopped.isdisjoint(file.id for file in unit):
            ready.append(unit)
        else:
            said = "is changed together with a file that was edited since the plan was made"
            made += [Outcome(file.id, "conflict", error=said) for file in unit if file.id not in stopped]
    return ready, made


def _findings(unit: Sequence[FileState], findings: Mapping[int, Sequence[FindingRow]]) -> tuple[Finding, ...]:
    """The findings of the plan, as far as planning a group again needs them."""
    touched = frozenset(file.path for file in unit)
    return tuple(
        Finding(
            rule=row.rule,
            path=file.path,
            span=Span(row.line, row.column, row.end_line, row.end_column),
            message=row.message,
            severity="error",
            symbol=row.symbol,
            fix=Fix(row.safety, (), touches=touched) if row.safety else None,
            kept_because=row.kept_because,
            notes=row.notes,
        )
        for file in unit
        for row in findings.get(file.id, ())
    )


def _plans(
    groups: Sequence[planning.Group], sources: run.Sources, choice: planning.Choice
) -> Iterator[tuple[planning.Group, engine.Plan | workers.Lost]]:
    waiting = list(groups)
    for attempt in range(ATTEMPTS):
        again = []
        for group, result in planning.in_groups(waiting, sources, choice, jobs=1):
            if isinstance(result, workers.Lost) and attempt + 1 < ATTEMPTS:
                again.append(group)
            else:
                yield group, result
        waiting = again


def _outcomes(unit: Sequence[FileState], plan: engine.Plan) -> Iterator[Outcome]:
    known = {file.path for file in unit}
    strange = sorted({change.path for change in plan.changes} - known)
    if strange:
        plan = _unchanged(plan, strange[0])
    changes = {change.path: change for change in plan.changes}
    errors = {trouble.path: trouble.message for trouble in plan.errors}
    for file in unit:
        rows = tuple(_rows(plan, file.path))
        change, error = changes.get(file.path), errors.get(file.path)
        if change is None:
            yield Outcome(file.id, "error" if error else "unchanged", rows, error=error)
        else:
            yield Outcome(file.id, "intent", rows, change.before, change.after, error)


def _unchanged(plan: engine.Plan, strange: str) -> engine.Plan:
    """A plan without its changes: they reach into a file that may be in another shard."""
    reason = f"its fix now changes {strange} too, which was not planned; run `asyncfix batch plan` again"
    kept = [*plan.kept, *(finding.kept(reason) for finding in plan.fixed)]
    return engine.Plan(kept=tuple(kept), errors=plan.errors, suppressed=plan.suppressed)


def _rows(plan: engine.Plan, path: str) -> Iterator[FindingRow]:
    yield from (finding_row(finding, is_fixed=True) for finding in plan.fixed if finding.path == path)
    yield from (finding_row(finding) for finding in plan.kept if finding.path == path)


def _crashed(
    unit: Sequence[FileState], findings: Mapping[int, Sequence[FindingRow]], lost: workers.Lost
) -> list[Outcome]:
    said = f"is too much for the rewriting library: {ATTEMPTS} processes were lost over it, the last one {lost.reason}"
    status: FileStatus = "crashed"
    return [
        Outcome(
            file.id,
            status,
            tuple(row._replace(kept_because=f"the file {said}") for row in findings.get(file.id, ())),
            error=said,
        )
        for file in unit
    ]


def changes_of(
    files: Sequence[FileState], contents: Mapping[str, bytes], statuses: Collection[FileStatus]
) -> list[list[tuple[FileState, Change]]]:
    """The changes of these files that the ledger knows, unit by unit."""
    written = [file for file in files if file.after is not None and file.status in statuses]
    return [
        [(file, Change(file.path, contents[file.before], contents[file.after or ""])) for file in unit]
        for unit in units(written)
    ]
