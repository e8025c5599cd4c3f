"""`asyncfix batch`: a repository migrated in shards that can be stopped, resumed, exported and taken back.

Exit codes of all its commands: 0 done; 1 shards failed or were put back; 2 wrong usage, configuration, or
a ledger that cannot be used; 3 nothing of that, but files that somebody edited were left alone. A plan is done when it
is made, whatever it found.
"""

from __future__ import annotations

import functools
import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from asyncfix.batch import export as exports
from asyncfix.batch import identity, publish, running
from asyncfix.batch import plan as plans
from asyncfix.batch import undo as undoing
from asyncfix.batch.place import Place, place
from asyncfix.batch.settings import MAX_FILES, Chosen, batch_table
from asyncfix.batch.sharding import By
from asyncfix.batch.summary import FAILED, RunSummary
from asyncfix.commands import outputs
from asyncfix.commands import session as sessions
from asyncfix.errors import UsageError
from asyncfix.ledger import claims, results, runs
from asyncfix.report import batch as texts
from asyncfix.report.batch_progress import Watch
from asyncfix.report.output import Output, standard_error, standard_output


def plan(paths: Sequence[str], ledger: str | None, jobs: int | None, **chosen: Any) -> int:
    """Find out what would change, and write it into the ledger."""
    out, err = standard_output(), standard_error()
    folder = os.getcwd()
    with place(ledger, create=True) as where:
        number = _planned(where, folder, paths, jobs, err, **chosen)
        found = runs.find(where.ledger, number)
        assert found is not None
        out.show(texts.planned(runs.summary(where.ledger, found, contents=False), unsafe=bool(chosen["unsafe"])))
    return 0


def _planned(
    where: Place,
    folder: str,
    paths: Sequence[str],
    jobs: int | None,
    err: Output,
    *,
    by: By | None = None,
    max_files: int | None = None,
    **chosen: Any,
) -> int:
    """Make a plan of paths that are seen from a folder; the number of its run."""
    _refuse_running(where)
    root = where.checkout.root
    if sessions.STDIN in paths:
        raise UsageError("`batch` works on files, and standard input is none")
    at = os.path.relpath(os.path.realpath(folder), root).replace(os.sep, "/")
    caching = {name: chosen.pop(name) for name in _CACHING if name in chosen}
    wanted = Chosen(**chosen, folder="" if at == "." else at)
    shared = {name: chosen[name] for name in ("select", "ignore", "exclude", "options") if name in chosen}
    # `check` remembers what is found; this is the same question only if it is put in the same words.
    named = paths or ([] if not wanted.folder else ["."])
    missing = [path for path in paths if not os.path.lexists(os.path.join(folder, path))]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder; nothing was planned")
    relative = [where.checkout.relative(os.path.join(folder, path)) for path in named]
    seen_from = os.path.join(root, wanted.folder) if wanted.folder else None
    session = sessions.start(paths=relative, jobs=jobs, folder=seen_from, **shared, **caching)
    table = batch_table(session.sources.settings.config("pyproject.toml"))
    made = plans.make(
        where.ledger,
        where.checkout,
        session.look(),
        session.sources,
        replace(wanted, by=by or table.by or "owner"),
        max_files=max_files or table.max_files or MAX_FILES,
    )
    err.show((f"asyncfix: {problem}\n", "yellow") for problem in made.problems)
    return made.run


_CACHING = ("no_cache", "cache_dir")


def _refuse_running(where: Place) -> None:
    if runs.latest(where.ledger) is None:
        return
    last = where.latest()
    claims.free_dead(where.ledger, last.id, identity.is_dead)
    holders = claims.holders(where.ledger, last.id)
    if holders:
        machine = identity.machine_of(holders[0])
        raise UsageError(f"run {last.id} is being worked on by {len(holders)} workers, one of them on {machine}")
    now = runs.tally(where.ledger, last.id)
    if "intent" in now.files or "reverting" in now.shards:
        raise UsageError(
            f"run {last.id} was interrupted while it wrote; finish it with `asyncfix batch run`, or take it back with "
            "`asyncfix batch undo --all`, before you plan again"
        )


