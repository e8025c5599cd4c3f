"""Runs of `batch` as text for people, and their state as JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from asyncfix.batch import statistics
from asyncfix.batch.summary import FileRow, RunSummary, ShardRow, ShardStatus
from asyncfix.report.output import Segment
from asyncfix.report.visible import in_line, printed

if TYPE_CHECKING:
    from asyncfix.batch.undo import Undone

MOST_LINES = 20
"""Shards, files or owners that a list shows before it says how many more there are."""

_STYLES = {
    "verified": "green",
    "written": "green",
    "reverted": "red",
    "failed": "red",
    "conflict": "yellow",
    "pending": "dim",
    "claimed": "cyan",
    "reverting": "cyan",
}
_MEANINGS: dict[ShardStatus, str] = {
    "verified": "written, and the verification passed",
    "written": "written, and not verified",
    "reverted": "put back",
    "failed": "failed, nothing written",
    "conflict": "with files that somebody edited",
    "pending": "waiting",
    "claimed": "being worked on",
    "reverting": "being put back",
}


def planned(summary: RunSummary, *, unsafe: bool) -> Iterator[Segment]:
    """What a plan would change, in which shards, and whose it is; `unsafe` says whether unsafe fixes are in it."""
    rows = [file for shard in summary.shards for file in shard.files]
    others = [file for files in summary.left.values() for file in files]
    kinds = Counter(finding.safety for file in (*rows, *others) for finding in file.findings)
    fixes = kinds["safe"] + (kinds["unsafe"] if unsafe else 0)
    yield f"Run {summary.run}: {_count(fixes, 'finding')} to fix in {_count(len(rows), 'file')}", "bold"
    yield f", {_count(len(summary.shards), 'shard')}; {_count(summary.files_looked, 'file')} looked at.\n", "bold"
    yield from _by_owner(summary.shards)
    yield from _shards(summary.shards)
    if kinds["unsafe"] and not unsafe:
        yield f"{_count(kinds['unsafe'], 'more finding')} would be fixed with --unsafe.\n", "yellow"
    if kinds[None]:
        yield f"{_count(kinds[None], 'finding')} cannot be fixed; `asyncfix check` says why.\n", "yellow"
    if summary.unread:
        yield f"{_count(len(summary.unread), 'file')} could not be looked at.\n", "yellow"
    if summary.shards:
        yield "Nothing was changed. `asyncfix batch run` migrates; `--limit 1` tries the first shard.\n", ""


def _by_owner(shards: tuple[ShardRow, ...]) -> Iterator[Segment]:
    files: Counter[str] = Counter()
    for shard in shards:
        files[shard.owner or "(no owner)"] += len(shard.files)
    if len(files) > 1:
        yield from _lines(f"  {owner}  {_count(count, 'file')}\n" for owner, count in files.most_common())


def _shards(shards: tuple[ShardRow, ...]) -> Iterator[Segment]:
    width = max((len(shard.key) for shard in shards[:MOST_LINES]), default=0)
    yield from _lines(
        f"  {shard.number:>4}  {shard.key:{width}}  {_count(len(shard.files), 'file')}"
        f"{f'  {shard.owner}' if shard.owner else ''}\n"
        for shard in shards
    )


def _lines(lines: Iterator[str]) -> Iterator[Segment]:
    more = 0
    for number, line in enumerate(lines):
        if number < MOST_LINES:
            yield line, ""
        else:
            more += 1
    if more:
        yield f"  ... and {more} more: `asyncfix batch status --json` has all\n", "dim"


def status(summary: RunSummary) -> Iterator[Segment]:
    """How far a run is, and what did not come out well."""
    counts = Counter(shard.status for shard in summary.shards)
    files = Counter(file.status for shard in summary.shards for file in shard.files)
    yield f"Run {summary.run}: {_count(len(summary.shards), 'shard')}", "bold"
    yield f", {_count(sum(files.values()), 'file')}, {files['written']} written.\n", "bold"
    for name, meaning in _MEANINGS.items():
        if counts[name]:
            yield f"  {counts[name]:>4} {name}", _STYLES[name]
            yield f": {meaning}\n", ""
    yield from _numbers(summary)
    for shard in summary.shards:
        yield from _trouble(shard)
    yield from unread(summary.unread)


def report(summary: RunSummary) -> Iterator[Segment]:
    """How far a run is, and all of its shards."""
    yield from status(summary)
    for shard in summary.shards:
        yield f"{shard.number:>4}  {shard.status:9}", _STYLES[shard.status]
        yield f"  {shard.key}  {_count(len(shard.files), 'file')}{f'  {shard.owner}' if shard.owner else ''}", ""
        yield f"  {shard.seconds:.1f} s\n" if shard.seconds is not None else "\n", ""


def _numbers(summary: RunSummary) -> Iterator[Segment]:
    """What became of the findings, and how long shards took, as far as either is known."""
    numbers = statistics.numbers(summary)
    counted = [
        (numbers.sites_fixed, "fixed"),
        (numbers.sites_to_fix, "to fix"),
        (numbers.sites_put_back, "put back"),
        (numbers.sites_left, "left as they are"),
    ]
    if any(count for count, _ in counted):
        yield f"  Findings: {', '.join(f'{count} {what}' for count, what in counted if count)}.\n", ""
    if numbers.seconds_p50 is not None:
        yield f"  A shard took {numbers.seconds_p50:.1f} s (median), {numbers.seconds_p95:.1f} s at 95 %.\n", "dim"


def _trouble(shard: ShardRow) -> Iterator[Segment]:
    files = [file for file in shard.files if file.error and file.status != "reverted"]
    if not (shard.error or files or shard.was_failing):
        return
    yield f"shard {shard.number} ({shard.key}) {shard.status}", "bold"
    if shard.was_failing:
        yield f": the verification fails without the changes too (exit code {shard.verify_exit}); not our doing", ""
    yield f": {shard.error}\n" if shard.error else "\n", ""
    if shard.verify_output and (shard.error or shard.was_failing):
        for line in printed(shard.verify_output).rstrip().split("\n")[-5:]:
            yield f"    | {line}\n", "dim"
    yield from _lines(f"    {in_line(file.path)}: {file.status}: {file.error}\n" for file in files)


def undone(run: int, done: Sequence[Undone]) -> Iterator[Segment]:
    """What was put back of a run, what was left alone, and what became of its branches."""
    count = sum(one.files for one in done)
    if count:
        yield f"{_count(count, 'file')} {'is' if count == 1 else 'are'} as before run {run}.\n", "bold"
    else:
        yield (
            f"Nothing of run {run} was put back{'' if any(one.left for one in done) else ': nothing was to be'}.\n",
            "",
        )
    elsewhere = sum(one.elsewhere for one in done)
    if elsewhere:
        yield f"{_count(elsewhere, 'file')} of it not written in this checkout: undo in the others too.\n", "yellow"
    for path, why in (each for one in done for each in one.left):
        yield f"{in_line(path)}: {why}\n", "yellow"
    stays = {one.branch: one.stays for one in done if one.branch}
    removed = sum(1 for why in stays.values() if why is None)
    if removed:
        yield f"{_count(removed, 'branch', 'branches')} removed.\n", ""
    yield from ((f"The branch {branch} {why}; it stays.\n", "yellow") for branch, why in stays.items() if why)


def unread(troubles: Mapping[str, str]) -> Iterator[Segment]:
    """Files that could not be read or parsed."""
    if troubles:
        yield f"{_count(len(troubles), 'file')} could not be looked at:\n", "yellow"
        yield from _lines(f"  {in_line(path)}: {reason}\n" for path, reason in sorted(troubles.items()))


def document(summary: RunSummary) -> str:
    """The state of a run as one JSON object; docs/batch.md describes it."""
    counts = Counter(shard.status for shard in summary.shards)
    files = Counter(file.status for shard in summary.shards for file in shard.files)
    data = {
        "version": 1,
        "run": summary.run,
        "root": summary.root,
        "base_commit": summary.base_commit,
        "created": summary.created,
        "files_looked": summary.files_looked,
        "shards_by_status": dict(sorted(counts.items())),
        "files_by_status": dict(sorted(files.items())),
        "shards": [_shard(shard) for shard in summary.shards],
        "unread": dict(summary.unread),
        "numbers": statistics.numbers(summary)._asdict(),
    }
    return json.dumps(data, indent=2) + "\n"


def _shard(shard: ShardRow) -> dict[str, object]:
    return {
        "number": shard.number,
        "key": shard.key,
        "owner": shard.owner,
        "status": shard.status,
        "attempt": shard.attempt,
        "seconds": shard.seconds,
        "verify_exit": shard.verify_exit,
        "was_failing": shard.was_failing,
        "error": shard.error,
        "ref": shard.ref,
        "files": [_file(file) for file in shard.files],
    }


def _file(file: FileRow) -> dict[str, object]:
    return {"path": file.path, "status": file.status, "findings": len(file.findings), "error": file.error}


def _count(number: int, what: str, many: str | None = None) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {many or f'{what}s'}"
