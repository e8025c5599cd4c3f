"""What each command does: its arguments in, its exit code out, and all that is shown on the way."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from asyncfix import files, run
from asyncfix.config import CommandLine, Settings, known_rule
from asyncfix.engine import Plan
from asyncfix.errors import Declined, FileTrouble, UsageError
from asyncfix.report import text
from asyncfix.report.output import Output, Segment, standard_error, standard_output
from asyncfix.report.paths import shown
from asyncfix.report.progress import bar
from asyncfix.rule import Finding
from asyncfix.transforms import RULES

STDIN = "-"


@dataclass(frozen=True)
class Session:
    """What a command over paths works on, and where it writes."""

    sources: run.Sources
    found: Sequence[files.Found]
    errors: Sequence[FileTrouble]
    jobs: int
    out: Output
    err: Output

    def look(self, *, unused_ignores: bool = False) -> run.Looked:
        """The findings, with the paths that lead nowhere among the errors."""
        with bar(self.err, "looking") as progress:
            looked = run.look(
                self.found, self.sources, jobs=self.jobs, unused_ignores=unused_ignores, progress=progress
            )
        return replace(looked, errors=(*self.errors, *looked.errors))

    def plan(self, looked: run.Looked, choice: run.Choice) -> list[Plan]:
        with bar(self.err, "rewriting") as progress:
            return run.plans(looked, self.sources, choice, jobs=self.jobs, progress=progress)


def check(
    format_: str, output_file: str | None, report_unused_ignores: bool, stdin_filename: str | None, **shared: Any
) -> int:
    """Report findings."""
    session = _session(stdin_filename=stdin_filename, **shared)
    looked = session.look(unused_ignores=report_unused_ignores)
    session.err.show(text.troubles(looked.errors))
    if format_ == "json":
        from asyncfix.report import json

        _put(json.document(looked), output_file, session.out)
    elif output_file is None:
        session.out.show(_findings(looked))
    else:
        _put("".join(piece for piece, _ in _findings(looked)), output_file, session.out)
    return looked.exit_code


def _findings(looked: run.Looked) -> list[Segment]:
    return [
        *text.findings(looked.findings),
        *text.unused_ignores(looked.unused_ignores),
        *text.looked_summary(looked),
    ]


def _put(content: str, output_file: str | None, out: Output) -> None:
    if output_file is None:
        out.stream.write(content)
        return
    try:
        with open(output_file, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except OSError as exc:
        raise UsageError(f"{output_file}: cannot be written: {exc.strerror}; give --output-file another path") from None


def diff(diff_context: int, unsafe: bool, only_named: bool, stdin_filename: str | None, **shared: Any) -> int:
    """Show what `apply` would write."""
    session = _session(stdin_filename=stdin_filename, **shared)
    looked = session.look()
    plans = session.plan(looked, _choice(session, unsafe, only_named))
    for plan in plans:
        _show(session.out, plan, diff_context)
    errors = [*looked.errors, *_errors(plans)]
    _close(session, looked, plans, errors, written=False)
    return 2 if errors else 1 if looked.findings else 0


def apply(
    diff_context: int,
    unsafe: bool,
    only_named: bool,
    yes: bool,
    interactive: bool,
    allow_dirty: bool,
    force: bool,
    **shared: Any,
) -> int:
    """Show the rewrites, ask, and write them."""
    if STDIN in shared["paths"]:
        raise UsageError("`apply` writes files, and standard input is none; use `asyncfix diff -`")
    session = _session(stdin_filename=None, **shared)
    if interactive and not sys.stdin.isatty():
        raise UsageError("--interactive asks questions, and standard input is not a terminal; use `apply --yes`")
    looked = session.look()
    choice = _choice(session, unsafe, only_named)
    _refuse_uncommitted(looked, choice, allow_dirty)
    if interactive:
        plans = _asked_each(session, looked, choice, diff_context)
    else:
        plans = session.plan(looked, choice)
        for plan in plans:
            _show(session.out, plan, diff_context)
        if not yes and any(plan.changes for plan in plans):
            _confirm(session)
    done, errors = _write(plans, force)
    errors = [*looked.errors, *errors]
    _close(session, looked, done, errors, written=True)
    return 2 if errors else 1 if any(plan.kept for plan in done) else 0


def _write(plans: Sequence[Plan], force: bool) -> tuple[list[Plan], list[FileTrouble]]:
    """Write each plan's files, all of a plan or none; the plans as they turned out, and what went wrong."""
    done, errors = [], _errors(plans)
    for plan in plans:
        trouble = files.write_all(plan.changes, force=force)
        errors += trouble
        reason = trouble[0].message if trouble else ""
        unwritten = tuple(finding.kept(f"its file could not be written: {reason}") for finding in plan.fixed)
        done.append(Plan(kept=(*unwritten, *plan.kept)) if trouble else plan)
    return done, errors