def run(
    paths: Sequence[str],
    ledger: str | None,
    mode: str,
    jobs: int | None,
    output: str | None = None,
    **arguments: Any,
) -> int:
    """Carry a plan out, from where it stands; make one first if there is none."""
    if output is not None and mode != "patch":
        raise UsageError("--output is where patches go; add --mode patch, or leave it out")
    out, err = standard_output(), standard_error()
    given = {name: arguments.pop(name) for name in (*_PLANNING, *_CACHING) if name in arguments}
    wanted = running.Wanted(mode="branch" if mode == "patch" else mode, jobs=jobs, **arguments)
    folder = os.getcwd()
    with place(ledger, create=True) as where:
        if runs.latest(where.ledger) is None:
            _planned(where, folder, paths, jobs, err, **given)
        elif paths or any(given.get(name) for name in _PLANNING):
            raise UsageError(
                "a plan is there, and `batch run` carries it out as it is; to choose other paths, rules or shards, "
                "plan again with `asyncfix batch plan`"
            )
        found = where.latest()
        if _is_waiting(where, found):
            where.refuse_moved(found)
            running.refuse(where, found, wanted)
            err.show((f"asyncfix: {said}\n", "yellow") for said in running.changed_since(where, found))
            with Watch(err) as watch:
                running.carry_out(where, found, wanted, watch)
        summary = runs.summary(where.ledger, found, contents=mode != "inplace")
        out.show(texts.status(summary))
        if mode != "inplace":
            output = os.path.join(folder, output) if output else None
            _publish(where, summary, mode, output, out, force=mode == "patch")
        waiting = _say_what_next(summary, out)
        return exit_code(summary) or (1 if waiting and wanted.limit is None else 0)


_PLANNING = ("select", "ignore", "exclude", "options", "unsafe", "by", "max_files")


def _is_waiting(where: Place, found: runs.Run) -> bool:
    return bool(claims.waiting(where.ledger, found.id))


def _say_what_next(summary: RunSummary, out: Output) -> int:
    """Say how to go on with what waits, or did not come out well; how many shards wait."""
    waiting = sum(1 for shard in summary.shards if shard.status in ("pending", "claimed", "reverting"))
    failed = any(shard.status in FAILED and shard.error for shard in summary.shards)
    said = ""
    if waiting:
        why = "A shard failed, so no other was begun" if failed else "Not all shards are done"
        more = ", `--keep-going` does not stop at the next failure" if failed else ""
        said = f"{why}: `asyncfix batch run` goes on{more}."
    elif failed:
        said = "What failed is tried again after `asyncfix batch retry --failed`."
    elif summary.shards and all(shard.status == "reverted" for shard in summary.shards):
        said = (
            "All of it was taken back. `asyncfix batch plan` plans anew, `asyncfix batch retry SHARD` does one again."
        )
    if said:
        out.show([(f"{said}\n", "yellow")])
    return waiting


def exit_code(summary: RunSummary) -> int:
    """What a run came to; see the top of this module."""
    shards = summary.shards
    failed = any(shard.status in FAILED and shard.error for shard in shards)
    lost = any(file.status in ("error", "crashed") for shard in shards for file in shard.files)
    if failed or lost:
        return 1
    return 3 if any(shard.status == "conflict" for shard in shards) else 0


def status(ledger: str | None, as_json: bool) -> int:
    """Say how far the last run is."""
    out = standard_output()
    with place(ledger, create=False) as where:
        found = where.latest()
        summary = runs.summary(where.ledger, found, contents=False)
        if as_json:
            out.stream.write(texts.document(summary))
        else:
            out.show(texts.status(summary))
            if _is_deserted(where, summary):
                out.show([("Nobody is at work on what is claimed: `asyncfix batch run` goes on.\n", "yellow")])
        return exit_code(summary)


def _is_deserted(where: Place, summary: RunSummary) -> bool:
    """Whether shards are claimed by workers that are all dead, or gave no sign for long."""
    held = any(shard.status in claims.HELD for shard in summary.shards)
    return held and all(map(identity.is_dead, claims.holders(where.ledger, summary.run)))


def retry(shard: str | None, failed: bool, ledger: str | None) -> int:
    """Make shards pending again."""
    if (shard is None) == (not failed):
        raise UsageError("name a shard, by its number or its key, or pass --failed")
    out = standard_output()
    with place(ledger, create=False) as where:
        found = where.latest()
        where.refuse_moved(found)
        numbers = None if shard is None else [_number(runs.summary(where.ledger, found, contents=False), shard)]
        again = results.retried(where.ledger, found.id, numbers)
        if not again and shard is not None:
            raise UsageError(f"shard {shard} is not one to try again: see `asyncfix batch status`")
        listed = ", ".join(map(str, again[:20])) + (" and more" if len(again) > 20 else "")
        said = f"To be done again: shard {listed}. `asyncfix batch run` does it." if again else "No shard has failed."
        out.show([(f"{said}\n", "")])
    return 0


def _number(summary: RunSummary, shard: str) -> int:
    numbers = {one.key: one.number for one in summary.shards} | {str(one.number): one.number for one in summary.shards}
    if shard in numbers:
        return numbers[shard]
    raise UsageError(f"run {summary.run} has no shard {shard}; `asyncfix batch status --json` lists them")


