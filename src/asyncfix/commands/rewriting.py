"""`asyncfix diff` and `asyncfix apply`: the rewrites shown, agreed to, and written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from asyncfix import git, planning, run
from asyncfix.commands import session as sessions
from asyncfix.commands.listing import explain
from asyncfix.commands.session import STDIN, Session
from asyncfix.engine import Plan
from asyncfix.errors import FileTrouble, UsageError
from asyncfix.report import diff as diffs
from asyncfix.report import text
from asyncfix.report.output import Output
from asyncfix.report.paths import shown
from asyncfix.report.progress import bar
from asyncfix.rule import Finding, Key
from asyncfix.writing import write_all


def diff(
    diff_context: int,
    unsafe: bool,
    only_named: bool,
    stdin_filename: str | None,
    since: str | None = None,
    **shared: Any,
) -> int:
    """Show what `apply` would write."""
    session = sessions.start(stdin_filename=stdin_filename, **shared)
    looked, others = _looked(session, shared["paths"], since)
    plans = _planned(session, looked, others, _choice(session, unsafe, only_named))
    for plan in plans:
        _show(session.out, plan, diff_context)
    errors = _errors(plans)
    _close(session, looked, plans, errors, written=False)
    return 2 if looked.errors or errors else 1 if looked.findings else 0


def apply(
    diff_context: int,
    unsafe: bool,
    only_named: bool,
    yes: bool,
    interactive: bool,
    allow_dirty: bool,
    force: bool,
    no_undo: bool = False,
    since: str | None = None,
    **shared: Any,
) -> int:
    """Show the rewrites, ask, and write them."""
    if STDIN in shared["paths"]:
        raise UsageError("`apply` writes files, and standard input is none; use `asyncfix diff -`")
    session = sessions.start(stdin_filename=None, **shared)
    if interactive and not _can_ask():
        raise UsageError("--interactive asks questions, and standard input is not a terminal; use `apply --yes`")
    looked, others = _looked(session, shared["paths"], since)
    choice = _choice(session, unsafe, only_named)
    _refuse_uncommitted(looked, choice, allow_dirty)
    if interactive:
        plans = _asked_each(session, looked, others, choice, diff_context)
    else:
        plans = _planned(session, looked, others, choice)
        for plan in plans:
            _show(session.out, plan, diff_context)
        if not yes and any(plan.changes for plan in plans) and not _agreed(session):
            session.err.show([("asyncfix: nothing was changed\n", "")])
            return 2 if looked.errors else 1
    done, errors = _write(plans, force, no_undo)
    _close(session, looked, done, errors, written=True)
    return 2 if looked.errors or errors else 1 if any(plan.kept for plan in done) else 0


def _write(plans: Sequence[Plan], force: bool, no_undo: bool) -> tuple[list[Plan], list[FileTrouble]]:
    """Write each plan's files, all of a plan or none; the plans as they turned out, and what went wrong."""

    def write(plan: Plan) -> list[FileTrouble]:
        return write_all(plan.changes, force=force)

    if no_undo or not any(plan.changes for plan in plans):
        troubles = [write(plan) for plan in plans]
    else:
        from asyncfix.batch.apply import recorded

        troubles = recorded(plans, write)
    done, errors = [], _errors(plans)
    for plan, trouble in zip(plans, troubles, strict=True):
        errors += trouble
        reason = trouble[0].message if trouble else ""
        unwritten = tuple(finding.kept(f"its file could not be written: {reason}") for finding in plan.fixed)
        done.append(Plan(kept=(*unwritten, *plan.kept)) if trouble else plan)
    return done, errors


def _looked(session: Session, paths: Sequence[str], since: str | None) -> tuple[run.Looked, Counter[Key]]:
    """What is to be repaired, and the keys of what is not, since nobody has touched it.

    Of findings with one key, in one function with the same code, all are touched if one is.
    """
    if since is None:
        return session.look(), Counter()
    from asyncfix.commands.narrowing import Narrowing

    narrow = Narrowing(session, paths, baseline=None, no_baseline=True, since=since)
    everything = session.look()
    touched = narrow(everything)
    keys = {finding.key for finding in touched.findings}
    findings = tuple(finding for finding in everything.findings if finding.key in keys)
    others = Counter(finding.key for finding in everything.findings if finding.key not in keys)
    return touched._replace(findings=findings, untouched=others.total()), others


