"""Numbers of a run, for text, JSON and HTML alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from asyncfix.batch.summary import FileRow, FindingRow, RunSummary, ShardRow

NO_OWNER = "no owner"

Outcome = Literal["fixed", "to fix", "put back", "left"]


class Numbers(NamedTuple):
    """Counts of a run. A site is a finding; seconds are None while no shard has been timed."""

    files_looked: int
    files_planned: int
    files_changed: int
    files_unread: int
    sites_fixed: int
    sites_to_fix: int
    sites_put_back: int
    sites_left: int
    shards: int
    seconds_p50: float | None
    seconds_p95: float | None


class Skipped(NamedTuple):
    """A file that was not migrated as planned, and why. `status` is "unread", or a status of the file."""

    path: str
    status: str
    reason: str


def numbers(summary: RunSummary) -> Numbers:
    """The counts of a run."""
    planned = [row for shard in summary.shards for row in shard.files]
    sites = Counter(outcome(row, finding) for row in files(summary) for finding in row.findings)
    seconds = sorted(shard.seconds for shard in summary.shards if shard.seconds is not None)
    return Numbers(
        files_looked=summary.files_looked,
        files_planned=len(planned),
        files_changed=sum(1 for row in planned if row.status == "written"),
        files_unread=len(summary.unread),
        sites_fixed=sites["fixed"],
        sites_to_fix=sites["to fix"],
        sites_put_back=sites["put back"],
        sites_left=sites["left"],
        shards=len(summary.shards),
        seconds_p50=percentile(seconds, 50),
        seconds_p95=percentile(seconds, 95),
    )


def outcome(row: FileRow, finding: FindingRow) -> Outcome:
    """What became of a finding: a fix counts only while it is in the file."""
    match row.status:
        case "written" if finding.is_fixed:
            return "fixed"
        case "reverted" if finding.is_fixed:
            return "put back"
        case "pending" | "intent" if finding.is_fixed or finding.safety is not None:
            return "to fix"
        case _:
            return "left"


def files(summary: RunSummary) -> Iterator[FileRow]:
    """All files with findings: those of the shards, in order, then those that are in none."""
    for shard in summary.shards:
        yield from shard.files
    for rows in summary.left.values():
        yield from rows


def percentile(ascending: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile: the least value with `percent` of all at or below it."""
    if not ascending:
        return None
    return ascending[max(0, -(-percent * len(ascending) // 100) - 1)]


def shards_by_status(summary: RunSummary) -> dict[str, int]:
    """How many shards have each status, most first."""
    return _counted(shard.status for shard in summary.shards)


def files_by_owner(summary: RunSummary) -> dict[str, int]:
    """How many files with findings each owner has, most first; a file of several owners counts for each."""
    named = [(owners(shard.owner), shard.files) for shard in summary.shards]
    named += [(owners(owner), rows) for owner, rows in summary.left.items()]
    return _counted(owner for each, rows in named for owner in each for _ in rows)


def sites_by_rule(summary: RunSummary) -> dict[str, int]:
    """How many findings each rule has, most first."""
    return _counted(finding.rule for row in files(summary) for finding in row.findings)


def owners(joined: str) -> tuple[str, ...]:
    """Owners one by one, of a text with spaces between them; `NO_OWNER` where there is none."""
    return tuple(joined.split()) or (NO_OWNER,)


def failed_verifications(summary: RunSummary) -> list[ShardRow]:
    """The shards whose verification failed, with the change or already before it."""
    return [shard for shard in summary.shards if shard.was_failing or shard.verify_exit not in (None, 0)]


def skipped(summary: RunSummary) -> list[Skipped]:
    """Files that were not migrated as planned: those that ended in a conflict, an error or a crash, and unread ones."""
    ended = [Skipped(row.path, row.status, reason(row)) for row in files(summary) if row.status in _REASONS]
    return ended + [Skipped(path, "unread", reason) for path, reason in sorted(summary.unread.items())]


def reason(row: FileRow) -> str:
    """Why a file was not migrated as planned; "" for one that was."""
    return (row.error or _REASONS[row.status]) if row.status in _REASONS else ""


_REASONS = {
    "conflict": "was edited since the plan was made, and is left alone",
    "error": "could not be migrated",
    "crashed": "ended the process that worked on it",
}


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