def undo(shard: str | None, all_: bool, ledger: str | None) -> int:
    """Put back what the last run has written."""
    if (shard is None) == (not all_):
        raise UsageError("name a shard, by its number or its key, or pass --all")
    with place(ledger, create=False) as where:
        found = where.latest()
        summary = runs.summary(where.ledger, found, contents=False)
        numbers = [one.number for one in summary.shards] if shard is None else [_number(summary, shard)]
        return taken_back(where, found, numbers)


def taken_back(where: Place, run: runs.Run, numbers: Sequence[int]) -> int:
    """Put shards of a run back, and say so; 3 if files were left alone since somebody edited them."""
    out = standard_output()
    forget = functools.partial(publish.forget, where.checkout.root)
    done = undoing.undo(where.ledger, run.id, numbers, where.checkout.root, forget)
    out.show(texts.undone(run.id, done))
    return 3 if any(one.left for one in done) else 0


def export(
    to: str, per: publish.Per | None, force: bool, onto: str | None, output: str | None, ledger: str | None
) -> int:
    """Make a branch, or a patch, for each owner or shard."""
    if to == "patch" and onto is not None:
        raise UsageError("--onto speaks of branches, and --to patch makes none; leave one of them out")
    if to == "branch" and output is not None:
        raise UsageError("--output is where patches go; add --to patch, or leave it out")
    out = standard_output()
    folder = os.getcwd()
    with place(ledger, create=False) as where:
        found = where.latest()
        summary = runs.summary(where.ledger, found)
        output = os.path.join(folder, output) if output else None
        return _publish(where, summary, to, output, out, per=per or _per(found), force=force, onto=onto)


_NOTHING = "There is nothing to export: no shard is written."


def _per(run: runs.Run) -> publish.Per:
    return "owner" if run.settings.get("by") == "owner" else "shard"


def _publish(
    where: Place,
    summary: RunSummary,
    to: str,
    output: str | None,
    out: Output,
    *,
    per: publish.Per = "shard",
    force: bool = False,
    onto: str | None = None,
) -> int:
    root = where.checkout.root
    # What cannot be done is told before any branch is made.
    merged_into = exports.target(root, onto) if onto else None
    if to == "patch":
        folder = output or os.path.join(root, ".asyncfix", "patches", str(summary.run))
        written = publish.patches(root, summary, per, folder, force=force)
        out.show((f"{path}\n", "") for path in written or [_NOTHING])
        return 0 if written else 1
    exported = publish.branches(where.ledger, root, summary, per, force=force)
    if not exported:
        out.show([(f"{_NOTHING}\n", "yellow")])
        return 1
    out.show((f"{one.branch}  {one.files} file{'' if one.files == 1 else 's'}\n", "") for one in exported)
    stale = publish.left_over(root, summary, exported)
    if stale:
        removing = shlex.join(["git", "branch", "-D", *stale])
        out.show([(f"An earlier export made others of the same changes. To remove them: {removing}\n", "yellow")])
    clashes = exports.conflicts(root, merged_into, [one.branch for one in exported]) if merged_into else []
    for clash in clashes:
        out.show([(f"{clash.branch} conflicts with {onto}: {', '.join(clash.paths) or clash.error}\n", "yellow")])
    lines = exports.push_lines(root, exported, target=onto)
    has_remote = exports.remote_of(root) is not None
    said = "To publish" if has_remote else "There is no remote to publish to; for one called `origin`"
    out.show([(f"Nothing was pushed. {said}:\n", ""), *((f"  {line}\n", "") for line in lines)])
    return 3 if clashes else 0


def report(format_: str, output: str | None, ledger: str | None) -> int:
    """Write a report of the last run."""
    path = os.path.abspath(output) if output else None
    if output is not None:
        outputs.refuse_unwritable(output, "--output")
    with place(ledger, create=False) as where:
        found = where.latest()
        content = _report(runs.summary(where.ledger, found, contents=format_ == "html"), format_)
    if path is None:
        standard_output().show_bytes(content.encode(errors="backslashreplace"))
    else:
        outputs.write({path: content})
    return 0


def _report(summary: RunSummary, format_: str) -> str:
    match format_:
        case "html":
            from asyncfix.report import html

            return html.page(summary)
        case "csv":
            from asyncfix.report import csv

            return csv.table(summary)
        case "json":
            return texts.document(summary)
        case "sarif":
            from asyncfix.report import batch_sarif
            from asyncfix.transforms import all_rules

            return batch_sarif.document(summary, tuple(all_rules().values()))
    return "".join(text for text, _ in texts.report(summary))