def rules() -> int:
    """List the rules."""
    from asyncfix.report import explain as pages

    out = standard_output()
    width = max(len(rule.name) for rule in RULES)
    for rule in RULES:
        out.show([(f"{rule.name:{width}}", "bold"), (f"  {pages.summary(rule)}\n", "")])
    return 0


def explain(rule: str) -> int:
    """Print a rule's page."""
    from asyncfix.report import explain as pages

    out = standard_output()
    page = pages.page(known_rule(rule))
    if out.plain:
        out.stream.write(page)
    else:
        from rich.markdown import Markdown

        out.console.print(Markdown(page))
    return 0


def _session(
    paths: Sequence[str],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    options: tuple[str, ...],
    jobs: int | None,
    stdin_filename: str | None,
) -> Session:
    settings = Settings(CommandLine(select, ignore, exclude, options))
    out, err, jobs = standard_output(), standard_error(), jobs or run.default_jobs()
    if STDIN in paths:
        if len(paths) > 1:
            raise UsageError("`-` (standard input) cannot be mixed with other paths")
        name = stdin_filename or STDIN
        given = {name: sys.stdin.buffer.read()}
        return Session(run.Sources(settings, given), [files.Found(name, named=True)], [], 1, out, err)
    found, errors = run.found_files(paths or ["."], settings)
    return Session(run.Sources(settings), found, errors, jobs, out, err)


def _choice(session: Session, unsafe: bool, only_named: bool) -> run.Choice:
    return run.Choice(unsafe, frozenset(found.path for found in session.found) if only_named else None)


def _errors(plans: Sequence[Plan]) -> list[FileTrouble]:
    return [error for plan in plans for error in plan.errors]


def _show(out: Output, plan: Plan, context: int) -> None:
    from asyncfix.report import diff as diffs

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


def _refuse_uncommitted(looked: run.Looked, choice: run.Choice, allow_dirty: bool) -> None:
    if allow_dirty:
        return
    would = {path for finding in looked.findings if choice(finding) and finding.fix for path in finding.fix.touches}
    dirty = files.uncommitted(sorted(would))
    if dirty:
        names = "".join(f"\n  {shown(path)}" for path in dirty)
        raise UsageError(
            f"files that would be written have uncommitted changes:{names}\n"
            "Commit or stash them, or pass --allow-dirty. Nothing was changed."
        )


def _confirm(session: Session) -> None:
    if not sys.stdin.isatty():
        raise UsageError("standard input is not a terminal, so nobody can agree; nothing was changed, pass --yes")
    if _ask(session.err, "Write these changes?", "yn") == "n":
        raise Declined


_CHOICES = "y: write it, n: leave it, a: write it and all others of this file, q: stop asking, e: explain the rule"


def _asked_each(session: Session, looked: run.Looked, choice: run.Choice, context: int) -> list[Plan]:
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
    for group in run.groups(looked.findings):
        if stopped or not any(map(choice, group.findings)):
            made.append(Plan(kept=group.findings))
        else:
            made.append(run.step_by_step(group, session.sources, choice, accept))
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