def _planned(session: Session, looked: run.Looked, others: Counter[Key], choice: planning.Choice) -> list[Plan]:
    with bar(session.err, "rewriting") as progress:
        return planning.plans(looked, session.sources, choice, jobs=session.jobs, progress=progress, passed_over=others)


def _choice(session: Session, unsafe: bool, only_named: bool) -> planning.Choice:
    return planning.Choice(unsafe, frozenset(found.path for found in session.found) if only_named else None)


def _errors(plans: Sequence[Plan]) -> list[FileTrouble]:
    return [error for plan in plans for error in plan.errors]


def _show(out: Output, plan: Plan, context: int) -> None:
    if out.plain:
        out.show_bytes(diffs.patch(plan, context))
    else:
        out.show(diffs.coloured(plan, context))


def _close(
    session: Session, looked: run.Looked, plans: Sequence[Plan], errors: Sequence[FileTrouble], *, written: bool
) -> None:
    kept = [finding for plan in plans for finding in plan.kept]
    session.out.stream.flush()
    session.err.show(text.findings(sorted(kept, key=lambda finding: (finding.path, finding.span))))
    session.err.show(text.troubles(errors))
    named = frozenset(found.path for found in session.found)
    session.err.show(text.planned_summary(plans, looked, written=written, named=named))


def _refuse_uncommitted(looked: run.Looked, choice: planning.Choice, allow_dirty: bool) -> None:
    if allow_dirty:
        return
    would = {path for finding in looked.findings if choice(finding) and finding.fix for path in finding.fix.touches}
    dirty = git.uncommitted(sorted(would))
    if dirty:
        names = "".join(f"\n  {shown(path)}" for path in dirty)
        raise UsageError(
            f"files that would be written have uncommitted changes:{names}\n"
            "Commit or stash them, or pass --allow-dirty. Nothing was changed."
        )


def _agreed(session: Session) -> bool:
    if not _can_ask():
        raise UsageError("standard input is not a terminal, so nobody can agree; nothing was changed, pass --yes")
    return _ask(session.err, "Write these changes?", "yn") == "y"


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


_CHOICES = "y: write it, n: leave it, a: write it and all others of this file, q: stop asking, e: explain the rule"


def _asked_each(
    session: Session, looked: run.Looked, others: Counter[Key], choice: planning.Choice, context: int
) -> list[Plan]:
    """The plans that are left when somebody has been asked about each fix."""
    whole: set[str] = set()
    stopped = False

    def accept(plan: Plan) -> bool:
        nonlocal stopped
        finding = plan.fixed[0]
        if stopped or finding.path in whole:
            return not stopped
        _show(session.out, plan, context)
        answer = _answer(session, finding)
        stopped = answer == "q"
        if answer == "a":
            whole.add(finding.path)
        return answer in "ya"

    made = []
    for group in planning.groups(looked.findings):
        if stopped or not any(map(choice, group.findings)):
            made.append(Plan(kept=group.findings))
        else:
            made.append(planning.step_by_step(group, session.sources, choice, accept, others))
    return made


def _answer(session: Session, finding: Finding) -> str:
    while True:
        answer = _ask(session.err, f"{finding.rule} in {shown(finding.path)}: write this change?", "ynaqe", _CHOICES)
        if answer != "e":
            return answer
        explain(finding.rule)


def _ask(err: Output, question: str, letters: str, help_: str = "y: yes, n: no") -> str:
    """One of these letters; what is not one of them brings the help, the end of input is a no."""
    while True:
        err.show([(f"{question} [{'/'.join(letters)}] ", "bold")])
        err.stream.flush()
        line = sys.stdin.readline()
        answer = line.strip().lower()[:1]
        if not line or (answer and answer in letters):
            return answer or ("q" if "q" in letters else "n")
        err.show([(f"{help_}\n", "")])
